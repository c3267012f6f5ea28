package topspin.stats;

import java.util.Arrays;

/**
 * One run's curve: the rows of its {@code progress.csv} that have a score, in order of steps, and its games. A row
 * written before the first game ended has no score (its 0.0 is a placeholder) and is left out.
 *
 * @param steps    agent decisions so far, strictly increasing
 * @param scores   mean return of the last finished games at that step
 * @param seconds  wall time since step 0; NaN where the file has none
 * @param episodes games finished since step 0; NaN where the file has none
 * @param games    every game by itself; none for logs and for runs of earlier versions
 */
public record RunCurve(long[] steps, double[] scores, double[] seconds, double[] episodes, Games games) {

    public RunCurve {
        if (steps.length != scores.length || steps.length != seconds.length || steps.length != episodes.length) {
            throw new IllegalArgumentException("a curve's columns must be equally long");
        }
    }

    /** Rows alone. */
    public RunCurve(long[] steps, double[] scores, double[] seconds, double[] episodes) {
        this(steps, scores, seconds, episodes, Games.NONE);
    }

    RunCurve with(Games others) {
        return new RunCurve(steps, scores, seconds, episodes, others);
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

    /** Whether {@link #until} that step leaves anything. */
    public boolean hasRowUntil(long step) {
        return !isEmpty() && steps[0] <= step;
    }

    /** The rows and games up to and including {@code step}. */
    public RunCurve until(long step) {
        int found = Arrays.binarySearch(steps, step);
        int kept = found >= 0 ? found + 1 : -found - 1;
        return new RunCurve(Arrays.copyOf(steps, kept), Arrays.copyOf(scores, kept), Arrays.copyOf(seconds, kept),
                Arrays.copyOf(episodes, kept), games.until(step));
    }

    /**
     * The same run judged game by game: a row per step at which a game ended, with the mean of the last {@code window}
     * games; the first such row is that of the {@code window}-th game. Where the oldest games are missing, the rows of
     * {@code progress.csv} stand for them. A curve without games is returned as it is.
     */
    RunCurve byGames(int window) {
        if (games.count() == 0) {
            return this;
        }
        int first = window - 1;
        int before = games.missing() == 0 ? 0 : rowsBefore(first < games.count() ? games.steps()[first] : Long.MAX_VALUE);
        int most = before + Math.max(0, games.count() - first);
        long[] at = Arrays.copyOf(steps, most);
        double[] means = Arrays.copyOf(scores, most);
        double[] when = Arrays.copyOf(seconds, most);
        int row = before;
        for (int i = first; i < games.count(); i++) {
            if (i + 1 == games.count() || games.steps()[i + 1] > games.steps()[i]) {
                at[row] = games.steps()[i];
                means[row] = games.mean(i + 1, window);
                when[row] = games.seconds()[i];
                row++;
            }
        }
        double[] uncounted = new double[row];
        Arrays.fill(uncounted, Double.NaN);
        return new RunCurve(Arrays.copyOf(at, row), Arrays.copyOf(means, row), Arrays.copyOf(when, row), uncounted);
    }

    private int rowsBefore(long step) {
        int found = Arrays.binarySearch(steps, step);
        return found >= 0 ? found : -found - 1;
    }

    /** Whether both are the same run to the bit: every row and every game; their seconds may differ. */
    boolean same(RunCurve other) {
        return Arrays.equals(steps, other.steps) && Arrays.equals(scores, other.scores)
                && Arrays.equals(episodes, other.episodes) && games.same(other.games);
    }
}
