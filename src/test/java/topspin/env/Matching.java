package topspin.env;

import topspin.random.RandomStream;
import topspin.random.RandomStreams;
import topspin.space.Box;
import topspin.space.Space;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * Asks for an action that is as what it shows: three numbers, 0 or 1, of which an action repeats the first ones. A reward
 * is minus the mean square of what differs. Episodes of five steps.
 */
public final class Matching implements Environment {
    private static final int NUMBERS = 3;
    private static final int STEPS = 5;

    private final Space actions;
    private final RandomStream stream;
    private final float[] shown = new float[NUMBERS];
    private int step;

    public Matching(Space actions, RandomStreams streams) {
        this.actions = actions;
        stream = streams.stream("shown");
    }

    /** A registry with one such world. */
    public static EnvironmentRegistry registry(Space actions) {
        return EnvironmentRegistry.of(List.of(new ProviderOf("matching", streams -> new Matching(actions, streams))));
    }

    @Override
    public Box observationSpace() {
        return Box.floats(0, 1, NUMBERS);
    }

    @Override
    public Space actionSpace() {
        return actions;
    }

    @Override
    public void reset(Observations out, int row) {
        step = 0;
        show(out, row);
    }

    @Override
    public float step(Actions taken, int index, Observations out, int row) {
        float sum = 0;
        for (int i = 0; i < taken.width(); i++) {
            float difference = taken.values()[taken.offset(index) + i] - shown[i];
            sum += difference * difference;
        }
        step++;
        show(out, row);
        return -sum / taken.width();
    }

    private void show(Observations out, int row) {
        for (int i = 0; i < NUMBERS; i++) {
            shown[i] = stream.nextInt(2);
            if (out != null) {
                out.floats()[out.offset(row) + i] = shown[i];
            }
        }
    }

    @Override
    public boolean terminated() {
        return step == STEPS;
    }

    @Override
    public boolean truncated() {
        return false;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        stream.save(out);
        out.writeInt(step);
        for (float number : shown) {
            out.writeFloat(number);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        stream.restore(in);
        step = in.readInt();
        for (int i = 0; i < NUMBERS; i++) {
            shown[i] = in.readFloat();
        }
    }
}
