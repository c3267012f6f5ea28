package topspin.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Draws the dots of a long run as vertical bars: in a column one pixel wide, dots that touch form one bar. If there are
 * still too many bars, wider and wider gaps are closed, at most until each column is one bar from its lowest to its
 * highest dot. Spikes stay visible.
 */
final class DotColumns {
    private final List<double[]> columns = new ArrayList<>();
    private final List<Double> centres = new ArrayList<>();

    /** @param dots in pixels */
    private DotColumns(Polyline dots) {
        int from = 0;
        while (from < dots.points()) {
            double column = Math.floor(dots.xs()[from]);
            int end = from + 1;
            while (end < dots.points() && Math.floor(dots.xs()[end]) == column) {
                end++;
            }
            double[] heights = Arrays.copyOfRange(dots.ys(), from, end);
            Arrays.sort(heights);
            columns.add(heights);
            centres.add(column + 0.5);
            from = end;
        }
    }

    /**
     * @param dots in pixels, in order of x
     * @param most bars; columns may be more
     */
    static Drawing.Bars bars(Polyline dots, int most, String colour, double width, double alpha) {
        DotColumns columns = new DotColumns(dots);
        double gap = 1;
        int bars = columns.count(gap);
        while (bars > Math.max(most, columns.columns.size())) {
            gap *= 2;
            bars = columns.count(gap);
        }
        return columns.bars(gap, bars, colour, width, alpha);
    }

    private int count(double gap) {
        int bars = 0;
        for (double[] heights : columns) {
            bars++;
            for (int i = 1; i < heights.length; i++) {
                bars += heights[i] - heights[i - 1] > gap ? 1 : 0;
            }
        }
        return bars;
    }

    private Drawing.Bars bars(double gap, int count, String colour, double width, double alpha) {
        double[] xs = new double[count];
        double[] tops = new double[count];
        double[] bottoms = new double[count];
        int bar = 0;
        for (int c = 0; c < columns.size(); c++) {
            double[] heights = columns.get(c);
            for (int i = 0; i < heights.length; i++) {
                if (i == 0 || heights[i] - heights[i - 1] > gap) {
                    xs[bar] = centres.get(c);
                    tops[bar++] = heights[i];
                }
                bottoms[bar - 1] = heights[i];
            }
        }
        return new Drawing.Bars(xs, tops, bottoms, colour, width, alpha);
    }
}
