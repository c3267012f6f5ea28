package topspin.stats;

/** What a curve runs along. */
public enum Axis {
    STEP, SECONDS;

    /** Position of a curve's row; NaN if the file had no seconds. */
    public double of(RunCurve curve, int row) {
        return this == STEP ? curve.steps()[row] : curve.seconds()[row];
    }
}
