package topspin.algorithm;

import topspin.optim.OptimiserConfig;
import topspin.optim.Schedule;

/**
 * Where a run stands when a rollout begins.
 *
 * @param step         decisions before it
 * @param learningRate of its updates
 * @param remaining    fraction left of values that fall linearly, from 1 to 0: Stable-Baselines3's
 *                     {@code progress_remaining}
 */
public record Progress(long step, double learningRate, double remaining) {

    /** When a rollout begins at this step. */
    public static Progress at(long step, Schedule schedule, OptimiserConfig optimiser) {
        double remaining = schedule.remaining(step);
        return new Progress(step, Schedule.value(optimiser.schedule(), optimiser.learningRate(), remaining), remaining);
    }

    /** At the beginning. */
    public Progress(double learningRate) {
        this(0, learningRate, 1);
    }

    /** A value as it is now: unchanged, or scaled by {@link #remaining} if its schedule is linear. */
    public double of(double value, String schedule) {
        return Schedule.value(schedule, value, remaining);
    }

    /** The same with another learning rate. */
    public Progress withLearningRate(double other) {
        return new Progress(step, other, remaining);
    }
}
