package topspin.policy.distribution;

import topspin.random.RandomStream;

/**
 * Independent normal distributions: the row is {@code [means][log-deviations]}, and the log-deviations are parameters
 * that do not depend on what is observed, 0 at first (CleanRL {@code ppo_continuous_action.py}; Stable-Baselines3's
 * {@code DiagGaussianDistribution}). Actions are not bounded here: they are clipped where the environment steps, and
 * keep the probabilities of what was drawn.
 */
public final class DiagonalGaussian implements Distribution {
    private static final double HALF_LOG_2_PI = 0.5 * Math.log(2 * Math.PI);

    private final int n;

    /** @param n numbers of an action */
    public DiagonalGaussian(int n) {
        this.n = n;
    }

    @Override
    public int width() {
        return 2 * n;
    }

    @Override
    public int constants() {
        return n;
    }

    @Override
    public void sample(float[] row, int at, RandomStream stream, float[] action, int to) {
        for (int i = 0; i < n; i++) {
            action[to + i] = (float) (row[at + i] + Math.exp(row[at + n + i]) * stream.nextGaussian());
        }
    }

    @Override
    public void mode(float[] row, int at, float[] action, int to) {
        System.arraycopy(row, at, action, to, n);
    }

    /** Σ −½z² − log σ − ½ log 2π, where z = (action − mean)/σ. */
    @Override
    public double logProbability(float[] row, int at, float[] action, int from) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double logDeviation = row[at + n + i];
            double z = ((double) action[from + i] - row[at + i]) * Math.exp(-logDeviation);
            sum -= 0.5 * z * z + logDeviation + HALF_LOG_2_PI;
        }
        return sum;
    }

    /** Σ ½ + ½ log 2π + log σ. */
    @Override
    public double entropy(float[] row, int at) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += 0.5 + HALF_LOG_2_PI + row[at + n + i];
        }
        return sum;
    }

    /** Uses ∂log p/∂mean = z/σ, ∂log p/∂log σ = z² − 1 and ∂H/∂log σ = 1. */
    @Override
    public double gradient(float[] row, int at, float[] action, int from, double logProbabilityWeight,
                           double entropyWeight, float[] gradients) {
        for (int i = 0; i < n; i++) {
            double reciprocal = Math.exp(-(double) row[at + n + i]);
            double z = ((double) action[from + i] - row[at + i]) * reciprocal;
            gradients[at + i] = (float) (logProbabilityWeight * z * reciprocal);
            gradients[at + n + i] = (float) (logProbabilityWeight * (z * z - 1) - entropyWeight);
        }
        return entropy(row, at);
    }
}
