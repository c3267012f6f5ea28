package topspin.stats;

import java.util.function.ToDoubleFunction;

/** One number by which a run is judged. Higher is better. */
public enum Measure {
    /**
     * Mean return of the last {@value Games#WINDOW} games. Of a curve without games it is an estimate: where rows count
     * games, the mean of the rows weighted by how many of the last {@value Games#WINDOW} ended since the row before (a
     * row itself is the mean of a few of them); where they do not, the mean of the rows in the last tenth of the steps.
     */
    FINAL("final score", Measure::finalScore),
    /** Highest row. Each row is itself a mean over a few games, so this is not one lucky game. */
    BEST("best score", Measure::bestScore),
    /** Area under the curve (trapezoids) divided by its steps: the mean score while training. */
    AUC("mean score over training", Measure::meanScore);

    private static final double FINAL_SHARE = 0.1;

    private final String phrase;
    private final ToDoubleFunction<RunCurve> formula;

    Measure(String phrase, ToDoubleFunction<RunCurve> formula) {
        this.phrase = phrase;
        this.formula = formula;
    }

    /** Its name within a sentence. */
    public String phrase() {
        return phrase;
    }

    public double of(RunCurve curve) {
        return formula.applyAsDouble(curve);
    }

    private static double finalScore(RunCurve curve) {
        return curve.games().tellTheEnd() ? curve.games().finalMean() : finalRows(curve);
    }

    private static double finalRows(RunCurve curve) {
        int last = curve.rows() - 1;
        boolean counted = !Double.isNaN(curve.episodes()[last]);
        double from = counted ? curve.episodes()[last] - Games.WINDOW : curve.lastStep() * (1 - FINAL_SHARE);
        double sum = 0;
        double weights = 0;
        for (int i = last; i >= 0; i--) {
            double at = counted ? curve.episodes()[i] : curve.steps()[i];
            if (!(at > from)) {
                break;
            }
            double weight = counted ? at - Math.max(from, i > 0 ? curve.episodes()[i - 1] : 0) : 1;
            sum += weight * curve.scores()[i];
            weights += weight;
        }
        return weights > 0 ? sum / weights : curve.scores()[last];
    }

    private static double bestScore(RunCurve curve) {
        double best = Double.NEGATIVE_INFINITY;
        for (double score : curve.scores()) {
            best = Math.max(best, score);
        }
        return best;
    }

    private static double meanScore(RunCurve curve) {
        if (curve.rows() == 1) {
            return curve.scores()[0];
        }
        double area = 0;
        for (int i = 1; i < curve.rows(); i++) {
            area += (curve.steps()[i] - curve.steps()[i - 1]) * (curve.scores()[i] + curve.scores()[i - 1]) / 2;
        }
        return area / (curve.lastStep() - curve.steps()[0]);
    }
}
