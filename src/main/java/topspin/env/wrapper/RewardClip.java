package topspin.env.wrapper;

import topspin.env.Environment;
import topspin.env.Observations;

/** Replaces each reward by its sign: −1, 0 or 1 (openai/baselines {@code ClipRewardEnv}). */
public final class RewardClip extends Wrapper {

    public RewardClip(Environment inner) {
        super(inner);
    }

    @Override
    public float step(int action, Observations out, int row) {
        return Math.signum(inner().step(action, out, row));
    }
}
