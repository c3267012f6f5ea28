package topspin.report;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A curve as points, in order of x.
 *
 * @param xs never falling
 * @param ys as many
 */
public record Polyline(double[] xs, double[] ys) {

    public int points() {
        return xs.length;
    }

    double firstX() {
        return xs[0];
    }

    double lastX() {
        return xs[xs.length - 1];
    }

    double lowest() {
        return Arrays.stream(ys).min().orElseThrow();
    }

    double highest() {
        return Arrays.stream(ys).max().orElseThrow();
    }

    /** Heights at ascending positions; between its points it is a straight line, beyond its ends it is level. */
    public double[] at(double[] positions) {
        double[] heights = new double[positions.length];
        int point = 0;
        for (int i = 0; i < positions.length; i++) {
            while (point + 1 < xs.length && xs[point + 1] <= positions[i]) {
                point++;
            }
            boolean between = point + 1 < xs.length && positions[i] > xs[point];
            heights[i] = between ? ys[point] + (ys[point + 1] - ys[point]) * (positions[i] - xs[point])
                    / (xs[point + 1] - xs[point]) : ys[point];
        }
        return heights;
    }

    /**
     * The points that are visible in a figure of this width in pixels: the lowest and the highest of each column, so
     * that every spike stays, and both ends. A curve of no more points than that is returned as it is.
     */
    public Polyline seenIn(int columns) {
        if (points() <= 2 * columns) {
            return this;
        }
        double scale = columns / (lastX() - firstX());
        IntStream.Builder kept = IntStream.builder();
        kept.add(0);
        int from = 0;
        while (from < points()) {
            int column = column(from, scale, columns);
            int low = from;
            int high = from;
            int end = from + 1;
            while (end < points() && column(end, scale, columns) == column) {
                low = ys[end] < ys[low] ? end : low;
                high = ys[end] > ys[high] ? end : high;
                end++;
            }
            kept.add(Math.min(low, high)).add(Math.max(low, high));
            from = end;
        }
        int[] seen = kept.add(points() - 1).build().distinct().toArray();
        return new Polyline(Arrays.stream(seen).mapToDouble(point -> xs[point]).toArray(),
                Arrays.stream(seen).mapToDouble(point -> ys[point]).toArray());
    }

    private int column(int point, double scale, int columns) {
        return (int) Math.min(columns - 1, (xs[point] - firstX()) * scale);
    }
}
