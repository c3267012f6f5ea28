package topspin.sequence;

import java.util.Locale;

/** What variants are compared in. */
public enum Quantity {
    OUTPUT, FINAL_STATE, INPUT_GRADIENT, INPUT_WEIGHTS_GRADIENT, RECURRENT_WEIGHTS_GRADIENT, BIAS_GRADIENT;

    /** Whether it comes from the forward pass alone. */
    public boolean isForward() {
        return this == OUTPUT || this == FINAL_STATE;
    }

    /**
     * Additions behind one number: a step sums over inputs, units and bias; its gradient over the 4·units
     * pre-activations; both go on from step to step; and a weight's gradient sums over all rows.
     */
    long additions(Problem problem) {
        long forward = (long) problem.shape().steps() * (problem.inputs() + problem.units() + 1);
        long backward = (long) problem.shape().steps() * 4 * problem.units();
        return switch (this) {
            case OUTPUT, FINAL_STATE -> forward;
            case INPUT_GRADIENT -> forward + backward;
            default -> forward + backward + problem.shape().rows();
        };
    }

    /** As tables write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
