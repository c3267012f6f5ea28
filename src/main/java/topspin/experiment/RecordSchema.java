package topspin.experiment;

import topspin.config.InputException;
import topspin.run.ConfigTree;
import topspin.text.NearestName;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of a config that is a public record, with their types: its components, and those of the records in it. A
 * component of type {@code Record} has the keys of the record that is its default. Immutable.
 */
public final class RecordSchema {
    private final Record defaults;
    private final Map<String, Class<?>> types = new LinkedHashMap<>();
    private final Map<String, List<String>> sections = new LinkedHashMap<>();

    /** @param defaults what keys have that nobody sets */
    public RecordSchema(Record defaults) {
        this.defaults = defaults;
        describe("", defaults);
    }

    private void describe(String prefix, Record record) {
        List<String> keys = new ArrayList<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            String key = ConfigTree.key(component.getName());
            keys.add(key);
            if (Record.class.isAssignableFrom(component.getType())) {
                describe(prefix + key + ".", (Record) value(component, record));
            } else {
                types.put(prefix + key, component.getType());
            }
        }
        if (!prefix.isEmpty()) {
            sections.put(prefix.substring(0, prefix.length() - 1), keys);
        }
    }

    /** Every key, with its type. */
    public Map<String, Class<?>> types() {
        return Map.copyOf(types);
    }

    /**
     * The defaults with values put over them; the last assignment of a key wins.
     *
     * @throws InputException if a key is unknown, or a text is no value of its type
     */
    public Record bind(List<Assignment> assignments) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Assignment assignment : assignments) {
            values.put(assignment.path(), value(assignment));
        }
        return overlay("", defaults, values, (path, fallback) -> Optional.empty());
    }

    private Object value(Assignment assignment) {
        Class<?> type = types.get(assignment.path());
        if (type != null) {
            return TypedValue.of(assignment, type, true);
        }
        throw assignment.complaint(sections.containsKey(assignment.path())
                ? "expected keys under it: " + String.join(", ", sections.get(assignment.path()))
                : "unknown key; did you mean " + nearest(assignment.path()) + "?");
    }

    /** The key with this last part in a section, if there is one; else the most similar key. */
    private String nearest(String path) {
        String name = path.substring(path.lastIndexOf('.') + 1);
        return types.keySet().stream().filter(known -> known.endsWith("." + name)).findFirst()
                .orElseGet(() -> NearestName.of(path, types.keySet()));
    }

    /** What takes the place of some components, by their paths. */
    interface Special {
        Optional<Object> of(String path, Object fallback);
    }

    /**
     * A record with other values for some components.
     *
     * @param prefix of its components' paths
     * @param values by path
     */
    static Record overlay(String prefix, Record defaults, Map<String, Object> values, Special special) {
        RecordComponent[] components = defaults.getClass().getRecordComponents();
        Object[] arguments = new Object[components.length];
        Class<?>[] parameters = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            String path = prefix + ConfigTree.key(components[i].getName());
            Object fallback = value(components[i], defaults);
            parameters[i] = components[i].getType();
            arguments[i] = special.of(path, fallback).orElseGet(() -> fallback instanceof Record nested
                    ? overlay(path + ".", nested, values, special) : values.containsKey(path) ? values.get(path) : fallback);
        }
        try {
            Constructor<? extends Record> constructor = defaults.getClass().getDeclaredConstructor(parameters);
            return constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("a public record can be rebuilt from its components", e);
        }
    }

    private static Object value(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("a public record's accessor can be called", e);
        }
    }
}
