package topspin.stats;

/**
 * Pearson's correlation of pairs that come one by one, by Welford's sums, which large means do not blur. Order of use: {@link
 * #add} every pair, then {@link #value}.
 */
public final class Correlation {
    /** Below this sum of squares a series is taken for constant: single precision has no more to say. */
    private static final double LEAST = 1e-12;

    private long n;
    private double meanX;
    private double meanY;
    private double sxx;
    private double syy;
    private double sxy;

    /** Adds a pair; one with a NaN is left out. */
    public void add(double x, double y) {
        if (Double.isNaN(x) || Double.isNaN(y)) {
            return;
        }
        n++;
        double fromX = x - meanX;
        double fromY = y - meanY;
        meanX += fromX / n;
        meanY += fromY / n;
        sxx += fromX * (x - meanX);
        syy += fromY * (y - meanY);
        sxy += fromX * (y - meanY);
    }

    /** From −1 to 1; 0 where either is constant. */
    public double value() {
        return sxx <= LEAST || syy <= LEAST ? 0 : Math.max(-1, Math.min(1, sxy / Math.sqrt(sxx * syy)));
    }
}
