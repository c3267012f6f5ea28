package topspin.env;

import topspin.space.Discrete;

/** An environment in which every decision is one choice. */
public interface DiscreteEnvironment extends Environment {

    @Override
    Discrete actionSpace();

    /**
     * Advances by one decision; see {@link Environment#step(Actions, int, Observations, int)}.
     *
     * @param action within {@link #actionSpace()}
     */
    @Override
    float step(int action, Observations out, int row);

    @Override
    default float step(Actions actions, int index, Observations out, int row) {
        return step(actions.index(index), out, row);
    }
}
