package topspin.stats;

import topspin.random.RandomStream;
import topspin.random.RandomStreams;

/**
 * Two-sided permutation tests: the probability of a difference at least this large if the labels mean nothing. Exact
 * for at most {@value #EXACT} relabellings; else estimated from {@value #SAMPLED} random ones, the observed included,
 * and if that p is at most 5 %, from as many as surviving Holm's correction for all tests takes.
 */
final class Permutation {
    static final int EXACT = 1 << 17;
    private static final int SAMPLED = 10_000;
    /** Chosen so that the least p times the number of tests is α / 4. */
    private static final double SAMPLES_PER_TEST = 4 / Comparison.ALPHA;
    private static final double ROUNDING = 1e-9;
    private static final RandomStreams STREAMS = new RandomStreams(0).scope("stats/permutation");

    private Permutation() {
    }

    /** Number of random relabellings. */
    private static int samples(int tests) {
        return (int) Math.max(SAMPLED, Math.min(Integer.MAX_VALUE, SAMPLES_PER_TEST * tests));
    }

    /** Whether more samples can no longer make a p matter. */
    private static boolean settled(int drawn, int asLarge) {
        return drawn == SAMPLED && asLarge > Comparison.ALPHA * SAMPLED;
    }

    /**
     * Paired: every difference may have had the other sign. The statistic is their mean.
     *
     * @param tests comparisons made in all
     */
    static double signFlip(double[] differences, int tests) {
        double observed = 0;
        double scale = 0;
        for (double difference : differences) {
            observed += difference;
            scale += Math.abs(difference);
        }
        double limit = Math.abs(observed) - ROUNDING * scale;
        int n = differences.length;
        return n < Integer.SIZE - 1 && 1 << n <= EXACT ? exactSignFlip(differences, observed, limit)
                : sampledSignFlip(differences, limit, tests);
    }

    /**
     * In Gray code order, which changes one sign at a time. The last sign is fixed, since mirror images give the same
     * |mean|.
     */
    private static double exactSignFlip(double[] differences, double observed, double limit) {
        int flips = 1 << differences.length - 1;
        double[] signed = differences.clone();
        double sum = observed;
        int asLarge = 1;
        for (int i = 1; i < flips; i++) {
            int changed = Integer.numberOfTrailingZeros(i);
            sum -= 2 * signed[changed];
            signed[changed] = -signed[changed];
            if (Math.abs(sum) >= limit) {
                asLarge++;
            }
        }
        return (double) asLarge / flips;
    }

    private static double sampledSignFlip(double[] differences, double limit, int tests) {
        RandomStream random = STREAMS.stream("signs");
        int asLarge = 1;
        int drawn = 1;
        while (drawn < samples(tests) && !settled(drawn, asLarge)) {
            drawn++;
            double sum = 0;
            for (double difference : differences) {
                sum += random.nextInt() < 0 ? -difference : difference;
            }
            if (Math.abs(sum) >= limit) {
                asLarge++;
            }
        }
        return (double) asLarge / drawn;
    }

    /**
     * Independent samples: every value may have carried the other label. The statistic is Welch's t, which keeps the
     * test honest when the spreads differ (Janssen, "Studentized permutation tests", 1997).
     *
     * @param tests comparisons made in all
     */
    static double twoSample(double[] first, double[] second, int tests) {
        double[] all = new double[first.length + second.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        boolean[] inFirst = new boolean[all.length];
        for (int i = 0; i < first.length; i++) {
            inFirst[i] = true;
        }
        double limit = welch(all, inFirst) * (1 - ROUNDING);
        return relabellings(all.length, first.length) <= EXACT ? exactTwoSample(all, first.length, limit)
                : sampledTwoSample(all, inFirst, limit, tests);
    }

    private static double exactTwoSample(double[] all, int n, double limit) {
        int[] chosen = new int[n];
        for (int i = 0; i < n; i++) {
            chosen[i] = i;
        }
        int asLarge = 0;
        int count = 0;
        do {
            boolean[] inFirst = new boolean[all.length];
            for (int index : chosen) {
                inFirst[index] = true;
            }
            count++;
            asLarge += welch(all, inFirst) >= limit ? 1 : 0;
        } while (nextCombination(chosen, all.length));
        return (double) asLarge / count;
    }

    /** Steps to the next ascending choice of indices below {@code all}; false after the last. */
    private static boolean nextCombination(int[] chosen, int all) {
        int n = chosen.length;
        int i = n - 1;
        while (i >= 0 && chosen[i] == all - n + i) {
            i--;
        }
        if (i < 0) {
            return false;
        }
        chosen[i]++;
        for (int j = i + 1; j < n; j++) {
            chosen[j] = chosen[j - 1] + 1;
        }
        return true;
    }

    private static double sampledTwoSample(double[] all, boolean[] labels, double limit, int tests) {
        RandomStream random = STREAMS.stream("labels");
        boolean[] inFirst = labels.clone();
        int asLarge = 1;
        int drawn = 1;
        while (drawn < samples(tests) && !settled(drawn, asLarge)) {
            drawn++;
            for (int j = inFirst.length - 1; j > 0; j--) {
                int other = random.nextInt(j + 1);
                boolean swapped = inFirst[j];
                inFirst[j] = inFirst[other];
                inFirst[other] = swapped;
            }
            asLarge += welch(all, inFirst) >= limit ? 1 : 0;
        }
        return (double) asLarge / drawn;
    }

    /** |t|; infinite if the means differ and there is no spread. */
    private static double welch(double[] all, boolean[] inFirst) {
        int n = 0;
        double sumFirst = 0;
        double sumSecond = 0;
        for (int i = 0; i < all.length; i++) {
            if (inFirst[i]) {
                n++;
                sumFirst += all[i];
            } else {
                sumSecond += all[i];
            }
        }
        int m = all.length - n;
        double meanFirst = sumFirst / n;
        double meanSecond = sumSecond / m;
        double squaresFirst = 0;
        double squaresSecond = 0;
        for (int i = 0; i < all.length; i++) {
            double centred = all[i] - (inFirst[i] ? meanFirst : meanSecond);
            if (inFirst[i]) {
                squaresFirst += centred * centred;
            } else {
                squaresSecond += centred * centred;
            }
        }
        double error = Math.sqrt(squaresFirst / (n - 1) / n + squaresSecond / (m - 1) / m);
        double difference = Math.abs(meanFirst - meanSecond);
        return difference == 0 ? 0 : difference / error;
    }

    /** Smallest p that n pairs can give: all signs, or none, flipped. */
    static double smallestSignFlip(int pairs) {
        return Math.min(1, Math.pow(2, 1 - pairs));
    }

    /** Smallest p that two samples can give. */
    static double smallestTwoSample(int n, int m) {
        return Math.min(1, (n == m ? 2 : 1) / relabellings(n + m, n));
    }

    /** Ways to choose {@code n} of {@code all}. */
    private static double relabellings(int all, int n) {
        double ways = 1;
        for (int i = 1; i <= n; i++) {
            ways = ways * (all - n + i) / i;
        }
        return Math.round(ways);
    }
}
