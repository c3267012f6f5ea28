package topspin.report;

import topspin.stats.UnusableDataException;
import topspin.text.Decimal;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Decides whether a log's third column is seconds between rows or decisions per second, by its outliers. A machine can
 * stall, but cannot run many times faster than usual: so seconds have outliers above, and a rate has them below.
 *
 * @param seconds whether it is seconds; else a rate
 * @param why     the evidence, in one sentence
 */
record ThirdColumn(boolean seconds, String why) {
    /** An outlier is at least so many times away from the median … */
    private static final double OUTLIER = 3;
    /** … while on the other side all values stay within this factor. */
    private static final double ORDINARY = 2;
    private static final int FEWEST = 4;

    /**
     * @param told {@code seconds}, {@code fps}, or null to find out
     * @throws UnusableDataException if the outliers do not decide
     */
    static ThirdColumn decide(String name, LooseLog log, String told) {
        if (told != null) {
            return new ThirdColumn(told.equals("seconds"), "told by --third " + told);
        }
        if (log.named() != null) {
            String title = log.named().toLowerCase(Locale.ROOT);
            if (List.of("seconds", "sec", "s", "time").contains(title)) {
                return new ThirdColumn(true, "the log's own title line calls it " + log.named());
            }
            if (List.of("fps", "sps", "rate").contains(title)) {
                return new ThirdColumn(false, "the log's own title line calls it " + log.named());
            }
        }
        return fromOutliers(name, log);
    }

    private static ThirdColumn fromOutliers(String name, LooseLog log) {
        double[] values = log.runs().stream().flatMap(run -> run.rows().stream()).filter(row -> row.step() > 0)
                .mapToDouble(LooseLog.Row::third).filter(third -> third > 0).sorted().toArray();
        if (values.length < FEWEST) {
            throw new UnusableDataException(name + ": " + values.length + " rows are too few to tell whether the third "
                    + "column is seconds or a rate; say --third seconds or --third fps");
        }
        double median = values[values.length / 2];
        double above = values[values.length - 1] / median;
        double below = median / values[0];
        String spread = "its median is " + Decimal.of(median, 1) + ", its highest value " + Decimal.of(above, 1)
                + " times that and its lowest 1/" + Decimal.of(below, 1) + " of it";
        if (above >= OUTLIER && below <= ORDINARY) {
            return new ThirdColumn(true, spread + ": a machine can stall, but it cannot run " + Decimal.of(above, 0)
                    + " times faster than usual");
        }
        if (below >= OUTLIER && above <= ORDINARY) {
            return new ThirdColumn(false, spread + ": a machine that stalls shows a low rate, and seconds have no such "
                    + "low outliers");
        }
        throw new UnusableDataException(name + ": cannot tell whether the third column is seconds or a rate (" + spread
                + "); say --third seconds or --third fps");
    }

    /** Seconds that a row took. */
    double secondsOf(LooseLog.Row row, long decisions) {
        return seconds ? row.third() : row.third() > 0 ? decisions / row.third() : 0;
    }

    /**
     * Seconds above which a row is a stall: twice the run's lower quartile, which is its usual pace even if most rows
     * stalled.
     */
    static double stallAbove(double[] seconds) {
        double[] sorted = seconds.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? Double.POSITIVE_INFINITY : 2 * sorted[sorted.length / 4];
    }
}
