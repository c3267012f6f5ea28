package topspin.report;

import topspin.stats.UnusableDataException;
import topspin.text.Excerpt;

/**
 * Smooths a curve, looking back only, so that no row shows what was not known yet.
 *
 * @param rows  of a rolling mean; 0 for exponential smoothing
 * @param decay of exponential smoothing, debiased as Adam's moments are: early rows are not pulled towards 0
 */
public record Smoothing(int rows, double decay) {
    private static final int LEAST = 3;
    private static final int SHARE = 20;

    /** A twentieth of the rows, at least three. */
    public static Smoothing usual(int rows) {
        return new Smoothing(Math.max(LEAST, rows / SHARE), 0);
    }

    /**
     * @param text {@code 5} for the mean of five rows, {@code ema:0.9} for exponential smoothing
     * @throws UnusableDataException if it is neither
     */
    public static Smoothing parse(String text) {
        try {
            if (text.startsWith("ema:")) {
                double decay = Double.parseDouble(text.substring(4));
                if (decay >= 0 && decay < 1) {
                    return new Smoothing(0, decay);
                }
            } else {
                int rows = Integer.parseInt(text);
                if (rows >= 1) {
                    return new Smoothing(rows, 0);
                }
            }
        } catch (NumberFormatException e) {
            throw wrong(text);
        }
        throw wrong(text);
    }

    private static UnusableDataException wrong(String text) {
        return new UnusableDataException("--smooth: expected a number of rows such as 5, or ema:0.9 (0 to 1), found "
                + Excerpt.quoted(text));
    }

    public double[] of(double[] values) {
        return rows > 0 ? rolling(values) : exponential(values);
    }

    private double[] rolling(double[] values) {
        double[] smooth = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            int from = Math.max(0, i - rows + 1);
            double sum = 0;
            for (int j = from; j <= i; j++) {
                sum += values[j];
            }
            smooth[i] = sum / (i - from + 1);
        }
        return smooth;
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

    /** As said under a figure. */
    public String phrase() {
        if (rows == 1) {
            return "not smoothed";
        }
        return rows > 0 ? "smoothed over " + rows + " rows" : "smoothed exponentially, " + decay;
    }
}
