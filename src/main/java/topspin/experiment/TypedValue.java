package topspin.experiment;

import topspin.config.InputException;
import topspin.text.Excerpt;
import topspin.text.NearestName;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Reads the text of an assignment as a value of its key's type. */
final class TypedValue {
    /** Most letters of a value; addresses are the longest. */
    private static final int LONGEST = 4096;

    private TypedValue() {
    }

    /**
     * @param type     an enum, {@code String}, {@code boolean}, {@code double}, {@code int}, {@code long} or one of their boxes
     * @param nullable whether a {@code Double} or {@code Long} may have no value
     * @throws InputException if the text is no such value
     */
    static Object of(Assignment assignment, Class<?> type, boolean nullable) {
        String text = assignment.value();
        if (text == null) {
            if (nullable && (type == Double.class || type == Long.class)) {
                return null;
            }
            throw assignment.complaint("has no value; expected " + expected(type));
        }
        if (text.length() > LONGEST) {
            throw assignment.complaint("expected at most " + LONGEST + " characters, got " + text.length());
        }
        if (type == String.class) {
            return text;
        }
        if (type == boolean.class || type == Boolean.class) {
            return truth(assignment);
        }
        if (type.isEnum()) {
            return choice(assignment, type);
        }
        if (type == double.class || type == Double.class) {
            return real(assignment);
        }
        return whole(assignment, type);
    }

    private static boolean truth(Assignment assignment) {
        return switch (assignment.value()) {
            case "true", "True", "TRUE" -> true;
            case "false", "False", "FALSE" -> false;
            default -> throw mismatch(assignment, boolean.class);
        };
    }

    private static Object choice(Assignment assignment, Class<?> type) {
        List<String> names = names(type);
        int index = names.indexOf(assignment.value());
        if (index < 0) {
            throw assignment.complaint("expected " + expected(type) + ", got " + Excerpt.quoted(assignment.value())
                    + "; did you mean " + NearestName.of(assignment.value(), names) + "?");
        }
        return type.getEnumConstants()[index];
    }

    /** Accepts NaN and infinities, so that the rules can report the expected range. */
    private static double real(Assignment assignment) {
        return Numeral.real(assignment.value()).orElseThrow(() -> mismatch(assignment, double.class));
    }

    private static Object whole(Assignment assignment, Class<?> type) {
        if (!Numeral.isFinite(assignment.value())) {
            throw mismatch(assignment, type);
        }
        boolean isLong = type == long.class || type == Long.class;
        OptionalLong number = Numeral.whole(assignment.value());
        if (number.isEmpty() || !isLong && (int) number.getAsLong() != number.getAsLong()) {
            throw assignment.complaint("expected a whole number from " + (isLong ? Long.MIN_VALUE : Integer.MIN_VALUE)
                    + " to " + (isLong ? Long.MAX_VALUE : Integer.MAX_VALUE) + ", got "
                    + Excerpt.quoted(assignment.value()));
        }
        return isLong ? (Object) number.getAsLong() : (Object) (int) number.getAsLong();
    }

    private static InputException mismatch(Assignment assignment, Class<?> type) {
        return assignment.complaint("expected " + expected(type) + ", got " + Excerpt.quoted(assignment.value()));
    }

    private static String expected(Class<?> type) {
        if (type.isEnum()) {
            return "one of " + String.join(", ", names(type));
        }
        if (type == String.class) {
            return "text";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        return type == double.class || type == Double.class ? "a number" : "a whole number";
    }

    private static List<String> names(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(value -> ((Enum<?>) value).name().toLowerCase(Locale.ROOT)
                .replace('_', '-'))
                .toList();
    }
}
