package topspin.experiment;

import topspin.algorithm.Algorithm;
import topspin.algorithm.Algorithms;
import topspin.config.InputException;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.run.ConfigTree;
import topspin.run.RunConfig;
import topspin.text.NearestName;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every key an experiment may hold, with its type: the components of {@link RunConfig} and the options of one
 * environment. Turns text into values, and values into a config. Immutable.
 */
public final class ConfigSchema {
    private static final String ENV = "env";

    private final Map<String, Class<?>> types = new LinkedHashMap<>();
    private final Map<String, List<String>> sections = new LinkedHashMap<>();
    private final EnvironmentProvider environment;

    public ConfigSchema(EnvironmentProvider environment) {
        this.environment = environment;
        describe("", RunConfig.class);
    }

    /**
     * The value of an assignment, in the type of its key.
     *
     * @throws InputException if the key is unknown, or the text is no such value
     */
    public Object value(Assignment assignment) {
        String path = assignment.path();
        Class<?> type = types.get(path);
        if (type == null) {
            throw sections.containsKey(path)
                    ? assignment.complaint("expected keys under it: " + String.join(", ", sections.get(path)))
                    : assignment.complaint("unknown key; did you mean " + nearest(path) + "?");
        }
        return parse(assignment, type);
    }

    /** Whether a key exists and takes whole numbers. */
    public boolean isWhole(String path) {
        Class<?> type = types.get(path);
        return type == int.class || type == Integer.class || type == long.class || type == Long.class;
    }

    /** Whether there is such a key. */
    public boolean knows(String path) {
        return types.containsKey(path);
    }

    /** An empty section ({@code ppo:} alone) assigns nothing. */
    public boolean isEmptySection(Assignment assignment) {
        return assignment.value() == null && sections.containsKey(assignment.path());
    }

    /** The defaults with values put over them, by path. */
    public RunConfig bind(RunConfig defaults, Map<String, Object> values) {
        return (RunConfig) overlay("", defaults, values);
    }

    /** The algorithms whose keys are assigned, chosen or not. */
    public List<Algorithm> algorithms(Map<String, Object> values) {
        return Algorithms.all().stream()
                .filter(algorithm -> values.keySet().stream().anyMatch(path -> path.startsWith(algorithm.name() + ".")))
                .map(algorithm -> overlay(algorithm, values)).toList();
    }

    private Algorithm overlay(Algorithm defaults, Map<String, Object> values) {
        return (Algorithm) overlay(defaults.name() + ".", (Record) defaults, values);
    }

    private void describe(String prefix, Class<?> record) {
        List<String> keys = new ArrayList<>();
        for (RecordComponent component : record.getRecordComponents()) {
            String key = ConfigTree.key(component.getName());
            String path = prefix + key;
            keys.add(key);
            if (component.getType() == Algorithm.class) {
                types.put(path, Algorithm.class);
                Algorithms.all().forEach(algorithm -> describe(algorithm.name() + ".", algorithm.getClass()));
            } else if (component.getType().isRecord()) {
                describe(path + ".", component.getType());
            } else if (path.equals(ENV)) {
                describeEnvironment();
            } else {
                types.put(path, component.getType());
            }
        }
        if (!prefix.isEmpty()) {
            sections.put(prefix.substring(0, prefix.length() - 1), keys);
        }
    }

    private void describeEnvironment() {
        types.put(ENV + ".id", String.class);
        List<String> keys = new ArrayList<>(List.of("id"));
        for (EnvironmentOption option : environment.options()) {
            types.put(ENV + "." + option.key(), option.defaultValue().getClass());
            keys.add(option.key());
        }
        sections.put(ENV, keys);
    }

    /**
     * The key with this last part in another section, if there is one ({@code clip} is {@code ppo.clip}); else our key
     * for other programs' name; else the most similar key.
     */
    private String nearest(String path) {
        String name = path.substring(path.lastIndexOf('.') + 1);
        return types.keySet().stream().filter(known -> known.endsWith("." + name) || known.equals(name)).findFirst()
                .or(() -> FamiliarNames.key(path).filter(types::containsKey))
                .orElseGet(() -> NearestName.of(path, types.keySet()));
    }

    private static Object parse(Assignment assignment, Class<?> type) {
        if (type == Algorithm.class) {
            return algorithm(assignment);
        }
        return TypedValue.of(assignment, type, !assignment.path().startsWith(ENV + "."));
    }

    private static Algorithm algorithm(Assignment assignment) {
        if (assignment.value() == null) {
            throw assignment.complaint("has no value; expected one of " + String.join(", ", Algorithms.names()));
        }
        try {
            return Algorithm.of(assignment.value());
        } catch (IllegalArgumentException e) {
            throw assignment.complaint(e.getMessage());
        }
    }

    private Record overlay(String prefix, Record defaults, Map<String, Object> values) {
        return RecordSchema.overlay(prefix, defaults, values, (path, fallback) -> path.equals(ENV) ? Optional.of(environment(values))
                : fallback instanceof Algorithm algorithm ? Optional.of(overlay(algorithm, values)) : Optional.empty());
    }

    private Map<String, Object> environment(Map<String, Object> values) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("id", environment.id());
        for (EnvironmentOption option : environment.options()) {
            options.put(option.key(), values.getOrDefault(ENV + "." + option.key(), option.defaultValue()));
        }
        return options;
    }
}
