package topspin.normalise;

/**
 * Normalisation of observations and rewards, as {@code VecNormalize} in DLR-RM/stable-baselines3 does it.
 *
 * @param observations     whether the policy reads observations less their running mean, over their running deviation
 * @param rewards          whether the learner reads rewards over the running deviation of the discounted return
 * @param clipObservations normalised observations stay within ± this
 * @param clipRewards      normalised rewards stay within ± this
 */
public record NormaliseConfig(boolean observations, boolean rewards, double clipObservations, double clipRewards) {
    /** {@code clip_obs} and {@code clip_reward} of {@code VecNormalize}. */
    private static final double CLIP = 10;

    /** No normalisation. */
    public static final NormaliseConfig NONE = new NormaliseConfig(false, false);

    /** With the usual bounds. */
    public NormaliseConfig(boolean observations, boolean rewards) {
        this(observations, rewards, CLIP, CLIP);
    }
}
