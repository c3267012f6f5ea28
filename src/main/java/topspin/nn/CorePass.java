package topspin.nn;

import java.util.List;

/**
 * A core's work on batches of one shape. Order of use for each shard: {@link #begin}; then either {@link #step} for
 * t = 0, 1, … (acting) or {@link #forward} (learning), which yield the same bits; then {@link #state}; and, if a gradient
 * is wanted, fill {@link #outputGradient} and call {@link #backward}. When all shards are done, the
 * {@link #gradientBlocks} may be computed.
 *
 * <p>Different shards may be on different threads. Nothing allocates after construction.
 */
public interface CorePass extends CoreInput, Features {

    /** Sets the states before the first step: {@code [sequences][stateSize]} from {@code states[offset]}. */
    void begin(int shard, float[] states, int offset);

    /**
     * Computes one step of a shard.
     *
     * @param episodeStart {@code [rows]}: true where an episode begins at this row, whose state is zero before the step
     */
    void step(int shard, int t, boolean[] episodeStart);

    /** Computes all steps of a shard. */
    void forward(int shard, boolean[] episodeStart);

    /** Copies the states after step {@code t} to {@code [sequences][stateSize]} at {@code states[offset]}. */
    void state(int shard, int t, float[] states, int offset);

    /**
     * Back-propagates through time within the shard; nothing flows across an episode start or before step 0. To be
     * called once per forward pass, whose activations it may overwrite.
     */
    void backward(int shard, boolean[] episodeStart);

    /**
     * As {@link #backward(int, boolean[])}, for a loss that also looks at the final states.
     *
     * @param stateGradients the gradients in the states after the last step, {@code [sequences][stateSize]} from
     *                       {@code offset}; overwritten with those in the states before the first
     */
    void backward(int shard, boolean[] episodeStart, float[] stateGradients, int offset);

    /**
     * What its cells computed, to look at, {@code [rows][width]} in the order of the rows that {@link #step} was given.
     * Variants that order rows otherwise show what steps computed, not what {@link #forward} did.
     */
    default List<Shown> shown() {
        return List.of();
    }

    /**
     * A gate or a state.
     *
     * @param layer from 0, the lowest
     * @param name  such as {@code forget gate}
     */
    record Shown(int layer, String name, float[] values, int width) {
    }

    /** To be computed once {@code backward} has run for every shard. */
    List<GradientBlock> gradientBlocks();

    /** Bytes that activations and gradients occupy. */
    long bytes();
}
