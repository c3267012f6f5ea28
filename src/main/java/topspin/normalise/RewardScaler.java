package topspin.normalise;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Rewards over the running deviation of the discounted return, clipped: r / √(σ² + 1e-8), within ± the bound, where σ²
 * is the variance, over all steps, of R ← γR + r, which begins anew after the end of an episode
 * ({@code VecNormalize.step_wait} and {@code normalize_reward} in DLR-RM/stable-baselines3). Nothing is subtracted, so
 * a reward keeps its sign. Different threads may handle different environments; {@link #update} is for one thread.
 * Allocates nothing after construction.
 */
final class RewardScaler {
    private final double gamma;
    private final double bound;
    private final RunningStatistics statistics = new RunningStatistics(1);
    private final RolloutStatistics rollout;
    /** Discounted return of the running episode, {@code [environments]}. */
    private final double[] returns;
    /** Of the statistics that are frozen. */
    private double deviation = statistics.deviation(0);

    RewardScaler(int environments, double gamma, double bound) {
        this.gamma = gamma;
        this.bound = bound;
        rollout = new RolloutStatistics(environments, 1);
        returns = new double[environments];
    }

    float scaled(float reward) {
        return (float) Math.max(-bound, Math.min(bound, reward / deviation));
    }

    /** @param over whether the reward was an episode's last */
    void observe(int environment, float reward, boolean over) {
        double discounted = returns[environment] * gamma + reward;
        rollout.add(environment, discounted);
        returns[environment] = over ? 0 : discounted;
    }

    void update() {
        rollout.moveTo(statistics);
        deviation = statistics.deviation(0);
    }

    void reset() {
        rollout.clear();
        Arrays.fill(returns, 0);
    }

    void save(DataOutput out) throws IOException {
        statistics.save(out);
    }

    void restore(DataInput in) throws IOException {
        statistics.restore(in);
        deviation = statistics.deviation(0);
    }

    void saveReturns(DataOutput out) throws IOException {
        for (double discounted : returns) {
            out.writeDouble(discounted);
        }
    }

    void restoreReturns(DataInput in) throws IOException {
        for (int n = 0; n < returns.length; n++) {
            returns[n] = in.readDouble();
        }
    }
}
