package topspin.experiment;

import java.math.BigDecimal;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Numbers as YAML files write them: {@code 12}, {@code 1_000_000}, {@code -2.5e-4}, {@code .inf}. */
public final class Numeral {
    /** More digits than any number of an experiment needs, and few enough to read at once. */
    private static final int LONGEST = 400;
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?+(?:\\d[\\d_]*+(?:\\.[\\d_]*+)?+|\\.\\d[\\d_]*+)(?:[eE][+-]?+\\d++)?+");
    private static final Pattern NOT_A_NUMBER = Pattern.compile("\\.?nan", Pattern.CASE_INSENSITIVE);
    private static final Pattern INFINITE = Pattern.compile("[+-]?(?:\\.?inf|infinity)", Pattern.CASE_INSENSITIVE);

    private Numeral() {
    }

    /** Whether this is a finite number. */
    public static boolean isFinite(String text) {
        return text.length() <= LONGEST && NUMBER.matcher(text).matches();
    }

    /** Any number; empty for other text. */
    public static OptionalDouble real(String text) {
        if (isFinite(text)) {
            return OptionalDouble.of(Double.parseDouble(text.replace("_", "")));
        }
        if (NOT_A_NUMBER.matcher(text).matches()) {
            return OptionalDouble.of(Double.NaN);
        }
        if (INFINITE.matcher(text).matches()) {
            return OptionalDouble.of(text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        }
        return OptionalDouble.empty();
    }

    /** A whole number, also where it is written {@code 1e6} or {@code 5.0}; empty for others, and for those too large. */
    public static OptionalLong whole(String text) {
        if (!isFinite(text)) {
            return OptionalLong.empty();
        }
        try {
            BigDecimal number = new BigDecimal(text.replace("_", ""));
            // first, since writing out 1e999999999 would take for ever
            return number.precision() - (long) number.scale() > Long.SIZE ? OptionalLong.empty()
                    : OptionalLong.of(number.longValueExact());
        } catch (ArithmeticException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
