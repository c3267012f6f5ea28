package topspin.run;

import topspin.env.EnvironmentRegistry;
import topspin.plugin.PluginJar;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JAR that was added to the program for a run, as {@code run.json} records it.
 *
 * @param environments ids of the worlds that came from it, in order
 * @param others       by {@link Additions.Kind#key}, the names of what else came from it
 */
public record AddedJar(PluginJar jar, List<String> environments, Map<String, List<String>> others) {
    private static final String NAME = "name";
    private static final String VERSION = "version";
    private static final String SHA256 = "sha256";
    private static final String ENVIRONMENTS = "environments";

    public AddedJar {
        environments = List.copyOf(environments);
        others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    }

    /** Whether it provides nothing itself and only holds classes that other JARs need. */
    public boolean isLibrary() {
        return environments.isEmpty() && others.isEmpty();
    }

    /** All JARs that are added now. */
    public static List<AddedJar> of(EnvironmentRegistry registry) {
        List<AddedJar> all = new ArrayList<>();
        for (PluginJar jar : registry.jars()) {
            Map<String, List<String>> others = new LinkedHashMap<>();
            for (Additions.Kind kind : Additions.KINDS) {
                List<String> names = kind.from(jar);
                if (!names.isEmpty()) {
                    others.put(kind.key(), names);
                }
            }
            all.add(new AddedJar(jar, registry.ids().stream()
                    .filter(id -> registry.origin(id).filter(jar::equals).isPresent()).toList(), others));
        }
        return all;
    }

    Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put(NAME, jar.name());
        tree.put(VERSION, jar.version());
        tree.put(SHA256, jar.sha256());
        tree.put(ENVIRONMENTS, environments);
        for (Additions.Kind kind : Additions.KINDS) {
            if (others.containsKey(kind.key())) {
                tree.put(kind.plural(), others.get(kind.key()));
            }
        }
        return tree;
    }

    static AddedJar of(Map<?, ?> tree) {
        Map<String, List<String>> others = new LinkedHashMap<>();
        for (Additions.Kind kind : Additions.KINDS) {
            List<String> names = names(tree.get(kind.plural()));
            if (!names.isEmpty()) {
                others.put(kind.key(), names);
            }
        }
        return new AddedJar(new PluginJar(String.valueOf(tree.get(NAME)), String.valueOf(tree.get(VERSION)),
                String.valueOf(tree.get(SHA256))), names(tree.get(ENVIRONMENTS)), others);
    }

    private static List<String> names(Object written) {
        List<String> names = new ArrayList<>();
        if (written instanceof List<?> list) {
            list.forEach(name -> names.add(String.valueOf(name)));
        }
        return names;
    }
}
