package topspin.env.wrapper;

import topspin.env.Environment;

/**
 * Shows a learner the sign of each reward: −1, 0 or 1 (openai/baselines {@code ClipRewardEnv}). {@link #step} returns
 * the reward unchanged, so scores are not affected. The sign is of the reward that the outermost wrapper gives,
 * whatever the order of the wrappers.
 */
public final class RewardClip extends Wrapper {

    public RewardClip(Environment inner) {
        super(inner);
    }

    @Override
    public float learnerReward(float reward) {
        return Math.signum(inner().learnerReward(reward));
    }
}
