package topspin.policy.distribution;

import topspin.random.RandomStream;

/** One choice of {@code n}, by p = softmax(row). */
public final class Categorical implements Distribution {
    private final int n;

    /** @param n choices, at least 1 */
    public Categorical(int n) {
        this.n = n;
    }

    @Override
    public int width() {
        return n;
    }

    @Override
    public void sample(float[] row, int at, RandomStream stream, float[] action, int to) {
        action[to] = sample(row, at, n, stream);
    }

    @Override
    public void mode(float[] row, int at, float[] action, int to) {
        action[to] = mode(row, at, n);
    }

    @Override
    public double logProbability(float[] row, int at, float[] action, int from) {
        return logProbability(row, at, n, (int) action[from]);
    }

    @Override
    public double entropy(float[] row, int at) {
        return entropy(row, at, n);
    }

    @Override
    public double gradient(float[] row, int at, float[] action, int from, double logProbabilityWeight,
                           double entropyWeight, float[] gradients) {
        return gradient(row, at, n, (int) action[from], logProbabilityWeight, entropyWeight, gradients);
    }

    /** log Σ exp(logits[i]) over {@code n} logits from {@code at}, shifted by the largest against overflow. */
    private static double logSumExp(float[] logits, int at, int n) {
        float max = logits[at];
        for (int a = 1; a < n; a++) {
            max = Math.max(max, logits[at + a]);
        }
        double sum = 0;
        for (int a = 0; a < n; a++) {
            sum += Math.exp(logits[at + a] - max);
        }
        return max + Math.log(sum);
    }

    /** log p(action) among {@code n} logits from {@code at}. */
    public static double logProbability(float[] logits, int at, int n, int action) {
        return logits[at + action] - logSumExp(logits, at, n);
    }

    /** −Σ p log p, in nats. */
    static double entropy(float[] logits, int at, int n) {
        double logSumExp = logSumExp(logits, at, n);
        double entropy = 0;
        for (int a = 0; a < n; a++) {
            double logP = logits[at + a] - logSumExp;
            entropy -= Math.exp(logP) * logP;
        }
        return entropy;
    }

    /** Draws with one uniform number, by inverting the cumulative distribution. */
    static int sample(float[] logits, int at, int n, RandomStream stream) {
        double logSumExp = logSumExp(logits, at, n);
        double u = stream.nextDouble();
        for (int a = 0; a < n - 1; a++) {
            u -= Math.exp(logits[at + a] - logSumExp);
            if (u < 0) {
                return a;
            }
        }
        return n - 1;
    }

    static int mode(float[] logits, int at, int n) {
        int best = 0;
        for (int a = 1; a < n; a++) {
            if (logits[at + a] > logits[at + best]) {
                best = a;
            }
        }
        return best;
    }

    /** Uses ∂log p_k/∂z_a = [a = k] − p_a and ∂H/∂z_a = −p_a·(log p_a + H). */
    static double gradient(float[] logits, int at, int n, int action, double logProbabilityWeight, double entropyWeight,
                           float[] gradients) {
        double logSumExp = logSumExp(logits, at, n);
        double entropy = 0;
        for (int a = 0; a < n; a++) {
            double logP = logits[at + a] - logSumExp;
            entropy -= Math.exp(logP) * logP;
        }
        for (int a = 0; a < n; a++) {
            double logP = logits[at + a] - logSumExp;
            double p = Math.exp(logP);
            gradients[at + a] = (float) (logProbabilityWeight * ((a == action ? 1 : 0) - p)
                    + entropyWeight * p * (logP + entropy));
        }
        return entropy;
    }
}
