package topspin.env.wrapper;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.Observations;
import topspin.space.Box;

/**
 * Appends elements to observations of one axis. The inner environment writes the first elements of the very same row, so
 * nothing is copied.
 */
abstract class AppendingWrapper extends Wrapper {
    private final Box space;
    private final int appended;

    /**
     * @param appended elements
     * @param low      least value of any of them
     * @param high     greatest value
     * @throws IllegalArgumentException if observations have several axes, or are bytes that cannot hold these values
     */
    AppendingWrapper(Environment inner, int appended, float low, float high) {
        super(inner);
        Box box = inner.observationSpace();
        if (box.shape().length != 1 || box.type() == Box.Type.UINT8 && !(low >= 0 && high <= 1)) {
            throw new IllegalArgumentException(getClass().getSimpleName() + " cannot append to " + box);
        }
        this.appended = appended;
        this.space = new Box(box.type(), Math.min(low, box.low()), Math.max(high, box.high()), box.size() + appended);
    }

    @Override
    public final Box observationSpace() {
        return space;
    }

    @Override
    public final void reset(Observations out, int row) {
        inner().reset(out, row);
        begin();
        append(out, row);
    }

    @Override
    public final float step(Actions actions, int index, Observations out, int row) {
        float reward = inner().step(actions, index, out, row);
        took(actions, index);
        append(out, row);
        return reward;
    }

    private void append(Observations out, int row) {
        if (out == null) {
            return;
        }
        int first = out.offset(row) + space.size() - appended;
        for (int i = 0; i < appended; i++) {
            float value = appended(i);
            if (out.bytes() != null) {
                out.bytes()[first + i] = (byte) value;
            } else {
                out.floats()[first + i] = value;
            }
        }
    }

    /** An episode begins. */
    abstract void begin();

    /** A step was taken. */
    abstract void took(Actions actions, int index);

    /** The present value of an appended element. */
    abstract float appended(int element);
}
