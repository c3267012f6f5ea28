package topspin.stats;

import topspin.random.RandomStream;
import topspin.random.RandomStreams;

/**
 * Two-sided permutation tests: the p that a difference this large arises if the labels mean nothing. Exact where there
 * are at most {@value #EXACT} relabellings, else estimated from {@value #SAMPLED} random ones, the observed included.
 */
final class Permutation {
    static final int EXACT = 1 << 12;
    private static final int SAMPLED = 10_000;
    private static final double ROUNDING = 1e-9;
    private static final RandomStreams STREAMS = new RandomStreams(0).scope("stats/permutation");

    private Permutation() {
    }

    /** Paired: every difference may have had the other sign. The statistic is their mean. */
    static double signFlip(double[] differences) {
        double observed = 0;
        double scale = 0;
        for (double difference : differences) {
            observed += difference;
            scale += Math.abs(difference);
        }
        double limit = Math.abs(observed) - ROUNDING * scale;
        int n = differences.length;
        return n < Integer.SIZE - 1 && 1 << n <= EXACT ? exactSignFlip(differences, limit)
                : sampledSignFlip(differences, limit);
    }

    private static double exactSignFlip(double[] differences, double limit) {
        int flips = 1 << differences.length;
        int asLarge = 0;
        for (int signs = 0; signs < flips; signs++) {
            if (Math.abs(flipped(differences, signs)) >= limit) {
                asLarge++;
            }
        }
        return (double) asLarge / flips;
    }

    private static double flipped(double[] differences, int signs) {
        double sum = 0;
        for (int i = 0; i < differences.length; i++) {
            sum += (signs >>> i & 1) == 0 ? differences[i] : -differences[i];
        }
        return sum;
    }

    private static double sampledSignFlip(double[] differences, double limit) {
        RandomStream random = STREAMS.stream("signs");
        int asLarge = 1;
        for (int i = 1; i < SAMPLED; i++) {
            double sum = 0;
            for (double difference : differences) {
                sum += random.nextInt() < 0 ? -difference : difference;
            }
            if (Math.abs(sum) >= limit) {
                asLarge++;
            }
        }
        return (double) asLarge / SAMPLED;
    }

    /**
     * Independent samples: every value may have carried the other label. The statistic is Welch's t, which keeps the
     * test honest when the spreads differ (Janssen, "Studentized permutation tests", 1997).
     */
    static double twoSample(double[] first, double[] second) {
        double[] all = new double[first.length + second.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        boolean[] inFirst = new boolean[all.length];
        for (int i = 0; i < first.length; i++) {
            inFirst[i] = true;
        }
        double limit = welch(all, inFirst) * (1 - ROUNDING);
        return relabellings(all.length, first.length) <= EXACT ? exactTwoSample(all, first.length, limit)
                : sampledTwoSample(all, inFirst, limit);
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

    private static double sampledTwoSample(double[] all, boolean[] labels, double limit) {
        RandomStream random = STREAMS.stream("labels");
        boolean[] inFirst = labels.clone();
        int asLarge = 1;
        for (int i = 1; i < SAMPLED; i++) {
            for (int j = inFirst.length - 1; j > 0; j--) {
                int other = random.nextInt(j + 1);
                boolean swapped = inFirst[j];
                inFirst[j] = inFirst[other];
                inFirst[other] = swapped;
            }
            asLarge += welch(all, inFirst) >= limit ? 1 : 0;
        }
        return (double) asLarge / SAMPLED;
    }

    /** |t|; infinite when the means differ and nothing else does. */
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
