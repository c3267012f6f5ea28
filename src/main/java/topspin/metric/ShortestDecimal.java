package topspin.metric;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The decimal with the fewest digits that reads back as the same double. {@link Double#toString} promises this only from
 * Java 19 on; files must not depend on the JVM that wrote them.
 */
public final class ShortestDecimal {
    /** Seventeen significant digits identify every double (IEEE 754-2019, 5.12.2). */
    private static final int ENOUGH_DIGITS = 17;

    private ShortestDecimal() {
    }

    /** Whole numbers have no fraction; small and huge magnitudes use an exponent, as in {@code 2.5E-7}. */
    public static String of(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value > 0 ? "0" : "-0";
        }
        BigDecimal decimal = rounded(value);
        int exponent = decimal.precision() - decimal.scale() - 1;
        return exponent < -5 || exponent > 15 ? scientific(decimal, exponent) : decimal.toPlainString();
    }

    /**
     * Reads what {@link #of} writes, and any number that Java reads.
     *
     * @return NaN for a blank cell, too
     * @throws NumberFormatException if it is no number
     */
    public static double parse(String cell) {
        String text = cell.strip();
        return switch (text) {
            case "", "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static BigDecimal rounded(double value) {
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1; digits < ENOUGH_DIGITS; digits++) {
            BigDecimal candidate = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (candidate.doubleValue() == value) {
                return candidate.stripTrailingZeros();
            }
        }
        return exact.round(new MathContext(ENOUGH_DIGITS, RoundingMode.HALF_EVEN)).stripTrailingZeros();
    }

    private static String scientific(BigDecimal decimal, int exponent) {
        return decimal.movePointLeft(exponent).toPlainString() + "E" + exponent;
    }
}
