package topspin.metric;

import java.util.Arrays;

/**
 * One row of measurements: a value per {@link Metric}, NaN where it does not apply. Mutable until handed to the sinks,
 * which only read it.
 */
public final class MetricRecord {
    private static final Metric[] METRICS = Metric.values();
    private final double[] values = new double[METRICS.length];

    public MetricRecord() {
        Arrays.fill(values, Double.NaN);
    }

    public MetricRecord set(Metric metric, double value) {
        values[metric.ordinal()] = value;
        return this;
    }

    public double get(Metric metric) {
        return values[metric.ordinal()];
    }

    public long step() {
        return (long) get(Metric.STEP);
    }
}
