package topspin.env.wrapper;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.Fact;
import topspin.env.Observations;
import topspin.env.View;
import topspin.space.Box;
import topspin.space.Space;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * An environment that changes one thing about another and passes the rest on. A wrapper with state of its own saves it
 * before the inner environment's. Inherits the inner environment's thread and allocates nothing per step.
 */
public abstract class Wrapper implements Environment {
    private final Environment inner;
    /** Of {@link #step(int, Observations, int)}; null until it is called. */
    private Actions single;

    protected Wrapper(Environment inner) {
        this.inner = inner;
    }

    /** The environment that is wrapped. */
    public final Environment inner() {
        return inner;
    }

    /**
     * The first of an environment and those inside it that is of some kind: how the world itself is found through its
     * wrappers.
     */
    public static <T> Optional<T> within(Environment environment, Class<T> kind) {
        Environment layer = environment;
        while (!kind.isInstance(layer) && layer instanceof Wrapper wrapper) {
            layer = wrapper.inner;
        }
        return kind.isInstance(layer) ? Optional.of(kind.cast(layer)) : Optional.empty();
    }

    /**
     * True if observations and frames pass through unchanged, so that the inner environment can draw in place of this
     * one.
     */
    protected boolean passesFrames() {
        return true;
    }

    @Override
    public Box observationSpace() {
        return inner.observationSpace();
    }

    @Override
    public Space actionSpace() {
        return inner.actionSpace();
    }

    @Override
    public void reset(Observations out, int row) {
        inner.reset(out, row);
    }

    @Override
    public float step(Actions actions, int index, Observations out, int row) {
        return inner.step(actions, index, out, row);
    }

    /** For single steps by hand; wrappers override {@link #step(Actions, int, Observations, int)}. */
    @Override
    public final float step(int action, Observations out, int row) {
        if (single == null) {
            single = new Actions(actionSpace(), 1);
        }
        single.set(0, action);
        return step(single, 0, out, row);
    }

    @Override
    public boolean terminated() {
        return inner.terminated();
    }

    @Override
    public boolean truncated() {
        return inner.truncated();
    }

    @Override
    public float learnerReward(float reward) {
        return inner.learnerReward(reward);
    }

    @Override
    public Optional<View> view() {
        return inner.view();
    }

    @Override
    public List<String> actionNames() {
        return inner.actionNames();
    }

    @Override
    public List<Fact> facts() {
        return inner.facts();
    }

    @Override
    public int framesPerStep() {
        return inner.framesPerStep();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        inner.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        inner.restore(in);
    }

    @Override
    public void hurry() {
        inner.hurry();
    }

    @Override
    public void close() {
        inner.close();
    }

    /** True if the last step ended the episode in either way. */
    protected final boolean ended() {
        return terminated() || truncated();
    }

    static void requireProbability(String what, double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(what + " must be within 0 … 1, got " + probability);
        }
    }

    static void requireWithin(int least, int most, String what, int value) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " must be " + least + " to " + most + ", got " + value);
        }
    }

    static void requireAtLeast(int least, String what, int value) {
        if (value < least) {
            throw new IllegalArgumentException(what + " must be at least " + least + ", got " + value);
        }
    }
}
