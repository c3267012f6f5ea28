package topspin.report;

import topspin.stats.RunCurve;

/**
 * A run's rows for a page: all of them, or, for a long run, groups of rows with their mean, lowest and highest score.
 * Group sizes differ by at most one row.
 *
 * @param each    rows of a group, on average; 1 if every row is there
 * @param steps   of each group's middle row
 * @param scores  mean of each group
 * @param lows    lowest score of each group
 * @param highs   highest score of each group
 * @param seconds of each group's middle row
 */
record RowGroups(double each, long[] steps, double[] scores, double[] lows, double[] highs, double[] seconds) {

    /** @param most groups */
    static RowGroups of(RunCurve curve, int most) {
        int rows = curve.rows();
        if (rows <= most) {
            return new RowGroups(1, curve.steps(), curve.scores(), curve.scores(), curve.scores(), curve.seconds());
        }
        RowGroups groups = new RowGroups((double) rows / most, new long[most], new double[most], new double[most],
                new double[most], new double[most]);
        for (int g = 0; g < most; g++) {
            groups.fill(g, curve, (int) ((long) g * rows / most), (int) ((g + 1L) * rows / most));
        }
        return groups;
    }

    private void fill(int group, RunCurve curve, int from, int to) {
        double sum = 0;
        double low = curve.scores()[from];
        double high = low;
        for (int i = from; i < to; i++) {
            double score = curve.scores()[i];
            sum += score;
            low = Math.min(low, score);
            high = Math.max(high, score);
        }
        int middle = (from + to) / 2;
        steps[group] = curve.steps()[middle];
        seconds[group] = curve.seconds()[middle];
        scores[group] = brief(sum / (to - from));
        lows[group] = low;
        highs[group] = high;
    }

    /** Rounded to the digits that a figure can show. */
    private static double brief(double value) {
        float shown = (float) value;
        return Float.isFinite(shown) ? Double.parseDouble(Float.toString(shown)) : value;
    }

    boolean isWhole() {
        return each == 1;
    }
}
