package topspin.optim;

import java.util.List;

/** How a learning rate falls over a run. */
public final class Schedule {
    public static final List<String> NAMES = List.of("linear", "constant");

    private Schedule() {
    }

    /**
     * The rate for an update.
     *
     * @param progress share of the run that was over when the update's rollout began, 0 … 1
     */
    public static double rate(OptimiserConfig config, double progress) {
        return switch (config.schedule()) {
            case "constant" -> config.learningRate();
            case "linear" -> config.learningRate() * Math.max(0, 1 - progress);
            default -> throw new IllegalArgumentException("unknown schedule '" + config.schedule()
                    + "', expected one of " + NAMES);
        };
    }
}
