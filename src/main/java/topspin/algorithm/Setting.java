package topspin.algorithm;

import topspin.nn.cell.CoreConfig;
import topspin.optim.OptimiserConfig;
import topspin.optim.Schedule;
import topspin.policy.PolicyConfig;

/**
 * The keys of a run for which every algorithm has defaults and may have rules. Immutable.
 *
 * @param environments    stepped in parallel
 * @param steps           per environment and rollout
 * @param gamma           discount per decision
 * @param entropy         coefficient of the entropy bonus
 * @param entropySchedule {@code linear} or {@code constant}
 * @param value           coefficient of the value loss
 * @param maxGradNorm     global norm that gradients are clipped to; null for none
 * @param optimiser       optimiser and schedule
 * @param policy          the network
 */
public record Setting(int environments, int steps, double gamma, double entropy, String entropySchedule, double value,
                      Double maxGradNorm, OptimiserConfig optimiser, PolicyConfig policy) {

    /** The experiment log's network: a dense layer for pictures of zeros and ones, and an LSTM, 256 units each. */
    public static final PolicyConfig NETWORK =
            new PolicyConfig("binary-dense", 256, new CoreConfig("lstm", 256, 1, 0), "fused");

    /** With a constant entropy bonus. */
    public Setting(int environments, int steps, double gamma, double entropy, double value, Double maxGradNorm,
                   OptimiserConfig optimiser, PolicyConfig policy) {
        this(environments, steps, gamma, entropy, Schedule.CONSTANT, value, maxGradNorm, optimiser, policy);
    }

    /** The entropy bonus's present coefficient. */
    public double entropy(Progress progress) {
        return progress.of(entropy, entropySchedule);
    }

    /** Decisions of a rollout. */
    public int rows() {
        return environments * steps;
    }
}
