package topspin.run;

import topspin.env.EnvironmentRegistry;
import topspin.plugin.PluginJar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JAR that was added to the program that computed a run, as {@code run.json} remembers it.
 *
 * @param environments ids of the worlds that came from it, in order; empty for a library
 */
public record AddedJar(PluginJar jar, List<String> environments) {
    private static final String NAME = "name";
    private static final String VERSION = "version";
    private static final String SHA256 = "sha256";
    private static final String ENVIRONMENTS = "environments";

    public AddedJar {
        environments = List.copyOf(environments);
    }

    /** All that are there now. */
    public static List<AddedJar> of(EnvironmentRegistry registry) {
        List<AddedJar> all = new ArrayList<>();
        for (PluginJar jar : registry.jars()) {
            all.add(new AddedJar(jar, registry.ids().stream()
                    .filter(id -> registry.origin(id).filter(jar::equals).isPresent()).toList()));
        }
        return all;
    }

    Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put(NAME, jar.name());
        tree.put(VERSION, jar.version());
        tree.put(SHA256, jar.sha256());
        tree.put(ENVIRONMENTS, environments);
        return tree;
    }

    static AddedJar of(Map<?, ?> tree) {
        List<String> environments = new ArrayList<>();
        if (tree.get(ENVIRONMENTS) instanceof List<?> ids) {
            ids.forEach(id -> environments.add(String.valueOf(id)));
        }
        return new AddedJar(new PluginJar(String.valueOf(tree.get(NAME)), String.valueOf(tree.get(VERSION)),
                String.valueOf(tree.get(SHA256))), environments);
    }
}
