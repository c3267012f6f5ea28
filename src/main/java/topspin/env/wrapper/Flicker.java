package topspin.env.wrapper;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.Observations;
import topspin.random.RandomStream;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Blanks the whole observation with some probability, independently each time, the first of an episode included
 * (Hausknecht and Stone, "Deep Recurrent Q-Learning for Partially Observable MDPs", 2015). One number is drawn per
 * observation, whether or not the observation is needed.
 */
public final class Flicker extends Wrapper {
    private final double probability;
    private final RandomStream stream;

    /** @param probability of a blank, 0 … 1; the published setting is 0.5 */
    public Flicker(Environment inner, double probability, RandomStream stream) {
        super(inner);
        requireProbability("the probability of a blank", probability);
        this.probability = probability;
        this.stream = stream;
    }

    @Override
    protected boolean passesFrames() {
        return false;
    }

    @Override
    public void reset(Observations out, int row) {
        boolean blank = stream.nextBernoulli(probability);
        inner().reset(blank ? null : out, row);
        blank(blank, out, row);
    }

    @Override
    public float step(Actions actions, int index, Observations out, int row) {
        boolean blank = stream.nextBernoulli(probability);
        float reward = inner().step(actions, index, blank ? null : out, row);
        blank(blank, out, row);
        return reward;
    }

    private static void blank(boolean blank, Observations out, int row) {
        if (blank && out != null) {
            out.clearRow(row);
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        stream.save(out);
        inner().save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        stream.restore(in);
        inner().restore(in);
    }
}
