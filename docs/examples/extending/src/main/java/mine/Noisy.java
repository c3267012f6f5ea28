package mine;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.Observations;
import topspin.env.wrapper.Wrapper;
import topspin.random.RandomStream;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Adds normal noise to observations, and leaves the rest of an environment as it is. */
final class Noisy extends Wrapper {
    private final double deviation;
    private final RandomStream stream;

    Noisy(Environment inner, double deviation, RandomStream stream) {
        super(inner);
        this.deviation = deviation;
        this.stream = stream;
    }

    @Override
    public void reset(Observations out, int row) {
        inner().reset(out, row);
        disturb(out, row);
    }

    @Override
    public float step(Actions actions, int index, Observations out, int row) {
        float reward = inner().step(actions, index, out, row);
        disturb(out, row);
        return reward;
    }

    /** Draws whether or not anybody looks, so that looking changes nothing. */
    private void disturb(Observations out, int row) {
        int length = observationSpace().size();
        for (int i = 0; i < length; i++) {
            double noise = deviation * stream.nextGaussian();
            if (out != null) {
                out.floats()[row * length + i] += (float) noise;
            }
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        stream.save(out);
        super.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        stream.restore(in);
        super.restore(in);
    }
}
