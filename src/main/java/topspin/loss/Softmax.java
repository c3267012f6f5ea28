package topspin.loss;

/** Gradients of a row's log-probability and entropy in its logits. */
final class Softmax {
    private Softmax() {
    }

    /**
     * Writes ∂loss/∂logits for loss = {@code logProbabilityWeight}·log p(action) − {@code entropyWeight}·H, using
     * ∂log p_k/∂z_a = [a = k] − p_a and ∂H/∂z_a = −p_a·(log p_a + H). Returns H in nats.
     */
    static double gradient(float[] logits, int offset, int actions, double logSumExp, int action,
                           double logProbabilityWeight, double entropyWeight, float[] gradients) {
        double entropy = 0;
        for (int a = 0; a < actions; a++) {
            double logP = logits[offset + a] - logSumExp;
            entropy -= Math.exp(logP) * logP;
        }
        for (int a = 0; a < actions; a++) {
            double logP = logits[offset + a] - logSumExp;
            double p = Math.exp(logP);
            gradients[offset + a] = (float) (logProbabilityWeight * ((a == action ? 1 : 0) - p)
                    + entropyWeight * p * (logP + entropy));
        }
        return entropy;
    }
}
