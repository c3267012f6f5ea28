package topspin.cli;

import org.junit.jupiter.api.Test;
import topspin.algorithm.Algorithm;
import topspin.algorithm.Algorithms;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.env.EnvironmentRegistry;
import topspin.run.ConfigTree;
import topspin.run.RunConfig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docs/experiments.md} names every key with its default, and no other: it cannot go stale. */
class ExperimentReferenceTest {
    private static final Path PAGE = Path.of("docs/experiments.md");
    private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9.-]+)` \\| ([^|]+) \\| ([^|]+) \\|");

    @Test
    void shouldHoldEveryKeyWithItsDefault() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        Map<String, Set<String>> defaults = new TreeMap<>();
        for (Algorithm algorithm : Algorithms.all()) {
            Map<String, Object> tree = ConfigTree.of(RunConfig.defaults(algorithm));
            // the file's name, the algorithm itself, and what depends on the world
            tree.keySet().removeAll(Set.of("name", "algorithm", "env"));
            flatten("", tree, algorithm, defaults);
        }
        defaults.forEach((key, values) -> expected.put(key, cell(values)));
        expected.put("name", "the file's name");
        expected.put("algorithm", "ppo");
        expected.put("env.id", "none");
        expected.put("policy.encoder", "what fits");
        for (EnvironmentProvider provider : EnvironmentRegistry.load().providers().values()) {
            // the options of families are in docs/worlds.md
            for (EnvironmentOption option : provider.id().contains("/") ? List.<EnvironmentOption>of() : provider.options()) {
                expected.merge("env." + option.key(), String.valueOf(option.defaultValue()),
                        (one, other) -> one.equals(other) ? one : one + ", " + other);
            }
        }

        assertThat(rows()).containsExactlyInAnyOrderEntriesOf(expected);
    }

    private static Map<String, String> rows() throws IOException {
        Map<String, String> rows = new LinkedHashMap<>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                assertThat(rows.put(row.group(1), row.group(2).strip())).as("a second row of " + row.group(1)).isNull();
                assertThat(row.group(3)).isNotBlank();
            }
        }
        return rows;
    }

    private static void flatten(String path, Map<?, ?> tree, Algorithm algorithm,
                                Map<String, Set<String>> defaults) {
        tree.forEach((key, value) -> {
            if (value instanceof Map<?, ?> nested) {
                flatten(path + key + ".", nested, algorithm, defaults);
            } else {
                defaults.computeIfAbsent(path + key, k -> new LinkedHashSet<>())
                        .add(algorithm.name().toLowerCase(Locale.ROOT) + " " + value);
            }
        });
    }

    /** One value where all algorithms share it, else {@code ppo 128, a2c 16, reinforce 128}. */
    private static String cell(Set<String> values) {
        String[] plain = values.stream().map(value -> value.substring(value.indexOf(' ') + 1)).toArray(String[]::new);
        return Arrays.stream(plain).distinct().count() == 1 ? plain[0] : String.join(", ", values);
    }
}
