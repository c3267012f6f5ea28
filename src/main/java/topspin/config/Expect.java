package topspin.config;

import topspin.text.Excerpt;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rules for single keys. Each throws an {@link InvalidConfigException} if it is broken; keys are dotted paths. */
public final class Expect {
    /** The value that leaves the choice to the program. */
    public static final String AUTO = "auto";

    private Expect() {
    }

    public static void atLeast(String key, long value, long least) {
        if (value < least) {
            throw expected(key, "a whole number, at least " + least, value);
        }
    }

    public static void between(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw expected(key, "a whole number from " + least + " to " + most, value);
        }
    }

    public static void within(String key, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw expected(key, "a number from " + (long) least + " to " + (long) most, value);
        }
    }

    public static void belowOne(String key, double value) {
        if (!(value >= 0 && value < 1)) {
            throw expected(key, "a number from 0 to below 1", value);
        }
    }

    public static void nonNegative(String key, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw expected(key, "a finite number, at least 0", value);
        }
    }

    public static void positive(String key, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw expected(key, "a finite number above 0", value);
        }
    }

    public static void positiveOrNull(String key, Double value) {
        if (value != null && !(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw expected(key, "a finite number above 0, or null for none", value);
        }
    }

    public static void choice(String key, String value, List<String> choices) {
        if (!choices.contains(value)) {
            throw expected(key, choices.size() == 1 ? choices.get(0) : "one of " + String.join(", ", choices),
                    Excerpt.quoted(value));
        }
    }

    /** {@code auto}, or how many. */
    public static void count(String key, String value) {
        if (!value.equals(AUTO) && !value.matches("[1-9]\\d{0,5}")) {
            throw expected(key, "auto or a whole number from 1 to 999999", Excerpt.quoted(value));
        }
    }

    /** The error about a value; {@code what} was expected. */
    public static InvalidConfigException expected(String key, String what, Object got) {
        return new InvalidConfigException(key, "expected " + what + ", got " + got);
    }

    /** All whole numbers that divide this one, for a remedy. */
    public static String divisors(int whole) {
        return IntStream.rangeClosed(1, (int) Math.sqrt(whole)).filter(n -> whole % n == 0)
                .flatMap(n -> IntStream.of(n, whole / n)).distinct().sorted().mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));
    }
}
