package topspin.policy;

import topspin.policy.distribution.Distribution;
import topspin.random.RandomStream;

/** How an action is chosen from a row of the policy head. */
@FunctionalInterface
public interface ActionChoice {
    /** Drawn from the row's distribution. */
    ActionChoice SAMPLED = (distribution, row, at, stream, action, to) -> {
        distribution.sample(row, at, stream, action, to);
        return distribution.logProbability(row, at, action, to);
    };

    /** The most probable action, or the one with the highest value; draws nothing. */
    ActionChoice DETERMINISTIC = (distribution, row, at, stream, action, to) -> {
        distribution.mode(row, at, action, to);
        return 0;
    };

    /**
     * Writes an action to {@code action[to …]}, from the row at {@code at}; allocates nothing.
     *
     * @return log of the probability, or of the density, that it is chosen with
     */
    double choose(Distribution distribution, float[] row, int at, RandomStream stream, float[] action, int to);
}
