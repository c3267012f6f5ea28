package topspin.stats;

import java.util.Arrays;

/** The horizontal axis of a curve. */
public enum Axis {
    STEP, SECONDS;

    /** Position of a curve's row; NaN if the file had no seconds. */
    public double of(RunCurve curve, int row) {
        return this == STEP ? curve.steps()[row] : curve.seconds()[row];
    }

    /**
     * Position of a step between two rows, at which a game may have ended: on the time axis, the seconds of the next
     * row.
     */
    public double at(RunCurve curve, long step) {
        int found = Arrays.binarySearch(curve.steps(), step);
        return this == STEP ? step : of(curve, Math.min(found >= 0 ? found : -found - 1, curve.rows() - 1));
    }
}
