package topspin.train;

import topspin.nn.RowParts;
import topspin.run.RunConfig;

import java.util.Optional;

/**
 * How many threads share a run's work: as many as {@code workers} asks for, but no more than there is work for at once.
 *
 * @param asked   of {@code workers}, or this machine's cores
 * @param started members of the pool
 */
record Workers(int asked, int started) {

    static Workers of(RunConfig config) {
        int asked = config.workers().equals("auto") ? Runtime.getRuntime().availableProcessors()
                : Integer.parseInt(config.workers());
        return new Workers(asked, Math.min(asked, useful(config)));
    }

    /** Groups act in parallel; shards, and the parts of the encoder's rows, are learned from in parallel. */
    private static int useful(RunConfig config) {
        return Math.max(Math.max(RowParts.MOST, config.sharding().groups()),
                config.sharding().minibatchShards(config.minibatchSequences()));
    }

    /** A line for people, if fewer were started than asked for. */
    Optional<String> remark() {
        return started == asked ? Optional.empty() : Optional.of("workers: " + started + ", not " + asked
                + ", since this experiment has no more parts that can be computed at once");
    }
}
