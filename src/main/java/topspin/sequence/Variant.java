package topspin.sequence;

import java.util.Arrays;
import java.util.List;

/** The list of all ways of turning a batch of rows into sequences. */
public enum Variant {
    FUSED("fused", Maths.SAME, "inputs projected for many rows at once, then the recurrent product step by step"),
    SPLIT("split", Maths.SAME, "a zero-copy slice per step, the log's runs 1 and 2"),
    SPLIT_SQUEEZE("split-squeeze", Maths.SAME, "row by row, the log's run 3"),
    UNSTACK("unstack", Maths.SAME, "a copied tensor per step, the log's run 4"),
    BATCH_TO_SEQUENCE("batch-to-sequence", Maths.SAME, "by way of environment-major order, baselines, the log's run 6"),
    SEGMENTED("segmented", Maths.SAME, "cut where any environment resets, no masks in between"),
    PACKED("packed", Maths.SAME, "episodes sorted by length, no padding"),
    PADDED("padded", Maths.SAME, "episodes side by side, padded and masked"),
    PRIMITIVE("primitive", Maths.SAME, "oneDNN's own cell between resets"),
    CHUNKED("chunked", Maths.OTHER_GRADIENT, "back-propagation truncated every k steps"),
    ZERO_START("zero-start", Maths.OTHER, "a zero state every k steps"),
    BURN_IN("burn-in", Maths.OTHER_GRADIENT, "no gradient in the first k steps"),
    FLAT("flat", Maths.OTHER, "all rows as one sequence across environments: a bug, for demonstration");

    /** What a variant claims about itself, compared with {@link #FUSED}. */
    public enum Maths {
        /** The same function and the same gradient. */
        SAME,
        /** The same outputs and states, another gradient. */
        OTHER_GRADIENT,
        /** Other outputs. */
        OTHER
    }

    private final String label;
    private final Maths maths;
    private final String description;

    Variant(String label, Maths maths, String description) {
        this.label = label;
        this.maths = maths;
        this.description = description;
    }

    /** The value of the experiment's {@code policy.sequence} key, without a parameter. */
    public String label() {
        return label;
    }

    public Maths maths() {
        return maths;
    }

    public String description() {
        return description;
    }

    /** Whether it takes a number of steps, in parentheses. */
    public boolean hasSteps() {
        return this == CHUNKED || this == ZERO_START || this == BURN_IN;
    }

    /** How to write it: {@code fused}, {@code chunked(k)}. */
    public String usage() {
        return hasSteps() ? label + "(k)" : label;
    }

    /** All labels, in this order. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(Variant::label).toList();
    }
}
