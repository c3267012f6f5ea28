package topspin.policy.distribution;

import topspin.random.RandomStream;
import topspin.space.Space;

/**
 * A family of distributions over actions. A row of the policy head has the parameters of one of them: {@link #width}
 * numbers, of which the last {@link #constants} do not depend on the observation. An action is a row of an
 * {@code Actions} buffer. Arrays are read from the index that is passed after them. Immutable; nothing allocates, so
 * different threads may share it.
 */
public interface Distribution {

    /** Numbers of a row of the policy head. */
    int width();

    /** How many of these, the last ones, are parameters of their own and do not depend on the features. */
    default int constants() {
        return 0;
    }

    /** Draws an action from the stream, as it is used in training. */
    void sample(float[] row, int at, RandomStream stream, float[] action, int to);

    /** The most probable action; the first of equals. Draws nothing. */
    void mode(float[] row, int at, float[] action, int to);

    /** log p(action): of densities where actions are no choices. */
    double logProbability(float[] row, int at, float[] action, int from);

    /** In nats. */
    double entropy(float[] row, int at);

    /**
     * Writes ∂loss/∂row for loss = {@code logProbabilityWeight}·log p(action) − {@code entropyWeight}·H to
     * {@code gradients} from index {@code at}.
     *
     * @return H in nats
     */
    double gradient(float[] row, int at, float[] action, int from, double logProbabilityWeight, double entropyWeight,
                    float[] gradients);

    /**
     * The default distribution over such actions.
     *
     * @throws IllegalArgumentException if there is none; the message names what would fit
     */
    static Distribution over(Space actions) {
        return Distributions.over(Distributions.AUTO, actions);
    }
}
