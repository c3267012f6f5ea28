package topspin.report;

import topspin.stats.Axis;
import topspin.stats.Bootstrap;
import topspin.stats.Interval;
import topspin.stats.Iqm;
import topspin.stats.Run;
import topspin.stats.RunCurve;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * A variant's seeds brought onto one axis. Each seed is smoothed on its own; between its rows it is a straight line.
 *
 * @param at     positions that every seed covers, ascending
 * @param scores {@code [seed][position]}, smoothed
 * @param centre interquartile mean over seeds, per position
 * @param low    lower edge of the band
 * @param high   upper edge of the band
 */
record SeedCurves(double[] at, double[][] scores, double[] centre, double[] low, double[] high) {
    /** A figure is 800 pixels wide: more positions than this are not seen. */
    private static final int MOST_POSITIONS = 400;

    static SeedCurves of(List<Run> runs, Axis axis, Smoothing smoothing, Band band) {
        double[] at = positions(runs, axis);
        double[][] scores = new double[runs.size()][];
        for (int i = 0; i < scores.length; i++) {
            RunCurve curve = runs.get(i).curve();
            scores[i] = interpolated(xs(curve, axis), smoothing.of(curve.scores()), at);
        }
        double[] centre = new double[at.length];
        double[] low = new double[at.length];
        double[] high = new double[at.length];
        for (int j = 0; j < at.length; j++) {
            double[] seeds = new double[scores.length];
            for (int i = 0; i < scores.length; i++) {
                seeds[i] = scores[i][j];
            }
            centre[j] = Iqm.of(seeds);
            // One stream for all positions: neighbouring intervals see the same resamples, and the band is no saw.
            Interval interval = band == Band.IQM && seeds.length > 1 ? Bootstrap.ofIqm(seeds, "curve")
                    : new Interval(Arrays.stream(seeds).min().orElseThrow(), Arrays.stream(seeds).max().orElseThrow());
            low[j] = interval.low();
            high[j] = interval.high();
        }
        return new SeedCurves(at, scores, centre, low, high);
    }

    static double[] xs(RunCurve curve, Axis axis) {
        double[] xs = new double[curve.rows()];
        for (int i = 0; i < xs.length; i++) {
            xs[i] = axis.of(curve, i);
        }
        return xs;
    }

    private static double[] positions(List<Run> runs, Axis axis) {
        double from = Double.NEGATIVE_INFINITY;
        double to = Double.POSITIVE_INFINITY;
        TreeSet<Double> all = new TreeSet<>();
        for (Run run : runs) {
            double[] xs = xs(run.curve(), axis);
            from = Math.max(from, xs[0]);
            to = Math.min(to, xs[xs.length - 1]);
            Arrays.stream(xs).forEach(all::add);
        }
        if (from > to) {
            return new double[] {to};
        }
        double[] positions = all.subSet(from, true, to, true).stream().mapToDouble(Double::doubleValue).toArray();
        return positions.length <= MOST_POSITIONS ? positions : even(from, to);
    }

    private static double[] even(double from, double to) {
        double[] positions = new double[MOST_POSITIONS];
        for (int i = 0; i < MOST_POSITIONS; i++) {
            positions[i] = from + (to - from) * i / (MOST_POSITIONS - 1);
        }
        return positions;
    }

    private static double[] interpolated(double[] xs, double[] ys, double[] at) {
        double[] values = new double[at.length];
        int row = 0;
        for (int i = 0; i < at.length; i++) {
            while (row + 1 < xs.length && xs[row + 1] <= at[i]) {
                row++;
            }
            boolean between = row + 1 < xs.length && at[i] > xs[row];
            values[i] = between ? ys[row] + (ys[row + 1] - ys[row]) * (at[i] - xs[row]) / (xs[row + 1] - xs[row])
                    : ys[row];
        }
        return values;
    }
}
