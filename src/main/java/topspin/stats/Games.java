package topspin.stats;

import java.util.Arrays;

/**
 * A run's finished games (episodes), in the order in which they ended: what its {@code episodes.csv} holds.
 *
 * @param steps   agent decisions when each ended, never falling
 * @param returns undiscounted
 * @param seconds wall time since step 0
 * @param missing games before the first of these that the file no longer has, or never had
 */
public record Games(long[] steps, double[] returns, double[] seconds, long missing) {
    /** Number of games that a final score averages, unless a run has fewer. */
    public static final int WINDOW = 100;
    /** Of a run without an {@code episodes.csv}. */
    static final Games NONE = new Games(new long[0], new double[0], new double[0], 0);

    public Games {
        if (steps.length != returns.length || steps.length != seconds.length) {
            throw new IllegalArgumentException("the columns of games must be equally long");
        }
    }

    public int count() {
        return steps.length;
    }

    /** Whether the final score can be computed: there are {@value #WINDOW} games, or all that were played. */
    boolean tellTheEnd() {
        return count() >= WINDOW || count() > 0 && missing == 0;
    }

    /** Mean return of the last {@value #WINDOW} games, or of all if there are fewer. */
    double finalMean() {
        return mean(count(), Math.min(WINDOW, count()));
    }

    /** Mean return of the {@code window} games before the {@code end}-th. */
    double mean(int end, int window) {
        double sum = 0;
        for (int i = end - window; i < end; i++) {
            sum += returns[i];
        }
        return sum / window;
    }

    /** The games up to and including {@code step}. */
    Games until(long step) {
        int kept = count();
        while (kept > 0 && steps[kept - 1] > step) {
            kept--;
        }
        return kept == count() ? this : new Games(Arrays.copyOf(steps, kept), Arrays.copyOf(returns, kept),
                Arrays.copyOf(seconds, kept), missing);
    }

    /** Whether both are the same games to the bit; their seconds may differ. */
    boolean same(Games other) {
        return missing == other.missing && Arrays.equals(steps, other.steps) && Arrays.equals(returns, other.returns);
    }
}
