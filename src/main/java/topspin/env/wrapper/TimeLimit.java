package topspin.env.wrapper;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.Observations;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Truncates episodes after a number of inner steps: frames, if it is put inside {@link FrameSkip}. An episode that ends
 * by its own rules in that very step is terminated and not truncated.
 */
public final class TimeLimit extends Wrapper {
    private final int limit;
    private int taken;

    /** @param limit inner steps per episode, at least 1 */
    public TimeLimit(Environment inner, int limit) {
        super(inner);
        requireAtLeast(1, "the time limit", limit);
        this.limit = limit;
    }

    @Override
    public void reset(Observations out, int row) {
        taken = 0;
        inner().reset(out, row);
    }

    @Override
    public float step(Actions actions, int index, Observations out, int row) {
        taken++;
        return inner().step(actions, index, out, row);
    }

    @Override
    public boolean truncated() {
        return inner().truncated() || (taken >= limit && !inner().terminated());
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(taken);
        inner().save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        taken = in.readInt();
        inner().restore(in);
    }
}
