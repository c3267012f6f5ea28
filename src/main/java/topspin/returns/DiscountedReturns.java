package topspin.returns;

/** R_t = r_t + γ·(1 − done_t)·R_{t+1}, with R = 0 after the last step: REINFORCE's return, without a bootstrap. */
public final class DiscountedReturns {
    private DiscountedReturns() {
    }

    /**
     * Computes the returns of one environment in arrays of {@code [steps][environments]}, time-major.
     *
     * @param reward  r_t
     * @param done    true where the episode ended in step t
     * @param returns written
     */
    public static void compute(float[] reward, boolean[] done, double gamma, int steps, int environments,
                               int environment, float[] returns) {
        double next = 0;
        for (int t = steps - 1; t >= 0; t--) {
            int at = t * environments + environment;
            next = reward[at] + (done[at] ? 0 : gamma * next);
            returns[at] = (float) next;
        }
    }
}
