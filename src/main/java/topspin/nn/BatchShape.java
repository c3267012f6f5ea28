package topspin.nn;

/**
 * How the rows of a batch are ordered: shard by shard, time-major within a shard. Row
 * {@code (shard·steps + t)·sequences + s} is step {@code t} of sequence {@code s} of the shard. One thread computes one
 * shard.
 *
 * @param shards    independent parts
 * @param steps     rows of one sequence, in time
 * @param sequences side by side in one shard (environments, or chunks of them)
 */
public record BatchShape(int shards, int steps, int sequences) {
    public BatchShape {
        if (shards < 1 || steps < 1 || sequences < 1) {
            throw new IllegalArgumentException("a batch needs at least one shard, step and sequence, got " + shards
                    + ", " + steps + " and " + sequences);
        }
    }

    public int rows() {
        return shards * rowsPerShard();
    }

    public int rowsPerShard() {
        return steps * sequences;
    }

    /** First of the {@code sequences} consecutive rows of one step. */
    public int row(int shard, int step) {
        return (shard * steps + step) * sequences;
    }
}
