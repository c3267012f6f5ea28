package topspin.train;

/** How many groups of whole sequences a batch is split into: fixed by the experiment, never by the machine. */
final class Sharding {
    /** Fewer rows per matrix product would leave its kernel starved: 4 rows reach 90 % of its peak, 1 a third. */
    private static final int SEQUENCES_PER_SHARD = 4;
    private static final int MOST_SHARDS = 16;

    private Sharding() {
    }

    /** Groups that environments are split into. */
    static int groups(RunConfig config) {
        if (config.shards().equals("auto")) {
            return automatic(config.environments());
        }
        return Integer.parseInt(config.shards());
    }

    /** Shards of a minibatch of {@code sequences}: of the size of a group of environments where that divides it. */
    static int minibatchShards(RunConfig config, int sequences) {
        int groupSize = config.environments() / groups(config);
        return groupSize < sequences && sequences % groupSize == 0 ? sequences / groupSize : automatic(sequences);
    }

    /** The largest number of equal shards that leaves each at least 4 sequences; 2 halves of fewer than 8. */
    private static int automatic(int sequences) {
        int most = Math.min(MOST_SHARDS, Math.max(2, sequences / SEQUENCES_PER_SHARD));
        for (int shards = most; shards > 1; shards--) {
            if (sequences % shards == 0) {
                return shards;
            }
        }
        return 1;
    }
}
