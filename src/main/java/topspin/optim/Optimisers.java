package topspin.optim;

import java.util.List;

/** Builds an optimiser from its configuration. */
public final class Optimisers {
    public static final List<String> TYPES = List.of("adam", "rmsprop");

    private Optimisers() {
    }

    /** @param size number of parameters */
    public static Optimiser of(OptimiserConfig config, int size) {
        return switch (config.type()) {
            case "adam" -> new Adam(size, config.beta1(), config.beta2(), config.epsilon());
            case "rmsprop" -> new RmsProp(size, config.decay(), config.epsilon());
            default -> throw new IllegalArgumentException("unknown optimiser '" + config.type() + "', expected one of "
                    + TYPES);
        };
    }
}
