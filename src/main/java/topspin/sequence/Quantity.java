package topspin.sequence;

import topspin.nn.cell.CoreConfig;

/**
 * A tensor in which variants are compared: outputs, final states, and the gradients in inputs, start states and each
 * parameter.
 *
 * @param label as tables write it
 * @param kind  what kind of number it is
 */
public record Quantity(String label, Kind kind) {
    public static final Quantity OUTPUT = new Quantity("output", Kind.FORWARD);
    public static final Quantity FINAL_STATE = new Quantity("final-state", Kind.FORWARD);
    public static final Quantity INPUT_GRADIENT = new Quantity("input-gradient", Kind.BACKWARD);
    public static final Quantity START_STATE_GRADIENT = new Quantity("start-state-gradient", Kind.BACKWARD);

    private static final String CORE = "core/";
    private static final String FIRST_LAYER = CORE + "0/";
    /** The most pre-activations of a unit that any cell has. */
    private static final int GATES = 4;

    /** The kind of sums behind a number. */
    public enum Kind {
        /** Of the forward pass alone. */
        FORWARD,
        /** Of a gradient that is passed back through time. */
        BACKWARD,
        /** Of a gradient that is also summed over all rows. */
        PARAMETER
    }

    /**
     * The gradient in a parameter, labelled by its name without {@code core/}, or without {@code core/0/} if that is
     * unique.
     */
    static Quantity gradientOf(String parameter, CoreConfig core) {
        return new Quantity(parameter.substring((core.layers() == 1 ? FIRST_LAYER : CORE).length()) + "-gradient",
                Kind.PARAMETER);
    }

    /** Whether it comes from the forward pass alone. */
    public boolean isForward() {
        return kind == Kind.FORWARD;
    }

    /**
     * Additions behind one number: a step sums over inputs, units and bias; its gradient over the pre-activations; both go
     * on from layer to layer and from step to step; and a parameter's gradient sums over all rows.
     */
    long additions(Problem problem) {
        int layers = problem.core().layers();
        int units = problem.core().units();
        long upper = (long) (layers - 1) * (units + units + 1);
        long forward = problem.shape().steps() * (problem.inputs() + units + 1 + upper);
        long backward = (long) problem.shape().steps() * layers * GATES * units;
        return switch (kind) {
            case FORWARD -> forward;
            case BACKWARD -> forward + backward;
            case PARAMETER -> forward + backward + problem.shape().rows();
        };
    }
}
