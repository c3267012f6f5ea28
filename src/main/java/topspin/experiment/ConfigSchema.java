package topspin.experiment;

import topspin.algorithm.Algorithm;
import topspin.algorithm.Algorithms;
import topspin.config.InputException;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.run.ConfigTree;
import topspin.run.RunConfig;
import topspin.text.Excerpt;
import topspin.text.NearestName;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Every key an experiment may hold, with its type: the components of {@link RunConfig} and the options of one
 * environment. Turns text into values, and values into a config. Immutable.
 */
public final class ConfigSchema {
    private static final String ENV = "env";
    /** Most letters of a value; addresses are the longest. */
    private static final int LONGEST = 4096;

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
        String text = assignment.value();
        if (text == null) {
            if ((type == Double.class || type == Long.class) && !assignment.path().startsWith(ENV + ".")) {
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
        if (type == Algorithm.class) {
            return algorithm(assignment);
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

    private static Algorithm algorithm(Assignment assignment) {
        try {
            return Algorithm.of(assignment.value());
        } catch (IllegalArgumentException e) {
            throw assignment.complaint(e.getMessage());
        }
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
        if (type == Algorithm.class) {
            return "one of " + String.join(", ", Algorithms.names());
        }
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

    private Record overlay(String prefix, Record defaults, Map<String, Object> values) {
        RecordComponent[] components = defaults.getClass().getRecordComponents();
        Object[] arguments = new Object[components.length];
        Class<?>[] parameters = new Class<?>[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                String path = prefix + ConfigTree.key(components[i].getName());
                Object fallback = components[i].getAccessor().invoke(defaults);
                parameters[i] = components[i].getType();
                if (path.equals(ENV)) {
                    arguments[i] = environment(values);
                } else if (fallback instanceof Algorithm algorithm) {
                    arguments[i] = overlay(algorithm, values);
                } else if (components[i].getType().isRecord()) {
                    arguments[i] = overlay(path + ".", (Record) fallback, values);
                } else {
                    arguments[i] = values.containsKey(path) ? values.get(path) : fallback;
                }
            }
            Constructor<? extends Record> constructor = defaults.getClass().getDeclaredConstructor(parameters);
            return constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("a public record can be rebuilt from its components", e);
        }
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
