package topspin.algorithm;

import topspin.env.NearestName;
import topspin.text.Excerpt;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * The algorithms that can be named under {@code algorithm}: those of {@code META-INF/services/topspin.algorithm.Algorithm}
 * in this and any other JAR on the class path, our own first. Immutable.
 */
public final class Algorithms {
    private static final List<Algorithm> ALL = load();

    private Algorithms() {
    }

    private static List<Algorithm> load() {
        Map<String, Algorithm> byName = new LinkedHashMap<>();
        ServiceLoader.load(Algorithm.class).stream().map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing((Algorithm algorithm) -> !isOurs(algorithm))) // a stable sort
                .forEach(algorithm -> {
                    Algorithm other = byName.put(algorithm.name(), algorithm);
                    if (other != null) {
                        throw new IllegalStateException("two algorithms are called '" + algorithm.name() + "': "
                                + other.getClass().getName() + " and " + algorithm.getClass().getName()
                                + "; take one of their JARs off the class path");
                    }
                });
        return List.copyOf(byName.values());
    }

    private static boolean isOurs(Algorithm algorithm) {
        return algorithm.getClass().getClassLoader() == Algorithm.class.getClassLoader()
                && algorithm.getClass().getPackageName().startsWith(Algorithm.class.getPackageName() + ".");
    }

    /** Each with the defaults of its own keys. */
    public static List<Algorithm> all() {
        return ALL;
    }

    /** In the order of {@link #all}. */
    public static List<String> names() {
        return ALL.stream().map(Algorithm::name).toList();
    }

    static Algorithm of(String name) {
        return ALL.stream().filter(algorithm -> algorithm.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected one of " + String.join(", ", names()) + ", got "
                        + Excerpt.quoted(name) + "; did you mean " + NearestName.of(name, names()) + "?"));
    }
}
