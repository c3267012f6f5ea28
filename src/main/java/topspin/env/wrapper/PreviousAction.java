package topspin.env.wrapper;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.space.Box;
import topspin.space.Space;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Appends the action before to observations: choices one-hot, numbers as they are. At the first step of an episode it shows
 * action 0, or zeros, as {@code popgym.wrappers.PreviousAction} does; {@link FirstStep} tells it apart.
 */
public final class PreviousAction extends AppendingWrapper {
    private final Space space;
    private final Actions none;
    private final Actions before;
    /** {@link #before}, as inputs of a network. */
    private final float[] shown;

    public PreviousAction(Environment inner) {
        super(inner, inner.actionSpace().inputs(), low(inner.actionSpace()), high(inner.actionSpace()));
        space = inner.actionSpace();
        none = new Actions(space, 1);
        before = new Actions(space, 1);
        shown = new float[space.inputs()];
    }

    private static float low(Space space) {
        return space instanceof Box box ? Math.min(0, box.low()) : 0;
    }

    private static float high(Space space) {
        return space instanceof Box box ? Math.max(0, box.high()) : 1;
    }

    @Override
    void begin() {
        remember(none, 0);
    }

    @Override
    void took(Actions actions, int index) {
        remember(actions, index);
    }

    private void remember(Actions actions, int index) {
        before.copyRow(actions, index, 0);
        Arrays.fill(shown, 0);
        space.encode(before.values(), 0, shown, 0);
    }

    @Override
    float appended(int element) {
        return shown[element];
    }

    @Override
    public void save(DataOutput out) throws IOException {
        before.saveRow(0, out);
        inner().save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        before.restoreRow(0, in);
        remember(before, 0);
        inner().restore(in);
    }
}
