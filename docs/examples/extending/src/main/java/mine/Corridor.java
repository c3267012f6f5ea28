package mine;

import topspin.env.DiscreteEnvironment;
import topspin.env.Observations;
import topspin.random.RandomStream;
import topspin.space.Box;
import topspin.space.Discrete;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A corridor that ends in a junction (Bakker 2002's T-maze, with its walk done for the agent). The first thing to be seen says
 * which way is right, and nothing after it does: an agent without memory can only guess.
 */
final class Corridor implements DiscreteEnvironment {
    private final int length;
    /** All randomness is drawn from here, and saved with the rest: runs repeat, and resume, to the last bit. */
    private final RandomStream stream;
    private int sign;
    private int step;

    Corridor(int length, RandomStream stream) {
        this.length = length;
        this.stream = stream;
    }

    /** The sign, and whether this is the junction. */
    @Override
    public Box observationSpace() {
        return Box.floats(-1, 1, 2);
    }

    @Override
    public Discrete actionSpace() {
        return new Discrete(2);
    }

    @Override
    public void reset(Observations out, int row) {
        sign = 2 * stream.nextInt(2) - 1;
        step = 0;
        show(out, row);
    }

    @Override
    public float step(int action, Observations out, int row) {
        boolean atJunction = step == length;
        step++;
        show(out, row);
        return atJunction && 2 * action - 1 == sign ? 1 : 0;
    }

    /** Where nobody looks, {@code out} is null. */
    private void show(Observations out, int row) {
        if (out != null) {
            out.floats()[row * 2] = step == 0 ? sign : 0;
            out.floats()[row * 2 + 1] = step == length ? 1 : 0;
        }
    }

    @Override
    public boolean terminated() {
        return step > length;
    }

    @Override
    public boolean truncated() {
        return false;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        stream.save(out);
        out.writeInt(sign);
        out.writeInt(step);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        stream.restore(in);
        sign = in.readInt();
        step = in.readInt();
    }
}
