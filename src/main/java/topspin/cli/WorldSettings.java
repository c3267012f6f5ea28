package topspin.cli;

import topspin.config.InputException;
import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.env.EnvironmentRegistry;
import topspin.env.InvalidOptionException;
import topspin.experiment.Assignment;
import topspin.experiment.ConfigSchema;
import topspin.experiment.YamlAssignments;
import topspin.random.RandomStreams;
import topspin.text.Excerpt;
import topspin.text.NearestName;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A world and the options that {@code --set} gives it: {@code frame-skip=1}, or {@code env.frame-skip=1} as for {@code train}. */
final class WorldSettings {
    private static final String ENV = "env.";

    private final EnvironmentProvider provider;
    private final EnvironmentRegistry registry;
    private final Map<String, Assignment> written = new LinkedHashMap<>();
    private final Map<String, Object> values = new LinkedHashMap<>();

    /** @throws InputException naming the option at fault, and the nearest one that there is */
    WorldSettings(String id, List<String> sets, EnvironmentRegistry registry) {
        this.registry = registry;
        provider = registry.provider(id);
        ConfigSchema schema = new ConfigSchema(provider);
        List<String> known = provider.options().stream().map(EnvironmentOption::key).toList();
        List<Assignment> all = new ArrayList<>();
        sets.forEach(set -> all.addAll(YamlAssignments.ofSet(set)));
        for (Assignment assignment : all) {
            String key = assignment.path().startsWith(ENV) ? assignment.path().substring(ENV.length()) : assignment.path();
            if (!known.contains(key)) {
                throw assignment.complaint(known.isEmpty() ? id + " has no options" : "unknown option of " + id + "; did you mean "
                        + NearestName.of(key, known) + "? (known: " + String.join(", ", known) + ")");
            }
            written.put(key, assignment);
            values.put(key, schema.value(new Assignment(ENV + key, assignment.value(), assignment.origin())));
        }
        for (EnvironmentOption option : provider.options()) {
            Object value = values.get(option.key());
            if (value != null && !option.choices().isEmpty() && !option.choices().contains(value)) {
                throw complaint(option.key(), "expected one of " + String.join(", ", option.choices()) + ", got "
                        + Excerpt.quoted(String.valueOf(value)) + "; did you mean "
                        + NearestName.of(String.valueOf(value), option.choices()) + "?", null);
            }
        }
    }

    EnvironmentProvider provider() {
        return provider;
    }

    /** Every option with its value. */
    Map<String, Object> options() {
        return registry.resolve(provider.id(), values);
    }

    /** @throws InputException if the world cannot be made with these options */
    Environment create(RandomStreams streams) {
        try {
            return registry.create(provider.id(), values, streams);
        } catch (InvalidOptionException e) {
            String prefix = e.key() + ": ";
            throw complaint(e.key(), e.getMessage().startsWith(prefix) ? e.getMessage().substring(prefix.length()) : e.getMessage(), e);
        } catch (ArithmeticException | IllegalArgumentException | NegativeArraySizeException | OutOfMemoryError e) {
            // the usual result of large numbers that the world does not check
            throw new InputException(provider.id() + ": expected options that it can be made with; it says: " + e.getMessage(), e);
        }
    }

    private InputException complaint(String key, String message, Exception cause) {
        Assignment assignment = written.get(key);
        return new InputException((assignment == null ? provider.id() + ": " + key : assignment.origin()) + ": " + message, cause);
    }
}
