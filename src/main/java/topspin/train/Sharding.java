package topspin.train;

/** How many groups of whole sequences a batch is split into: fixed by the experiment, never by the machine. */
public final class Sharding {
    private static final int MOST_SHARDS = 16;
    /** Shards that keep the cores of a small machine busy. */
    private static final int ENOUGH_SHARDS = 8;
    /** Fewer rows per matrix product would leave its kernel starved: 4 rows reach 90 % of its peak, 1 a third. */
    private static final int FEWEST_SEQUENCES = 4;
    /** Rows from which the recurrent weights, larger than a core's cache, are fetched in less time than they are used. */
    private static final int PLENTY_OF_SEQUENCES = 16;

    private Sharding() {
    }

    /** Groups that environments are split into. */
    public static int groups(RunConfig config) {
        if (config.shards().equals("auto")) {
            return automatic(config.environments());
        }
        return Integer.parseInt(config.shards());
    }

    /**
     * Shards of a minibatch of {@code sequences}: the groups if it is the whole rollout, shards of the size of a group where
     * somebody set that, else as many as suit it.
     */
    static int minibatchShards(RunConfig config, int sequences) {
        if (sequences == config.environments()) {
            return groups(config);
        }
        int groupSize = config.environments() / groups(config);
        boolean asGroups = !config.shards().equals("auto") && groupSize < sequences && sequences % groupSize == 0;
        return asGroups ? sequences / groupSize : automatic(sequences);
    }

    /** The largest number of equal shards that are large enough; 2 halves of fewer than 8 sequences. */
    static int automatic(int sequences) {
        for (int shards = MOST_SHARDS; shards > 1; shards--) {
            int fewest = shards > ENOUGH_SHARDS ? PLENTY_OF_SEQUENCES : shards > 2 ? FEWEST_SEQUENCES : 1;
            if (sequences % shards == 0 && sequences / shards >= fewest) {
                return shards;
            }
        }
        return 1;
    }
}
