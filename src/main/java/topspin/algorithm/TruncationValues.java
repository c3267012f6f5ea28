package topspin.algorithm;

import topspin.rollout.Rollout;

/** Adds the values of truncated episodes to rewards. */
public final class TruncationValues {
    private TruncationValues() {
    }

    /** r_t ← r_t + γ·V(final observation) where step t truncated an episode of this environment. */
    public static void addTo(Rollout rollout, int environment, double gamma) {
        for (int t = 0; t < rollout.steps(); t++) {
            int row = rollout.row(t, environment);
            rollout.rewards()[row] += (float) (gamma * rollout.truncationValues()[row]);
        }
    }
}
