package topspin.optim;

import java.util.List;

/** Builds an optimiser from its configuration. */
public final class Optimisers {
    public static final List<String> TYPES = List.of("adam", "rmsprop", "sgd");

    private Optimisers() {
    }

    /** Arrays of state that a type keeps, each as long as the parameters; RMSProp's second one is hardly touched. */
    public static int arrays(String type) {
        return switch (type) {
            case "adam" -> 2;
            case "sgd" -> 0;
            default -> 1;
        };
    }

    /** @param size number of parameters */
    public static Optimiser of(OptimiserConfig config, int size) {
        return switch (config.type()) {
            case "adam" -> new Adam(size, config.beta1(), config.beta2(), config.epsilon());
            case "rmsprop" -> new RmsProp(size, config.decay(), config.epsilon());
            case "sgd" -> new GradientDescent();
            default -> throw new IllegalArgumentException("unknown optimiser '" + config.type() + "', expected one of "
                    + TYPES);
        };
    }
}
