package topspin.env.wrapper;

import topspin.env.Environment;
import topspin.env.Lives;
import topspin.env.Observations;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Ends the episode when a life is lost, so that a learner sees what the loss costs (openai/baselines {@code
 * EpisodicLifeEnv}). The game goes on: the next reset takes one idle step and starts there, unless the game is over or was
 * truncated. Belongs outside {@link FrameSkip}. Episodes, and so their scores, are of lives.
 */
public final class EpisodicLife extends DiscreteWrapper {
    private final Lives lives;
    private final int noOp;
    private int left;
    private boolean lost;

    /**
     * @param noOp the inner action that does nothing
     * @throws IllegalArgumentException if the world has no lives
     */
    public EpisodicLife(Environment inner, int noOp) {
        super(inner);
        lives = within(inner, Lives.class).orElseThrow(
                () -> new IllegalArgumentException("EpisodicLife needs a world with lives"));
        this.noOp = noOp;
    }

    @Override
    public void reset(Observations out, int row) {
        boolean goesOn = lost && !inner().terminated() && !inner().truncated();
        if (goesOn) {
            chooseInner(noOp, out, row);
        }
        if (!goesOn || inner().terminated() || inner().truncated()) {
            inner().reset(out, row);
        }
        left = lives.lives();
        lost = false;
    }

    @Override
    protected float choose(int action, Observations out, int row) {
        float reward = chooseInner(action, out, row);
        int now = lives.lives();
        lost = now < left;
        left = now;
        return reward;
    }

    @Override
    public boolean terminated() {
        return lost || inner().terminated();
    }

    /** False if the life was lost in that very step. */
    @Override
    public boolean truncated() {
        return inner().truncated() && !lost;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(left);
        out.writeBoolean(lost);
        inner().save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        left = in.readInt();
        lost = in.readBoolean();
        inner().restore(in);
    }
}
