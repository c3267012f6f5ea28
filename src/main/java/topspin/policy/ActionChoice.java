package topspin.policy;

import topspin.policy.distribution.Distribution;
import topspin.random.RandomStream;

/** How an action follows from a row of the policy head. */
@FunctionalInterface
public interface ActionChoice {
    /** As in training. */
    ActionChoice SAMPLED = Distribution::sample;
    /** The most probable action; draws nothing. */
    ActionChoice DETERMINISTIC = (distribution, row, at, stream, action, to) -> distribution.mode(row, at, action, to);

    /** Writes an action to {@code action[to …]}, from the row at {@code at}; allocates nothing. */
    void choose(Distribution distribution, float[] row, int at, RandomStream stream, float[] action, int to);
}
