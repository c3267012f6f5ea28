package topspin.stats;

/** A confidence interval; both ends NaN where one seed supports none. */
public record Interval(double low, double high) {
    public static final Interval NONE = new Interval(Double.NaN, Double.NaN);

    public boolean contains(double value) {
        return low <= value && value <= high;
    }

    public boolean isKnown() {
        return !Double.isNaN(low) && !Double.isNaN(high);
    }
}
