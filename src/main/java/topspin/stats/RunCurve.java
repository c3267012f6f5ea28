package topspin.stats;

import java.util.Arrays;

/**
 * One run's curve: the rows of its {@code progress.csv} that have a score, in order of steps. A row written before the
 * first game ended has none (its 0.0 is a placeholder) and is left out.
 *
 * @param steps    agent decisions so far, strictly increasing
 * @param scores   mean return of the last finished games at that step
 * @param seconds  wall time since step 0; NaN where the file has none
 * @param episodes games finished since step 0; NaN where the file has none
 */
public record RunCurve(long[] steps, double[] scores, double[] seconds, double[] episodes) {

    public RunCurve {
        if (steps.length != scores.length || steps.length != seconds.length || steps.length != episodes.length) {
            throw new IllegalArgumentException("a curve's columns must be equally long");
        }
    }

    public int rows() {
        return steps.length;
    }

    public boolean isEmpty() {
        return steps.length == 0;
    }

    public long lastStep() {
        return steps[steps.length - 1];
    }

    /** The rows up to and including {@code step}. */
    public RunCurve until(long step) {
        int found = Arrays.binarySearch(steps, step);
        int kept = found >= 0 ? found + 1 : -found - 1;
        return kept == steps.length ? this : new RunCurve(Arrays.copyOf(steps, kept), Arrays.copyOf(scores, kept),
                Arrays.copyOf(seconds, kept), Arrays.copyOf(episodes, kept));
    }
}
