package topspin.experiment;

import topspin.config.InputException;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentRegistry;
import topspin.env.InvalidOptionException;
import topspin.text.Excerpt;
import topspin.text.NearestName;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Options of a world as the command line gives them, {@code KEY=VALUE}. */
public final class WorldOptions {
    private static final String PREFIX = "env.";

    private WorldOptions() {
    }

    /**
     * All options of a world: those that are set, and the defaults of the others. A key may be written as in an experiment,
     * {@code env.KEY}.
     *
     * @throws InputException           if a setting is not written as one, its key is unknown or its value is of another type
     * @throws IllegalArgumentException if there is no such world
     */
    public static Map<String, Object> of(EnvironmentRegistry registry, String id, List<String> settings) {
        List<EnvironmentOption> known = registry.provider(id).options();
        Map<String, Object> values = new LinkedHashMap<>();
        for (String setting : settings) {
            String origin = "--set " + Excerpt.of(setting);
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw new InputException(origin + ": expected KEY=VALUE");
            }
            String written = setting.substring(0, equals);
            String key = written.startsWith(PREFIX) ? written.substring(PREFIX.length()) : written;
            EnvironmentOption option = known.stream().filter(candidate -> candidate.key().equals(key)).findFirst()
                    .orElseThrow(() -> unknown(origin, id, key, known));
            values.put(key, TypedValue.of(new Assignment(key, setting.substring(equals + 1), origin), option.defaultValue().getClass(),
                    false));
        }
        try {
            return registry.resolve(id, values);
        } catch (InvalidOptionException e) {
            throw new InputException("--set " + e.getMessage(), e);
        }
    }

    private static InputException unknown(String origin, String id, String key, List<EnvironmentOption> known) {
        List<String> keys = known.stream().map(EnvironmentOption::key).toList();
        return new InputException(origin + ": " + id + (keys.isEmpty() ? " has no options" : " has no such option; did you mean "
                + NearestName.of(key, keys) + "? It has " + String.join(", ", keys)));
    }
}
