package topspin.sequence;

import topspin.nn.GradientBlock;

import java.util.List;

/**
 * How one variant takes a shard's rows through time. Inputs, outputs and states are in
 * {@link topspin.nn.cell.CellPass}'s arrays. Different shards may be on different threads.
 */
interface Unrolling {

    /** Fills hidden and cell of the shard's rows from its inputs and start states. */
    void forward(int shard, boolean[] episodeStart);

    /** From the outputs' gradient to the inputs', leaving behind what {@link #gradientBlocks} needs. */
    void backward(int shard, boolean[] episodeStart);

    /** The parameters' gradient, once every shard is backward. */
    List<GradientBlock> gradientBlocks();

    /** Whether {@link #backward} can follow the plain steps of acting; if not, {@link #forward} is run again before it. */
    default boolean continuesFromSteps() {
        return true;
    }

    /** Bytes of memory besides those of the plain pass. */
    default long extraBytes() {
        return 0;
    }
}
