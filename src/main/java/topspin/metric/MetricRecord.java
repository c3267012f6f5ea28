package topspin.metric;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.EOFException;
import java.io.IOException;
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

    public void save(DataOutput out) throws IOException {
        for (double value : values) {
            out.writeDouble(value);
        }
    }

    /** Reads back what {@link #save} wrote, in this version or in an earlier one without the last metrics. */
    public static MetricRecord restored(DataInput in) throws IOException {
        MetricRecord row = new MetricRecord();
        for (Metric metric : METRICS) {
            try {
                row.set(metric, in.readDouble());
            } catch (EOFException e) {
                if (!metric.isOptional()) {
                    throw e;
                }
            }
        }
        return row;
    }
}
