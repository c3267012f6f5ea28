package topspin.algorithm;

import topspin.learn.GradientStep;
import topspin.nn.Parameters;
import topspin.parallel.WorkerPool;
import topspin.policy.PolicyBatch;
import topspin.random.RandomStreams;

/**
 * The parts that a {@link Learner} is built from.
 *
 * @param setting   the run's keys
 * @param batch     of {@code environments / minibatches} sequences of all steps
 * @param acted     whether that is the batch that acts, which keeps all steps
 * @param stateSize floats of recurrent state per environment
 * @param step      computes gradients through the batch and updates the parameters
 * @param ratio     checks probability ratios that must be 1
 * @param streams   of the run; a learner draws from streams of its own names
 * @param workers   that share the work
 */
public record Learning(Setting setting, PolicyBatch batch, boolean acted, int stateSize, GradientStep step,
                       RatioCheck ratio, RandomStreams streams, WorkerPool workers) {

    /** Checks how far probability ratios are from 1 while the policy is still the one that acted. */
    @FunctionalInterface
    public interface RatioCheck {
        /**
         * Throws if the policy that learns is not the policy that acted.
         *
         * @param largestError max |r − 1| over the rows
         * @param update       whose gradient is computed next, from 1
         */
        void check(double largestError, long update, Parameters parameters);
    }
}
