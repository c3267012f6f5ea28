package topspin.sequence;

import topspin.nn.BatchShape;
import topspin.nn.CorePass;
import topspin.nn.cell.CellPass;
import topspin.nn.cell.CoreConfig;
import topspin.nn.cell.RecurrentCell;
import topspin.text.Excerpt;
import topspin.text.NearestName;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A splitting variant with its parameter, which plans a cell's passes: each keeps {@link CorePass}'s contract, so
 * policies and algorithms work with any of them. Immutable.
 *
 * @param steps k of {@code chunked(k)}, {@code zero-start(k)} and {@code burn-in(k)}; 0 for the others
 */
public record SequenceSplitter(Variant variant, int steps) {
    /** The plain pass. */
    public static final SequenceSplitter FUSED = new SequenceSplitter(Variant.FUSED, 0);

    private static final Pattern TEXT = Pattern.compile("([A-Za-z0-9_-]+)\\s*(?:\\(\\s*(-?\\d{1,9})\\s*\\))?");

    /**
     * Reads {@code fused}, {@code chunked(16)} and so on.
     *
     * @throws IllegalArgumentException if there is no such variant, naming the nearest, or its parameter is wrong
     */
    public static SequenceSplitter of(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw unknown(text, text);
        }
        Variant variant = Arrays.stream(Variant.values()).filter(v -> v.label().equals(matcher.group(1))).findFirst()
                .orElseThrow(() -> unknown(text, matcher.group(1)));
        String steps = matcher.group(2);
        if (variant.hasSteps() && steps == null) {
            throw new IllegalArgumentException("expected " + variant.label() + " with its number of steps, such as "
                    + variant.label() + "(16), got " + Excerpt.quoted(text));
        }
        if (!variant.hasSteps() && steps != null) {
            throw new IllegalArgumentException("expected " + variant.label() + " without a number, got " + Excerpt.quoted(text));
        }
        if (steps != null && Integer.parseInt(steps) < 1) {
            throw new IllegalArgumentException("expected at least 1 step, got " + Excerpt.quoted(text));
        }
        return new SequenceSplitter(variant, steps == null ? 0 : Integer.parseInt(steps));
    }

    private static IllegalArgumentException unknown(String text, String label) {
        String nearest = NearestName.of(label, Variant.labels());
        String usage = Arrays.stream(Variant.values()).filter(v -> v.label().equals(nearest)).findFirst().orElseThrow()
                .usage();
        return new IllegalArgumentException("unknown sequence " + Excerpt.quoted(text) + "; did you mean " + usage + "? (known: "
                + Arrays.stream(Variant.values()).map(Variant::usage).collect(Collectors.joining(", ")) + ")");
    }

    /** @throws IllegalArgumentException if the parameter does not fit rollouts of {@code rollout} steps */
    public void checkSteps(int rollout) {
        if (variant == Variant.BURN_IN && steps >= rollout) {
            throw new IllegalArgumentException("expected burn-in to be shorter than the " + rollout
                    + " steps of a rollout, since nothing would be learned, got " + this);
        }
        if (variant.hasSteps() && steps > rollout) {
            throw new IllegalArgumentException("expected a chunk of at most the " + rollout
                    + " steps of a rollout, got " + this);
        }
    }

    /** @throws IllegalArgumentException if the engine lacks a kernel that this variant needs */
    public void checkEngine(String engine) {
        if (variant == Variant.PRIMITIVE && !engine.equals("onednn")) {
            throw new IllegalArgumentException("expected engine onednn for sequence primitive, which is oneDNN's own "
                    + "cell, got " + engine);
        }
    }

    /** @throws IllegalArgumentException if this variant does not support such a core, with the reason */
    public void checkCore(CoreConfig core) {
        if (variant == Variant.PRIMITIVE && !core.hasKernel()) {
            throw new IllegalArgumentException("expected core lstm without layer-norm, gru or rnn for sequence primitive, "
                    + "since oneDNN has no other cells of its own, got " + core.description());
        }
        if (variant != Variant.FUSED && !core.isRecurrent()) {
            throw new IllegalArgumentException("expected fused, since core none has no state to carry through a sequence, got '"
                    + this + "'");
        }
    }

    /**
     * Plans passes over batches of one shape.
     *
     * @throws IllegalArgumentException if this variant does not support the cell, with the reason
     */
    public CorePass pass(RecurrentCell cell, BatchShape shape) {
        CellPass plain = cell.pass(shape);
        return variant == Variant.FUSED ? plain : new UnrolledPass(plain, unrolling(plain, shape), shape.shards());
    }

    private Unrolling unrolling(CellPass plain, BatchShape shape) {
        return switch (variant) {
            case SPLIT -> Split.unrolling(plain, shape);
            case SPLIT_SQUEEZE -> SplitSqueeze.unrolling(plain, shape);
            case UNSTACK -> Unstack.unrolling(plain, shape);
            case BATCH_TO_SEQUENCE -> BatchToSequence.unrolling(plain, shape);
            case SEGMENTED -> new Segmented(plain, shape);
            case PACKED -> new Packed(plain, shape);
            case PADDED -> new Padded(plain, shape);
            case PRIMITIVE -> new Primitive(plain, shape);
            case CHUNKED -> Masked.chunked(plain, shape, steps);
            case ZERO_START -> Masked.zeroStart(plain, shape, steps);
            case BURN_IN -> new BurnIn(plain, shape, steps);
            case FLAT -> new Flat(plain, shape);
            case FUSED -> throw new IllegalStateException("fused is the plain pass");
        };
    }

    /** As experiments write it. */
    @Override
    public String toString() {
        return steps == 0 ? variant.label() : variant.label() + "(" + steps + ")";
    }
}
