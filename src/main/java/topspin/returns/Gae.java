package topspin.returns;

/**
 * Generalised advantage estimation (Schulman et al. 2016):
 *
 * <pre>
 * δ_t = r_t + γ·(1 − done_t)·v_{t+1} − v_t
 * A_t = δ_t + γ·λ·(1 − done_t)·A_{t+1}
 * R_t = A_t + v_t
 * </pre>
 *
 * where {@code done_t} says that the episode ended in step t. A truncated episode's r_t already holds γ·V(final
 * observation). With λ = 1 this is the n-step return of A2C.
 */
public final class Gae {
    private Gae() {
    }

    /**
     * Computes the advantages and returns of one environment in arrays of {@code [steps][environments]}, time-major.
     *
     * @param reward        r_t, {@code [steps][environments]}
     * @param done          true where the episode ended in step t, {@code [steps][environments]}
     * @param value         v_t, {@code [steps][environments]}
     * @param lastValue     v of the state after the last step; ignored where the episode ended there
     * @param advantage     written, {@code [steps][environments]}
     * @param returns       written, {@code [steps][environments]}
     * @param environments  row length
     * @param environment   which column
     */
    public static void compute(float[] reward, boolean[] done, float[] value, float lastValue, double gamma,
                               double lambda, int steps, int environments, int environment, float[] advantage,
                               float[] returns) {
        double nextAdvantage = 0;
        double nextValue = lastValue;
        for (int t = steps - 1; t >= 0; t--) {
            int at = t * environments + environment;
            double alive = done[at] ? 0 : 1;
            double delta = reward[at] + gamma * alive * nextValue - value[at];
            nextAdvantage = delta + gamma * lambda * alive * nextAdvantage;
            nextValue = value[at];
            advantage[at] = (float) nextAdvantage;
            returns[at] = (float) (nextAdvantage + value[at]);
        }
    }
}
