package topspin.env.wrapper;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.Observations;
import topspin.env.PooledFrames;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Holds each action for several frames, sums their rewards and shows the element-wise maximum of the last two frames
 * (openai/baselines {@code MaxAndSkipEnv}): old consoles draw some things only in every second frame. The skip stops
 * early when the episode ends; the maximum is still of the last two frames, the one before this step included if it
 * stopped at once. A reset shows its single frame.
 *
 * <p>Where the inner environment draws {@link PooledFrames} itself, it is asked to; otherwise every frame is drawn and
 * the maximum is taken of the observations.
 */
public final class FrameSkip extends Wrapper {
    /** Most frames per decision. */
    public static final int MOST = 1000;

    private final int skip;
    private final PooledFrames pooledFrames;
    /**
     * The last two frames, the later one in row {@link #latest}; null where the inner environment pools. After a reset the
     * other row is out of date: the first step overwrites it.
     */
    private final Observations lastTwo;
    private int latest;

    /** @param skip frames per decision, 2 … {@value #MOST} */
    public FrameSkip(Environment inner, int skip) {
        super(inner);
        requireWithin(2, MOST, "frame skip", skip);
        this.skip = skip;
        this.pooledFrames = pooledFramesOf(inner);
        this.lastTwo = pooledFrames == null ? new Observations(inner.observationSpace(), 2) : null;
    }

    private static PooledFrames pooledFramesOf(Environment environment) {
        if (environment instanceof PooledFrames pooled) {
            return pooled;
        }
        return environment instanceof Wrapper wrapper && wrapper.passesFrames() ? pooledFramesOf(wrapper.inner()) : null;
    }

    @Override
    protected boolean passesFrames() {
        return false;
    }

    @Override
    public int framesPerStep() {
        return skip * inner().framesPerStep();
    }

    @Override
    public void reset(Observations out, int row) {
        if (pooledFrames != null) {
            inner().reset(out, row);
            return;
        }
        inner().reset(lastTwo, latest);
        if (out != null) {
            out.copyRow(lastTwo, latest, row);
        }
    }

    @Override
    public float step(Actions actions, int index, Observations out, int row) {
        return pooledFrames != null ? stepPooling(actions, index, out, row) : stepDrawing(actions, index, out, row);
    }

    private float stepPooling(Actions actions, int index, Observations out, int row) {
        float reward = 0;
        for (int frame = 0; frame < skip; frame++) {
            reward += inner().step(actions, index, null, 0);
            if (ended()) {
                break;
            }
        }
        if (out != null) {
            pooledFrames.drawPooled(out, row);
        }
        return reward;
    }

    private float stepDrawing(Actions actions, int index, Observations out, int row) {
        float reward = 0;
        for (int frame = 0; frame < skip; frame++) {
            latest = 1 - latest;
            reward += inner().step(actions, index, lastTwo, latest);
            if (ended()) {
                break;
            }
        }
        if (out != null) {
            drawMaximum(out, row);
        }
        return reward;
    }

    private void drawMaximum(Observations out, int row) {
        int length = lastTwo.rowLength();
        int to = out.offset(row);
        if (lastTwo.bytes() != null) {
            byte[] frames = lastTwo.bytes();
            for (int i = 0; i < length; i++) {
                out.bytes()[to + i] = (byte) Math.max(frames[i] & 0xFF, frames[length + i] & 0xFF);
            }
        } else {
            float[] frames = lastTwo.floats();
            for (int i = 0; i < length; i++) {
                out.floats()[to + i] = Math.max(frames[i], frames[length + i]);
            }
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        if (lastTwo != null) {
            lastTwo.saveRow(latest, out);
            lastTwo.saveRow(1 - latest, out);
        }
        inner().save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        if (lastTwo != null) {
            lastTwo.restoreRow(latest, in);
            lastTwo.restoreRow(1 - latest, in);
        }
        inner().restore(in);
    }
}
