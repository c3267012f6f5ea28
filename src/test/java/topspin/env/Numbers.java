package topspin.env;

import topspin.space.Box;
import topspin.space.Discrete;

import java.io.DataInput;
import java.io.DataOutput;

/**
 * A world of three floats and a reward of 1. Resets and steps are its events, counted from 0; event n shows {@code [0, n,
 * n]}. One of them may be at fault, in the last element or in the reward.
 */
public final class Numbers implements DiscreteEnvironment {
    private final int faultyEvent;
    /** At the faulty event; null for what is usual. */
    private Float shown;
    private Float paid;
    private int length = Integer.MAX_VALUE;
    private int events;
    private int taken;

    public Numbers(int faultyEvent) {
        this.faultyEvent = faultyEvent;
    }

    public Numbers showing(float value) {
        shown = value;
        return this;
    }

    public Numbers paying(float value) {
        paid = value;
        return this;
    }

    public Numbers endingAfter(int steps) {
        length = steps;
        return this;
    }

    @Override
    public Box observationSpace() {
        return Box.floats(-1, 1, 3);
    }

    @Override
    public Discrete actionSpace() {
        return new Discrete(2);
    }

    @Override
    public void reset(Observations out, int row) {
        taken = 0;
        draw(out, row);
    }

    @Override
    public float step(int action, Observations out, int row) {
        taken++;
        float reward = paid != null && events == faultyEvent ? paid : 1;
        draw(out, row);
        return reward;
    }

    private void draw(Observations out, int row) {
        out.floats()[out.offset(row)] = 0;
        out.floats()[out.offset(row) + 1] = events;
        out.floats()[out.offset(row) + 2] = shown != null && events == faultyEvent ? shown : events;
        events++;
    }

    @Override
    public boolean terminated() {
        return taken >= length;
    }

    @Override
    public boolean truncated() {
        return false;
    }

    @Override
    public void save(DataOutput out) {
        throw new UnsupportedOperationException("no test saves it");
    }

    @Override
    public void restore(DataInput in) {
        throw new UnsupportedOperationException("no test restores it");
    }
}
