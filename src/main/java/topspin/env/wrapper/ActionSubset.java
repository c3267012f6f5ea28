package topspin.env.wrapper;

import topspin.env.Environment;
import topspin.env.Observations;
import topspin.space.Discrete;

import java.util.Arrays;
import java.util.List;

/** Offers some of the inner environment's actions: action i here is {@code actions[i]} there. */
public final class ActionSubset extends DiscreteWrapper {
    private final int[] actions;
    private final Discrete space;

    /** @param actions inner actions, in the order of the outer ones */
    public ActionSubset(Environment inner, int... actions) {
        super(inner);
        for (int action : actions) {
            if (!innerSpace().contains(action)) {
                throw new IllegalArgumentException("action " + action + " is not in " + innerSpace());
            }
        }
        this.actions = actions.clone();
        this.space = new Discrete(actions.length);
    }

    @Override
    public Discrete actionSpace() {
        return space;
    }

    @Override
    public List<String> actionNames() {
        List<String> names = inner().actionNames();
        return names.isEmpty() ? names : Arrays.stream(actions).mapToObj(names::get).toList();
    }

    @Override
    protected float choose(int action, Observations out, int row) {
        return chooseInner(actions[action], out, row);
    }
}
