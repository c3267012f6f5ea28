package topspin.run;

import topspin.algorithm.Algorithm;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A config as a tree of kebab-case keys, in the order of the records' components: what {@code config.yaml} holds and
 * what the hash is taken of.
 */
public final class ConfigTree {

    private ConfigTree() {
    }

    /** Maps within maps; leaves are Long, Double, Boolean, String or null. Enums become their lower-case names. */
    public static Map<String, Object> of(Record config) {
        return tree(config);
    }

    /** The same leaves under their dotted paths, in the same order. */
    public static Map<String, Object> leaves(Record config) {
        Map<String, Object> leaves = new LinkedHashMap<>();
        collect("", of(config), leaves);
        return leaves;
    }

    private static void collect(String path, Object node, Map<String, Object> leaves) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> collect(path.isEmpty() ? (String) key : path + "." + key, value, leaves));
        } else {
            leaves.put(path, node);
        }
    }

    /** The YAML key of a record component: {@code clipValue} is {@code clip-value}. */
    public static String key(String component) {
        return component.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> tree(Record config) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (RecordComponent component : config.getClass().getRecordComponents()) {
            Object value = value(config, component);
            if (value instanceof Algorithm algorithm) {
                tree.put(key(component.getName()), algorithm.name());
                putKeys(algorithm, tree);
            } else {
                tree.put(key(component.getName()), node(value));
            }
        }
        return tree;
    }

    /** An algorithm's own keys stand beside its name, if it has any. */
    private static void putKeys(Algorithm algorithm, Map<String, Object> tree) {
        Map<String, Object> own = tree((Record) algorithm);
        if (!own.isEmpty()) {
            tree.put(algorithm.name(), own);
        }
    }

    private static Object node(Object value) {
        if (value instanceof Record nested) {
            return tree(nested);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((key, entry) -> copy.put((String) key, node(entry)));
            return copy;
        }
        if (value instanceof Enum<?> choice) {
            return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        return value instanceof Integer whole ? Long.valueOf(whole) : value;
    }

    private static Object value(Record config, RecordComponent component) {
        try {
            return component.getAccessor().invoke(config);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("a public record's accessor can be called", e);
        }
    }
}
