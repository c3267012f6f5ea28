package topspin.interop.gym;

import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.env.EnvironmentRegistry;
import topspin.text.Excerpt;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A parsed {@code env_id}: an environment, and options after a question mark
 * ({@code pong?observation=features&frame-skip=2}) for clients that can only send a name.
 *
 * @param id      of {@code ./topspin envs}
 * @param options each of the type of its default, if it can be read as one
 */
record NamedEnvironment(String id, Map<String, Object> options) {

    /** @throws IllegalArgumentException if no environment is called so */
    static NamedEnvironment parse(String name, EnvironmentRegistry registry) {
        String[] parts = name.split("\\?", 2);
        EnvironmentProvider provider = registry.provider(parts[0]);
        Map<String, Object> options = new LinkedHashMap<>();
        if (parts.length == 2) {
            for (String setting : parts[1].split("&")) {
                String[] pair = setting.split("=", 2);
                if (pair.length != 2) {
                    throw new IllegalArgumentException("expected key=value after the '?', such as "
                            + "pong?observation=features&frame-skip=2, got " + Excerpt.quoted(setting));
                }
                options.put(pair[0], typed(provider, pair[0], pair[1]));
            }
        }
        return new NamedEnvironment(parts[0], options);
    }

    /** Text that cannot be read as the option's type stays text, so that the registry reports what was expected. */
    private static Object typed(EnvironmentProvider provider, String key, String text) {
        Object fallback = provider.options().stream().filter(option -> option.key().equals(key))
                .map(EnvironmentOption::defaultValue).findFirst().orElse(text);
        try {
            if (fallback instanceof Integer) {
                return Integer.valueOf(text);
            }
            if (fallback instanceof Double) {
                return Double.valueOf(text);
            }
        } catch (NumberFormatException e) {
            return text;
        }
        return fallback instanceof Boolean && (text.equals("true") || text.equals("false")) ? Boolean.valueOf(text) : text;
    }
}
