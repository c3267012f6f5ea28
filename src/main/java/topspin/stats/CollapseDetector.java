package topspin.stats;

import java.util.Collection;
import java.util.Optional;

/**
 * Finds runs that had learned and then lost it: at least {@code rows} rows in a row above one level, and at the end at
 * least {@code rows} rows in a row below another.
 *
 * @param above score that counts as having learned
 * @param below score that counts as having lost it
 * @param rows  in a row, so that one bad row is no collapse and one lucky row no success
 */
public record CollapseDetector(double above, double below, int rows) {
    private static final double LEARNED = 0.5;
    private static final double LOST = 0.1;
    private static final int ROWS = 2;

    /**
     * @param step  of the first row of the low end
     * @param best  highest score before it
     * @param after mean score from there on
     */
    public record Collapse(long step, double best, double after) {
    }

    /**
     * Levels from the scores themselves: half way up their range, and a tenth of the way. On Pong, where scores end up
     * covering −21 to 21, this asks for two rows above 0 and a last two below −17.
     */
    public static CollapseDetector forScoresOf(Collection<RunCurve> curves) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (RunCurve curve : curves) {
            for (double score : curve.scores()) {
                low = Math.min(low, score);
                high = Math.max(high, score);
            }
        }
        return new CollapseDetector(low + LEARNED * (high - low), low + LOST * (high - low), ROWS);
    }

    /** Levels given by people; the usual number of rows. */
    public static CollapseDetector between(double above, double below) {
        return new CollapseDetector(above, below, ROWS);
    }

    public Optional<Collapse> find(RunCurve curve) {
        double[] scores = curve.scores();
        int start = scores.length;
        while (start > 0 && scores[start - 1] < below) {
            start--;
        }
        if (scores.length - start < rows || !learnedBefore(scores, start)) {
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

    private boolean learnedBefore(double[] scores, int end) {
        int inARow = 0;
        for (int i = 0; i < end && inARow < rows; i++) {
            inARow = scores[i] > above ? inARow + 1 : 0;
        }
        return inARow >= rows;
    }
}
