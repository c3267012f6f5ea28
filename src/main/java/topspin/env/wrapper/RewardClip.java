package topspin.env.wrapper;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.Observations;

/** Replaces each reward by its sign: −1, 0 or 1 (openai/baselines {@code ClipRewardEnv}). */
public final class RewardClip extends Wrapper {

    public RewardClip(Environment inner) {
        super(inner);
    }

    @Override
    public float step(Actions actions, int index, Observations out, int row) {
        return Math.signum(inner().step(actions, index, out, row));
    }
}
