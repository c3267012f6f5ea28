package topspin.report;

import topspin.stats.UnusableDataException;
import topspin.text.Excerpt;

import java.util.Locale;

/**
 * Smooths a curve. A centred mean takes as many rows after as before, so the line runs through the middle of its dots;
 * near either end it takes fewer rows, equally many on both sides. The other methods use earlier rows only, so their
 * lines lag to the right of the dots.
 *
 * @param rows  of a mean; 0 for exponential smoothing
 * @param decay of exponential smoothing, debiased as Adam's moments are: early rows are not pulled towards 0
 */
public record Smoothing(Kind kind, int rows, double decay) {
    private static final int LEAST = 3;
    private static final int SHARE = 20;
    private static final String TRAILING = "trailing:";
    private static final String EXPONENTIAL = "ema:";

    /** Which rows count. */
    public enum Kind { CENTRED, TRAILING, EXPONENTIAL }

    /** A centred mean of a twentieth of the rows, an odd number of at least three. */
    public static Smoothing usual(int rows) {
        return new Smoothing(Kind.CENTRED, Math.max(LEAST, rows / SHARE | 1), 0);
    }

    /**
     * @param text {@code 5} for the mean of five rows around each, {@code trailing:5} for that of the last five,
     *             {@code ema:0.9} for exponential smoothing
     * @throws UnusableDataException if it is none of them
     */
    public static Smoothing parse(String text) {
        try {
            if (text.startsWith(EXPONENTIAL)) {
                double decay = Double.parseDouble(text.substring(EXPONENTIAL.length()));
                if (decay >= 0 && decay < 1) {
                    return new Smoothing(Kind.EXPONENTIAL, 0, decay);
                }
            } else {
                boolean trailing = text.startsWith(TRAILING);
                int rows = Integer.parseInt(trailing ? text.substring(TRAILING.length()) : text);
                if (rows >= 1) {
                    return new Smoothing(trailing ? Kind.TRAILING : Kind.CENTRED, rows, 0);
                }
            }
        } catch (NumberFormatException e) {
            throw wrong(text);
        }
        throw wrong(text);
    }

    private static UnusableDataException wrong(String text) {
        return new UnusableDataException("--smooth: expected a number of rows such as 5 or trailing:5, or ema:0.9 (0 to 1), "
                + "found " + Excerpt.quoted(text));
    }

    /** One value per row, in time independent of the window's length. */
    public double[] of(double[] values) {
        return switch (kind) {
            case CENTRED -> centred(values);
            case TRAILING -> trailing(values);
            case EXPONENTIAL -> exponential(values);
        };
    }

    private double[] centred(double[] values) {
        int n = values.length;
        int half = rows / 2;
        double[] smooth = new double[n];
        double first = 0;
        double last = 0;
        for (int i = 0; i < Math.min(half, (n + 1) / 2); i++) {
            first += i == 0 ? values[0] : values[2 * i - 1] + values[2 * i];
            last += i == 0 ? values[n - 1] : values[n - 2 * i] + values[n - 1 - 2 * i];
            smooth[n - 1 - i] = last / (2 * i + 1);
            smooth[i] = first / (2 * i + 1);
        }
        // of an even number of rows, the two outermost count by half
        boolean even = rows % 2 == 0;
        int inner = even ? rows - 1 : rows;
        double[] sums = windows(values, inner);
        for (int i = half; i < n - half; i++) {
            double outer = even ? (values[i - half] + values[i + half]) / 2 : 0;
            smooth[i] = (sums[i - inner / 2] + outer) / rows;
        }
        return smooth;
    }

    private double[] trailing(double[] values) {
        double[] smooth = new double[values.length];
        double sum = 0;
        for (int i = 0; i < Math.min(rows - 1, values.length); i++) {
            sum += values[i];
            smooth[i] = sum / (i + 1);
        }
        double[] sums = windows(values, rows);
        for (int i = 0; i < sums.length; i++) {
            smooth[i + rows - 1] = sums[i] / rows;
        }
        return smooth;
    }

    /**
     * Sums of all windows of {@code width} values. The values are cut into blocks of that width; a window is the end of
     * one block plus the beginning of the next, whose sums are precomputed (van Herk's method for maxima, Pattern
     * Recognition Letters 1992). Nothing is subtracted, so a huge value causes no error in windows without it.
     */
    private static double[] windows(double[] values, int width) {
        double[] sums = new double[Math.max(0, values.length - width + 1)];
        double ending = 0;
        for (int i = values.length - 1; i >= 0; i--) {
            ending = (i + 1) % width == 0 ? values[i] : ending + values[i];
            if (i < sums.length) {
                sums[i] = ending;
            }
        }
        double beginning = 0;
        for (int i = 0; i < values.length; i++) {
            beginning = i % width == 0 ? values[i] : beginning + values[i];
            int window = i - width + 1;
            if (window >= 0 && window % width != 0) {
                sums[window] += beginning;
            }
        }
        return sums;
    }

    private double[] exponential(double[] values) {
        double[] smooth = new double[values.length];
        double average = 0;
        double weight = 0;
        for (int i = 0; i < values.length; i++) {
            average = decay * average + (1 - decay) * values[i];
            weight = decay * weight + (1 - decay);
            smooth[i] = average / weight;
        }
        return smooth;
    }

    /** Its description under a figure. */
    public String phrase() {
        if (rows == 1) {
            return "not smoothed";
        }
        return switch (kind) {
            case CENTRED -> String.format(Locale.ROOT, "smoothed over %,d rows", rows);
            case TRAILING -> String.format(Locale.ROOT, "smoothed over the last %,d rows", rows);
            case EXPONENTIAL -> "smoothed exponentially, " + decay + ", looking back";
        };
    }
}
