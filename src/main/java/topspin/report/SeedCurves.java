package topspin.report;

import topspin.stats.Bootstrap;
import topspin.stats.Interval;
import topspin.stats.Iqm;
import topspin.stats.IqmResamples;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * A variant's seeds brought onto one axis. Each seed is smoothed on its own; between its rows it is a straight line.
 *
 * @param seeds  each seed's own line, smoothed, reduced to its visible points
 * @param centre interquartile mean over seeds, at positions that every seed covers; a single seed's line
 * @param low    lower edge of the band, at the same positions
 * @param high   upper edge of the band
 */
public record SeedCurves(List<Polyline> seeds, Polyline centre, double[] low, double[] high) {
    /** A figure is 800 pixels wide. */
    private static final int COLUMNS = 800;
    private static final int MOST_POSITIONS = 400;
    private static final String STREAM = "curve";

    /** @param runs rows as logged */
    public static SeedCurves of(List<Polyline> runs, Smoothing smoothing, Band band) {
        List<Polyline> smooth = runs.stream().map(run -> new Polyline(run.xs(), smoothing.of(run.ys()))).toList();
        List<Polyline> seen = smooth.stream().map(run -> run.seenIn(COLUMNS)).toList();
        if (seen.size() == 1) {
            double[] alone = seen.get(0).ys();
            return new SeedCurves(seen, seen.get(0), alone, alone);
        }
        double[] at = positions(smooth);
        List<double[]> heights = smooth.stream().map(run -> run.at(at)).toList();
        double[] centre = new double[at.length];
        double[] low = new double[at.length];
        double[] high = new double[at.length];
        // One stream for all positions, so that neighbouring intervals use the same resamples and the band's edges are smooth.
        IqmResamples resamples = band == Band.IQM && smooth.size() <= Byte.MAX_VALUE ? new IqmResamples(smooth.size(), STREAM) : null;
        for (int j = 0; j < at.length; j++) {
            int position = j;
            double[] here = heights.stream().mapToDouble(seed -> seed[position]).toArray();
            centre[j] = Iqm.of(here);
            Interval interval = resamples != null ? resamples.interval(here) : band == Band.IQM ? Bootstrap.ofIqm(here, STREAM)
                    : new Interval(Arrays.stream(here).min().orElseThrow(), Arrays.stream(here).max().orElseThrow());
            low[j] = interval.low();
            high[j] = interval.high();
        }
        return new SeedCurves(seen, new Polyline(at, centre), low, high);
    }

    /**
     * Positions at which some seed has a row, from the latest beginning to the earliest end; evenly spaced ones if
     * there are too many.
     */
    private static double[] positions(List<Polyline> runs) {
        double from = runs.stream().mapToDouble(Polyline::firstX).max().orElseThrow();
        double to = runs.stream().mapToDouble(Polyline::lastX).min().orElseThrow();
        if (from > to) {
            return new double[] {to};
        }
        TreeSet<Double> all = new TreeSet<>();
        for (Polyline run : runs) {
            for (double x : run.xs()) {
                if (x >= from && x <= to) {
                    all.add(x);
                }
                if (all.size() > MOST_POSITIONS) {
                    return even(from, to);
                }
            }
        }
        return all.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double[] even(double from, double to) {
        double[] positions = new double[MOST_POSITIONS];
        for (int i = 0; i < MOST_POSITIONS; i++) {
            positions[i] = from + (to - from) * i / (MOST_POSITIONS - 1);
        }
        return positions;
    }
}
