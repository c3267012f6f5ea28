package topspin;

/**
 * What a policy's outputs depended on during some steps of a game: |∂ output at step t / ∂ observation at step t − k|, the
 * length of the gradient in all elements of what was seen k steps back.
 *
 * @param value  of the policy's value, {@code [steps][steps]} by t and k; 0 where k > t, and if the policy has no value
 * @param choice of what the action at step t was chosen by, its logit (the sum of several choices' logits; of numbers, their
 *               means; of action values, its value), likewise
 */
public record Saliency(float[][] value, float[][] choice) {

    /**
     * How much of an output lies k steps back, {@code [steps]}: the share of the gradients' squares, which is the share of the
     * output's variance if each element of each observation were moved a little by chance. Zeros if all are zero.
     */
    public static double[] shares(float[]... gradients) {
        double[] shares = new double[gradients[0].length];
        double all = 0;
        for (float[] step : gradients) {
            for (int k = 0; k < step.length; k++) {
                double square = (double) step[k] * step[k];
                shares[k] += square;
                all += square;
            }
        }
        for (int k = 0; k < shares.length && all > 0; k++) {
            shares[k] /= all;
        }
        return shares;
    }

    /** The shares of each step by itself, {@code [steps][steps]} by t and k. */
    public static float[][] sharesByStep(float[][] gradients) {
        float[][] shares = new float[gradients.length][];
        for (int t = 0; t < gradients.length; t++) {
            double[] step = shares(gradients[t]);
            shares[t] = new float[step.length];
            for (int k = 0; k < step.length; k++) {
                shares[t][k] = (float) step[k];
            }
        }
        return shares;
    }
}
