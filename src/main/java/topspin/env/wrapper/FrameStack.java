package topspin.env.wrapper;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.Observations;
import topspin.space.Box;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Shows the last k observations as one, joined along the last axis, the oldest first: {@code [84][84][1]} becomes
 * {@code [84][84][k]} (openai/baselines {@code FrameStack}). A reset fills all k places with its observation.
 */
public final class FrameStack extends Wrapper {
    /** Most observations shown together. */
    public static final int MOST = 1000;

    private final int depth;
    private final int lastAxis;
    private final Box space;
    /** A ring of the last observations; row {@link #oldest} is overwritten next. */
    private final Observations ring;
    private int oldest;

    /** @param depth observations shown together, 2 … {@value #MOST} */
    public FrameStack(Environment inner, int depth) {
        super(inner);
        requireWithin(2, MOST, "frame stack", depth);
        this.depth = depth;
        Box single = inner.observationSpace();
        int[] shape = single.shape();
        this.lastAxis = shape[shape.length - 1];
        if ((long) single.size() * depth > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(depth + " observations of " + single + " have more than "
                    + Integer.MAX_VALUE + " elements");
        }
        shape[shape.length - 1] *= depth;
        this.space = new Box(single.type(), single.low(), single.high(), shape);
        this.ring = new Observations(single, depth);
    }

    @Override
    protected boolean passesFrames() {
        return false;
    }

    @Override
    public Box observationSpace() {
        return space;
    }

    @Override
    public void reset(Observations out, int row) {
        oldest = 0;
        inner().reset(ring, 0);
        for (int i = 1; i < depth; i++) {
            ring.copyRow(ring, 0, i);
        }
        join(out, row);
    }

    @Override
    public float step(Actions actions, int index, Observations out, int row) {
        float reward = inner().step(actions, index, ring, oldest);
        oldest = (oldest + 1) % depth;
        join(out, row);
        return reward;
    }

    private void join(Observations out, int row) {
        if (out == null) {
            return;
        }
        for (int age = 0; age < depth; age++) {
            int from = ring.offset((oldest + age) % depth);
            int to = out.offset(row) + age * lastAxis;
            if (lastAxis == 1 && ring.bytes() != null) {
                interleave(ring.bytes(), from, out.bytes(), to);
            } else {
                copyPieces(from, out, to);
            }
        }
    }

    /** One channel per frame, the usual case of pictures: a copy call per byte would cost more than the bytes. */
    private void interleave(byte[] source, int from, byte[] target, int to) {
        int end = from + ring.rowLength();
        for (int i = from, o = to; i < end; i++, o += depth) {
            target[o] = source[i];
        }
    }

    private void copyPieces(int from, Observations out, int to) {
        Object source = ring.bytes() != null ? ring.bytes() : ring.floats();
        Object target = ring.bytes() != null ? out.bytes() : out.floats();
        for (int i = 0; i < ring.rowLength(); i += lastAxis) {
            System.arraycopy(source, from + i, target, to + i * depth, lastAxis);
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        for (int age = 0; age < depth; age++) {
            ring.saveRow((oldest + age) % depth, out);
        }
        inner().save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        oldest = 0;
        for (int age = 0; age < depth; age++) {
            ring.restoreRow(age, in);
        }
        inner().restore(in);
    }
}
