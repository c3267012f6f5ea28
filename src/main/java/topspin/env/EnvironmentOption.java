package topspin.env;

import java.util.List;
import java.util.Map;

/**
 * One key that an experiment may write under {@code env}.
 *
 * @param key          kebab-case name
 * @param defaultValue an Integer, Double, Boolean or String; fixes the type
 * @param choices      the allowed values of a String option; empty if any value of the type is allowed
 * @param description  one line for people: meaning, unit, range
 */
public record EnvironmentOption(String key, Object defaultValue, List<String> choices, String description) {

    public static EnvironmentOption of(String key, Object defaultValue, String description) {
        return new EnvironmentOption(key, defaultValue, List.of(), description);
    }

    /**
     * The value of a whole number.
     *
     * @throws InvalidOptionException if it is not {@code least} to {@code most}
     */
    public static int within(int least, int most, String key, Map<String, Object> options) {
        int value = (int) options.get(key);
        if (value < least || value > most) {
            throw new InvalidOptionException(key, key + ": expected "
                    + (most == Integer.MAX_VALUE ? "at least " + least : least + " to " + most) + ", got " + value);
        }
        return value;
    }

    public static EnvironmentOption choice(String key, String defaultValue, List<String> choices, String description) {
        return new EnvironmentOption(key, defaultValue, choices, description);
    }
}
