package topspin.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A run's configuration and provenance, flattened to dotted keys.
 *
 * @param variant    of the run
 * @param config     {@code config.yaml}
 * @param provenance {@code run.json}
 */
public record RunFacts(String variant, Map<String, String> config, Map<String, String> provenance) {
    /** Keys that name a run and say nothing about it. */
    private static final Set<String> NAMES = Set.of("seed", "name", "variant");
    private static final String ABSENT = "–";

    /** Nested maps become dotted keys; lists become {@code a, b}. */
    public static Map<String, String> flattened(Map<?, ?> nested) {
        Map<String, String> flat = new LinkedHashMap<>();
        flatten("", nested, flat);
        return flat;
    }

    private static void flatten(String prefix, Map<?, ?> nested, Map<String, String> flat) {
        nested.forEach((key, value) -> {
            if (value instanceof Map<?, ?> map) {
                flatten(prefix + key + ".", map, flat);
            } else if (value instanceof List<?> list) {
                flat.put(prefix + key, String.join(", ", list.stream().map(String::valueOf).toList()));
            } else {
                flat.put(prefix + key, String.valueOf(value));
            }
        });
    }

    /**
     * The keys in which configurations differ between variants: one row per key, one cell per variant. A variant whose
     * seeds differ in a key has all their values in its cell.
     */
    static List<List<String>> differences(List<RunFacts> runs, List<String> variants) {
        Set<String> keys = new TreeSet<>();
        Map<String, List<RunFacts>> seeds = new LinkedHashMap<>();
        for (RunFacts run : runs) {
            keys.addAll(run.config().keySet());
            seeds.computeIfAbsent(run.variant(), variant -> new ArrayList<>()).add(run);
        }
        keys.removeAll(NAMES);
        List<List<String>> rows = new ArrayList<>();
        for (String key : keys) {
            List<String> row = new ArrayList<>(List.of(key));
            for (String variant : variants) {
                Set<String> values = new LinkedHashSet<>();
                seeds.get(variant).forEach(run -> values.add(run.config().getOrDefault(key, ABSENT)));
                row.add(String.join(" / ", values));
            }
            if (row.subList(1, row.size()).stream().distinct().count() > 1) {
                rows.add(row);
            }
        }
        return rows;
    }

    /** Each fact with the runs' values, of which at most {@code most} are listed. */
    static List<List<String>> origins(List<RunFacts> runs, int most) {
        Map<String, Set<String>> values = new LinkedHashMap<>();
        runs.forEach(run -> run.provenance().forEach((key, value) -> {
            if (!value.isEmpty() && !value.equals("null")) {
                values.computeIfAbsent(key, name -> new LinkedHashSet<>()).add(value);
            }
        }));
        List<List<String>> rows = new ArrayList<>();
        values.forEach((key, seen) -> rows.add(List.of(key, seen.size() <= most ? String.join("\n", seen)
                : String.join("\n", seen.stream().limit(most).toList()) + "\n… and " + (seen.size() - most) + " more")));
        return rows;
    }
}
