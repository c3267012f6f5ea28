package topspin.env.wrapper;

import topspin.env.Environment;
import topspin.env.Observations;
import topspin.random.RandomStream;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Begins each episode with 1 … {@code max} idle steps, their number drawn uniformly (openai/baselines
 * {@code NoopResetEnv}). Belongs inside {@link FrameSkip}, where the idle steps are frames. If the episode ends within
 * them, it is reset once more and starts there.
 */
public final class NoOpStart extends DiscreteWrapper {
    /** Most idle steps. */
    public static final int MOST = 10_000;

    private final int noOp;
    private final int max;
    private final RandomStream stream;

    /**
     * @param noOp   the inner action that does nothing
     * @param max    most idle steps, 1 … {@value #MOST}
     * @param stream decides their number
     */
    public NoOpStart(Environment inner, int noOp, int max, RandomStream stream) {
        super(inner);
        requireWithin(1, MOST, "most idle steps", max);
        this.noOp = noOp;
        this.max = max;
        this.stream = stream;
    }

    @Override
    public void reset(Observations out, int row) {
        inner().reset(null, 0);
        int idle = 1 + stream.nextInt(max);
        for (int i = 1; i <= idle; i++) {
            chooseInner(noOp, i == idle ? out : null, row);
            if (ended()) {
                inner().reset(out, row);
                return;
            }
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
