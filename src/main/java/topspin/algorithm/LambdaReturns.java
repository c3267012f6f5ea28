package topspin.algorithm;

import topspin.returns.Gae;
import topspin.rollout.Rollout;

/** The advantages and returns of a rollout whose learner has values. */
public final class LambdaReturns {
    private LambdaReturns() {
    }

    /**
     * Computes those of one environment, see {@link Gae}. Where an episode was truncated, the reward grows by
     * γ·V(final observation) first. To be called once per rollout; different threads may compute different environments.
     *
     * @param lambda of generalised advantage estimation, or of the λ-returns, which are its returns
     */
    public static void compute(Rollout rollout, int environment, double gamma, double lambda) {
        for (int t = 0; t < rollout.steps(); t++) {
            int row = rollout.row(t, environment);
            rollout.rewards()[row] += (float) (gamma * rollout.truncationValues()[row]);
        }
        Gae.compute(rollout.rewards(), rollout.done(), rollout.values(), rollout.lastValues()[environment], gamma, lambda,
                rollout.steps(), rollout.environments(), environment, rollout.advantages(), rollout.returns());
    }
}
