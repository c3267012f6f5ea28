package topspin.stats;

import java.util.Collection;
import java.util.Optional;

/**
 * Finds runs that had learned and then lost it. From games: the mean of some games in a row was above one level, and at
 * the end it stays below another. The mean is over a twentieth of a run's games, at least {@value #FEWEST} and at most
 * {@value Games#WINDOW}, so that a lucky streak is not a success and a bad one not a collapse. For a curve without
 * games: two rows in a row were above, and at least the last two are below.
 *
 * @param above score that counts as having learned
 * @param below score that counts as having lost it
 */
public record CollapseDetector(double above, double below) {
    private static final int FEWEST = 10;
    private static final int SHARE = 20;
    private static final double LEARNED = 0.5;
    private static final double LOST = 0.1;
    private static final int ROWS = 2;

    /**
     * @param step  at which the low end begins
     * @param best  highest mean before it
     * @param after mean from there on
     */
    public record Collapse(long step, double best, double after) {
    }

    /**
     * Levels from the scores themselves: half way up their range, and a tenth of the way. On Pong, where scores end up
     * covering −21 to 21, this asks for a mean above 0 and a last one below −17.
     */
    public static CollapseDetector forScoresOf(Collection<RunCurve> curves) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (RunCurve curve : curves) {
            for (double score : scores(curve).scores()) {
                low = Math.min(low, score);
                high = Math.max(high, score);
            }
        }
        return new CollapseDetector(low + LEARNED * (high - low), low + LOST * (high - low));
    }

    private static RunCurve scores(RunCurve curve) {
        return curve.games().tellTheEnd() && curve.games().count() >= FEWEST
                ? curve.byGames(Math.max(FEWEST, Math.min(Games.WINDOW, curve.games().count() / SHARE))) : curve;
    }

    public Optional<Collapse> find(RunCurve run) {
        RunCurve curve = scores(run);
        int rows = curve == run ? ROWS : 1;
        double[] scores = curve.scores();
        int start = scores.length;
        while (start > 0 && scores[start - 1] < below) {
            start--;
        }
        if (scores.length - start < rows || !learnedBefore(scores, start, rows)) {
            return Optional.empty();
        }
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < start; i++) {
            best = Math.max(best, scores[i]);
        }
        double sum = 0;
        for (int i = start; i < scores.length; i++) {
            sum += scores[i];
        }
        return Optional.of(new Collapse(curve.steps()[start], best, sum / (scores.length - start)));
    }

    private boolean learnedBefore(double[] scores, int end, int rows) {
        int inARow = 0;
        for (int i = 0; i < end && inARow < rows; i++) {
            inARow = scores[i] > above ? inARow + 1 : 0;
        }
        return inARow >= rows;
    }
}
