package topspin.nn;

import java.util.List;

/**
 * Joins the states of several cores, for each sequence one core's after the other's, and splits them again. Different
 * shards may be on different threads. Nothing allocates after construction.
 */
final class JoinedStates {
    private final BatchShape shape;
    private final int[] sizes;
    /** Of each core: its offset in the joined state, in floats. */
    private final int[] before;
    private final int stateSize;
    /** Of each core: its states, {@code [shards·sequences][its size]}. */
    private final float[][] own;

    JoinedStates(BatchShape shape, List<Core> cores) {
        this.shape = shape;
        sizes = cores.stream().mapToInt(Core::stateSize).toArray();
        before = new int[sizes.length];
        own = new float[sizes.length][];
        int sum = 0;
        for (int i = 0; i < sizes.length; i++) {
            before[i] = sum;
            sum += sizes[i];
            own[i] = new float[shape.shards() * shape.sequences() * sizes[i]];
        }
        stateSize = sum;
    }

    /** A core's own states; a shard's begin at {@link #offset}. */
    float[] own(int core) {
        return own[core];
    }

    int offset(int core, int shard) {
        return shard * shape.sequences() * sizes[core];
    }

    /** Copies a shard's joined states, {@code [sequences][stateSize]} from {@code joined[offset]}, to the core's own. */
    void take(int core, int shard, float[] joined, int offset) {
        for (int s = 0; s < shape.sequences(); s++) {
            System.arraycopy(joined, offset + s * stateSize + before[core], own[core],
                    offset(core, shard) + s * sizes[core], sizes[core]);
        }
    }

    /** Copies a core's own states to a shard's joined states. */
    void give(int core, int shard, float[] joined, int offset) {
        for (int s = 0; s < shape.sequences(); s++) {
            System.arraycopy(own[core], offset(core, shard) + s * sizes[core], joined,
                    offset + s * stateSize + before[core], sizes[core]);
        }
    }
}
