package topspin.algorithm;

import topspin.plugin.Registry;

import java.util.List;

/** The algorithms that can be named under {@code algorithm}. */
public final class Algorithms {
    private static final Registry<Algorithm> REGISTRY =
            new Registry<>(Algorithm.class, "algorithm", Algorithms::name, List.of());

    private Algorithms() {
    }

    private static String name(Algorithm algorithm) {
        if (!algorithm.getClass().isRecord()) {
            throw new IllegalArgumentException(algorithm.getClass().getName() + " is no record; expected one, since an "
                    + "algorithm's keys are the components of its record");
        }
        return algorithm.name();
    }

    /** The registry where others are added. */
    public static Registry<Algorithm> registry() {
        return REGISTRY;
    }

    /** Each with the defaults of its own keys. */
    public static List<Algorithm> all() {
        return REGISTRY.all();
    }

    /** In the order of {@link #all}. */
    public static List<String> names() {
        return REGISTRY.names();
    }
}
