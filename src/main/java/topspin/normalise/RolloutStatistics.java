package topspin.normalise;

import java.util.Arrays;

/**
 * Each environment's part of {@link RunningStatistics} in one rollout: counts, means and sums of squared distances from
 * them, by Welford's recurrence. Environments are merged in order, so results do not depend on threads. Different
 * threads may handle different environments; {@link #moveTo} is for one thread. Allocates nothing after construction.
 */
final class RolloutStatistics {
    private final int numbers;
    /** {@code [environments]}. */
    private final int[] counts;
    /** {@code [environments][numbers]}. */
    private final double[] means;
    private final double[] squares;

    RolloutStatistics(int environments, int numbers) {
        this.numbers = numbers;
        counts = new int[environments];
        means = new double[Math.multiplyExact(environments, numbers)];
        squares = new double[means.length];
    }

    /** Takes in a sample of each number: {@code [numbers]} from {@code from} on. */
    void add(int environment, float[] sample, int from) {
        int count = ++counts[environment];
        int to = environment * numbers;
        for (int i = 0; i < numbers; i++) {
            add(to + i, sample[from + i], count);
        }
    }

    /** Takes in a sample, where there is one number. */
    void add(int environment, double sample) {
        add(environment, sample, ++counts[environment]);
    }

    private void add(int at, double sample, int count) {
        double before = sample - means[at];
        means[at] += before / count;
        squares[at] += before * (sample - means[at]);
    }

    /** Adds everything to the statistics of the whole run, and forgets it. */
    void moveTo(RunningStatistics all) {
        for (int n = 0; n < counts.length; n++) {
            if (counts[n] > 0) {
                all.add(counts[n], means, squares, n * numbers);
            }
        }
        clear();
    }

    void clear() {
        Arrays.fill(counts, 0);
        Arrays.fill(means, 0);
        Arrays.fill(squares, 0);
    }
}
