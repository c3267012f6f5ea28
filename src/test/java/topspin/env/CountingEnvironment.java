package topspin.env;

import topspin.space.Box;
import topspin.space.Discrete;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A world whose every answer can be foretold: observation {@code [episode, step within it]}, reward {@code 10 · step +
 * action}. Ends after {@code length} steps; remembers what was done to it.
 */
public final class CountingEnvironment implements DiscreteEnvironment {
    public static final int ACTIONS = 5;

    public final List<Integer> actions = new ArrayList<>();
    public int draws;
    private final int length;
    private final boolean truncates;
    private final Box space = Box.pixels(2);
    private int episode;
    private int taken;
    private int failAt = Integer.MAX_VALUE;
    private boolean dark;
    private int total;

    public CountingEnvironment(int length, boolean truncates) {
        this.length = length;
        this.truncates = truncates;
    }

    public static CountingEnvironment terminatingAfter(int length) {
        return new CountingEnvironment(length, false);
    }

    /** Throws in its n-th step. */
    public CountingEnvironment failingAt(int step) {
        failAt = step;
        return this;
    }

    /** Shows nothing: every observation is the same. */
    public CountingEnvironment dark() {
        dark = true;
        return this;
    }

    @Override
    public Box observationSpace() {
        return space;
    }

    @Override
    public Discrete actionSpace() {
        return new Discrete(ACTIONS);
    }

    @Override
    public void reset(Observations out, int row) {
        episode++;
        taken = 0;
        draw(out, row);
    }

    @Override
    public float step(int action, Observations out, int row) {
        if (++total == failAt) {
            throw new IllegalStateException("the ball is lost");
        }
        actions.add(action);
        taken++;
        draw(out, row);
        return 10 * taken + action;
    }

    private void draw(Observations out, int row) {
        if (out != null) {
            draws++;
            out.bytes()[out.offset(row)] = (byte) (dark ? 0 : episode);
            out.bytes()[out.offset(row) + 1] = (byte) (dark ? 0 : taken);
        }
    }

    @Override
    public boolean terminated() {
        return taken >= length && !truncates;
    }

    @Override
    public boolean truncated() {
        return taken >= length && truncates;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(episode);
        out.writeInt(taken);
        out.writeInt(total);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        episode = in.readInt();
        taken = in.readInt();
        total = in.readInt();
    }
}
