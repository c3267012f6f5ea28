package topspin.text;

import java.util.Locale;

/**
 * Numbers as people read them: rounded, and without a sign if they round to zero. Sentences, tables, notices and
 * figures all use it, so that a number looks the same in each.
 */
public final class Decimal {
    private static final double LARGE = 1000;
    private static final double TENTHS_SUFFICE = 10;
    private static final double HUNDREDTHS_SUFFICE = 0.1;
    private static final double SMALLEST_P = 0.001;
    /** Below this a sum of scores is 0 up to rounding. */
    private static final double ROUNDING = 1e-12;

    private Decimal() {
    }

    /** With this many digits after the point, such as {@code 0.0} with one. */
    public static String of(double value, int digits) {
        return unsigned(String.format(Locale.ROOT, "%." + digits + "f", value));
    }

    /** The same, with a comma after thousands. */
    public static String grouped(double value, int digits) {
        return unsigned(String.format(Locale.ROOT, "%,." + digits + "f", value));
    }

    /** A score, or a difference of two: three digits or so, however large it is. */
    public static String score(double value) {
        double size = Math.abs(value);
        if (size >= LARGE) {
            return grouped(value, 0);
        }
        if (size >= TENTHS_SUFFICE) {
            return of(value, 1);
        }
        return size >= HUNDREDTHS_SUFFICE || size < ROUNDING ? of(value, 2) : String.format(Locale.ROOT, "%.2g", value);
    }

    /** A probability of chance, as {@code = 0.012} or {@code < 0.001}. */
    public static String p(double p) {
        return p < SMALLEST_P ? "< " + of(SMALLEST_P, 3) : "= " + of(p, 3);
    }

    /** Turns −0, and what rounds to it, into 0. */
    private static String unsigned(String number) {
        return number.matches("-[0.]+") ? number.substring(1) : number;
    }
}
