package topspin.nn.cell;

import topspin.nn.BatchShape;

/**
 * Gradients of a loss in the states after the last step of each sequence (given by a loss that depends on final states)
 * and before its first (wanted for start states that are learned or computed). Shards may be on different threads.
 * Allocates nothing after construction.
 */
public final class StateGradients {
    private final int sequences;
    private final int size;
    /**
     * In the states after the last step, zero unless given; overwritten with those before the first;
     * {@code [shards·sequences][stateSize]}.
     */
    private final float[] gradients;
    private final boolean[] wanted;

    StateGradients(BatchShape shape, int stateSize) {
        sequences = shape.sequences();
        size = stateSize;
        gradients = new float[shape.shards() * sequences * stateSize];
        wanted = new boolean[shape.shards()];
    }

    /** Before a backward pass: the gradients in the final states, {@code [sequences][stateSize]} at {@code values[offset]}. */
    public void put(int shard, float[] values, int offset) {
        System.arraycopy(values, offset, gradients, shard * sequences * size, sequences * size);
        wanted[shard] = true;
    }

    /** After it: the gradients in the start states, to the same place. */
    public void take(int shard, float[] values, int offset) {
        System.arraycopy(gradients, shard * sequences * size, values, offset, sequences * size);
        wanted[shard] = false;
    }

    /** Whether the gradients in the start states are wanted; if not, those in the final states are zero. */
    public boolean wanted(int shard) {
        return wanted[shard];
    }

    /** Sets the gradient that flows into a sequence's last row. */
    public void leave(CellRows rows, int row, int shard, int sequence) {
        if (wanted[shard]) {
            rows.states().leave(row, gradients, (shard * sequences + sequence) * size);
        } else {
            rows.states().leaveNothing(row, 1);
        }
    }

    /** Takes the gradient that a sequence's first row passed back. It is stored in that row's place. */
    public void arrive(CellRows rows, int row, int shard, int sequence) {
        rows.states().gradient(row, gradients, (shard * sequences + sequence) * size);
    }
}
