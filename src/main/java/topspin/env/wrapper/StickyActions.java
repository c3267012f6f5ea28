package topspin.env.wrapper;

import topspin.env.Environment;
import topspin.env.Observations;
import topspin.random.RandomStream;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * With some probability, a step repeats the action that was in effect before instead of the one asked for (Machado et
 * al., "Revisiting the Arcade Learning Environment", 2018, §5.2). Belongs inside {@link FrameSkip}: there it acts on
 * each emulated frame, as in ALE. Action 0 is in effect after a reset.
 */
public final class StickyActions extends DiscreteWrapper {
    private final double probability;
    private final RandomStream stream;
    private int inEffect;

    /** @param probability of repeating, 0 … 1; the published setting is 0.25 */
    public StickyActions(Environment inner, double probability, RandomStream stream) {
        super(inner);
        requireProbability("the probability of sticking", probability);
        this.probability = probability;
        this.stream = stream;
    }

    @Override
    public void reset(Observations out, int row) {
        inEffect = 0;
        inner().reset(out, row);
    }

    @Override
    protected float choose(int action, Observations out, int row) {
        if (!stream.nextBernoulli(probability)) {
            inEffect = action;
        }
        return chooseInner(inEffect, out, row);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(inEffect);
        stream.save(out);
        inner().save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        inEffect = in.readInt();
        stream.restore(in);
        inner().restore(in);
    }
}
