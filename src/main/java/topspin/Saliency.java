package topspin;

/**
 * What a policy's outputs depended on during some steps of a game: the sum of |∂ output at step t / ∂ element of the observation at
 * step t − k| over the elements, k steps back.
 *
 * @param value  of the policy's value, {@code [steps][steps]} by t and k; 0 where k > t, and if the policy has no value
 * @param choice of what the action at step t was chosen by, its logit (the sum of several choices' logits; of numbers, their
 *               means; of action values, its value), likewise
 */
public record Saliency(float[][] value, float[][] choice) {

    /** The share of all gradients that lies k steps back, {@code [steps]}; zeros if all are zero. */
    public static double[] shares(float[][] gradients) {
        double[] shares = new double[gradients.length];
        double all = 0;
        for (float[] step : gradients) {
            for (int k = 0; k < step.length; k++) {
                shares[k] += step[k];
                all += step[k];
            }
        }
        for (int k = 0; k < shares.length && all > 0; k++) {
            shares[k] /= all;
        }
        return shares;
    }
}
