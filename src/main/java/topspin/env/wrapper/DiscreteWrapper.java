package topspin.env.wrapper;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.Observations;
import topspin.space.Discrete;

/** A {@link Wrapper} that knows which choice is made, or makes choices of its own. */
public abstract class DiscreteWrapper extends Wrapper {
    private final Discrete innerSpace;
    private final Actions innerAction;

    /** @throws IllegalArgumentException if the inner environment's actions are not single choices */
    protected DiscreteWrapper(Environment inner) {
        super(inner);
        if (!(inner.actionSpace() instanceof Discrete discrete)) {
            throw new IllegalArgumentException(getClass().getSimpleName() + " needs discrete actions, but this "
                    + "environment has " + inner.actionSpace());
        }
        innerSpace = discrete;
        innerAction = new Actions(discrete, 1);
    }

    /** What the inner environment chooses among. */
    protected final Discrete innerSpace() {
        return innerSpace;
    }

    @Override
    public final float step(Actions actions, int index, Observations out, int row) {
        return choose(actions.index(index), out, row);
    }

    /** Advances by one decision, as {@link Environment#step}; passes the choice on, unless it is overridden. */
    protected float choose(int action, Observations out, int row) {
        return chooseInner(action, out, row);
    }

    /** One step of the inner environment with this choice. */
    protected final float chooseInner(int action, Observations out, int row) {
        innerAction.set(0, action);
        return inner().step(innerAction, 0, out, row);
    }
}
