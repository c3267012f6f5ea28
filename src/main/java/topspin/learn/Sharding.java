package topspin.learn;

/**
 * How many groups of whole sequences a batch is split into: fixed by the experiment, never by the machine.
 *
 * @param environments sequences of a rollout
 * @param shards       {@code auto}, or the number of groups that environments are split into, which divides theirs
 */
public record Sharding(int environments, String shards) {
    private static final String AUTO = "auto";
    private static final int MOST_SHARDS = 16;
    /** Shards that keep the cores of a small machine busy. */
    private static final int ENOUGH_SHARDS = 8;
    /** Least rows per matrix product: 4 rows reach 90 % of the kernel's peak, 1 a third. */
    private static final int FEWEST_SEQUENCES = 4;
    /**
     * Rows from which fetching the recurrent weights, which are larger than a core's cache, takes less time than
     * multiplying by them.
     */
    private static final int PLENTY_OF_SEQUENCES = 16;

    /** Groups that environments are split into. */
    public int groups() {
        return shards.equals(AUTO) ? automatic(environments) : Integer.parseInt(shards);
    }

    /**
     * Shards of a minibatch of {@code sequences}: the groups if it is the whole rollout; shards of a group's size if
     * {@code shards} is set; else as many as suit it.
     */
    public int minibatchShards(int sequences) {
        if (sequences == environments) {
            return groups();
        }
        int groupSize = environments / groups();
        boolean asGroups = !shards.equals(AUTO) && groupSize < sequences && sequences % groupSize == 0;
        return asGroups ? sequences / groupSize : automatic(sequences);
    }

    /** The largest number of equal shards that are large enough; 2 halves of fewer than 8 sequences. */
    public static int automatic(int sequences) {
        for (int shards = MOST_SHARDS; shards > 1; shards--) {
            int fewest = shards > ENOUGH_SHARDS ? PLENTY_OF_SEQUENCES : shards > 2 ? FEWEST_SEQUENCES : 1;
            if (sequences % shards == 0 && sequences / shards >= fewest) {
                return shards;
            }
        }
        return 1;
    }
}
