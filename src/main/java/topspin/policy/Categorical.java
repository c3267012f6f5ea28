package topspin.policy;

import topspin.random.RandomStream;

/** The distribution over actions that a row of logits defines: p = softmax(logits). Static, allocation-free. */
public final class Categorical {
    private Categorical() {
    }

    /** log Σ exp(logits[i]) over {@code actions} logits from {@code offset}, shifted by the largest against overflow. */
    public static double logSumExp(float[] logits, int offset, int actions) {
        float max = logits[offset];
        for (int a = 1; a < actions; a++) {
            max = Math.max(max, logits[offset + a]);
        }
        double sum = 0;
        for (int a = 0; a < actions; a++) {
            sum += Math.exp(logits[offset + a] - max);
        }
        return max + Math.log(sum);
    }

    /** log p(action). */
    public static double logProbability(float[] logits, int offset, int actions, int action) {
        return logits[offset + action] - logSumExp(logits, offset, actions);
    }

    /** −Σ p log p, in nats. */
    public static double entropy(float[] logits, int offset, int actions) {
        double logSumExp = logSumExp(logits, offset, actions);
        double entropy = 0;
        for (int a = 0; a < actions; a++) {
            double logP = logits[offset + a] - logSumExp;
            entropy -= Math.exp(logP) * logP;
        }
        return entropy;
    }

    /** Draws an action with one uniform number, by inverting the cumulative distribution. */
    public static int sample(float[] logits, int offset, int actions, RandomStream stream) {
        double logSumExp = logSumExp(logits, offset, actions);
        double u = stream.nextDouble();
        for (int a = 0; a < actions - 1; a++) {
            u -= Math.exp(logits[offset + a] - logSumExp);
            if (u < 0) {
                return a;
            }
        }
        return actions - 1;
    }

    /** The most probable action; the first of equals. */
    public static int mode(float[] logits, int offset, int actions) {
        int best = 0;
        for (int a = 1; a < actions; a++) {
            if (logits[offset + a] > logits[offset + best]) {
                best = a;
            }
        }
        return best;
    }
}
