package topspin.policy;

import topspin.random.RandomStream;

/** How an action follows from a row of logits. */
@FunctionalInterface
public interface ActionChoice {
    /** As in training. */
    ActionChoice SAMPLED = Categorical::sample;
    /** The most probable action; draws nothing. */
    ActionChoice DETERMINISTIC = (logits, offset, actions, stream) -> Categorical.mode(logits, offset, actions);

    /** Chooses among {@code actions} logits from {@code offset}; allocates nothing. */
    int choose(float[] logits, int offset, int actions, RandomStream stream);
}
