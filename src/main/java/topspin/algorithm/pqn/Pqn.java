package topspin.algorithm.pqn;

import topspin.algorithm.Algorithm;
import topspin.algorithm.Learner;
import topspin.algorithm.Learning;
import topspin.algorithm.Minibatches;
import topspin.algorithm.Setting;
import topspin.config.Expect;
import topspin.config.InvalidConfigException;
import topspin.metric.Metric;
import topspin.optim.OptimiserConfig;
import topspin.policy.ActionChoice;
import topspin.policy.EpsilonGreedy;
import topspin.policy.Outputs;
import topspin.policy.PolicyConfig;
import topspin.policy.distribution.Distributions;
import topspin.sequence.Variant;
import topspin.space.Discrete;
import topspin.space.Space;
import topspin.text.Excerpt;

import java.util.List;

/**
 * The parallelised Q-network (Gallici et al. 2024, "Simplifying Deep Temporal Difference Learning"): Q-learning from λ-returns
 * of many environments at once, without replay and without a target network, which layer norm keeps stable.
 *
 * @param epochs       passes over a rollout
 * @param minibatches  parts a rollout is cut into, by environment; divides {@code environments}
 * @param lambda       of the λ-returns: 0 looks one step ahead, 1 to the end of the rollout
 * @param epsilon      probability of a random action, at step 0
 * @param finalEpsilon probability of a random action, from {@code epsilonSteps} on
 * @param epsilonSteps decisions, summed over environments, in which the probability falls linearly from one to the other
 */
public record Pqn(int epochs, int minibatches, double lambda, double epsilon, double finalEpsilon, long epsilonSteps)
        implements Algorithm {

    /** λ, epochs and the final ε are those of the authors' {@code pqn_atari} and {@code pqn_minatar}. */
    public Pqn() {
        this(2, 4, 0.65, 1, 0.05, 100_000);
    }

    @Override
    public String name() {
        return "pqn";
    }

    @Override
    public Setting defaults() {
        return new Setting(32, 32, 0.99, 0, 0, 10.0,
                new OptimiserConfig("adam", 2.5e-4, "linear", 1e-5, 0.99, 0.9, 0.999), Setting.NETWORK);
    }

    @Override
    public void check() {
        Expect.atLeast("pqn.epochs", epochs, 1);
        Expect.atLeast("pqn.minibatches", minibatches, 1);
        Expect.within("pqn.lambda", lambda, 0, 1);
        Expect.within("pqn.epsilon", epsilon, 0, 1);
        Expect.within("pqn.final-epsilon", finalEpsilon, 0, 1);
        Expect.atLeast("pqn.epsilon-steps", epsilonSteps, 1);
    }

    @Override
    public void checkFit(Setting setting) {
        Minibatches.check(name(), minibatches, setting.environments());
        if (setting.policy().critic() == PolicyConfig.Critic.SEPARATE) {
            throw new InvalidConfigException(List.of("policy.critic", "algorithm"), "expected shared, since the values of pqn are "
                    + "those of its actions, got 'separate'; use algorithm ppo for a critic");
        }
        if (!setting.policy().distribution().equals(Distributions.AUTO)) {
            throw new InvalidConfigException(List.of("policy.distribution", "algorithm"), "expected auto, since pqn has no "
                    + "distribution over actions, got " + Excerpt.quoted(setting.policy().distribution()));
        }
        requireNone("value", setting.value(), "the value loss is all there is");
        requireNone("entropy", setting.entropy(), "it explores by pqn.epsilon");
    }

    private static void requireNone(String key, double coefficient, String reason) {
        if (coefficient != 0) {
            throw new InvalidConfigException(List.of(key, "algorithm"), "expected " + key + " to be 0 with pqn, since " + reason
                    + ", got " + coefficient);
        }
    }

    @Override
    public int minibatches() {
        return minibatches;
    }

    @Override
    public Outputs outputs() {
        return Outputs.ACTION_VALUES;
    }

    @Override
    public void checkActions(Space actions) {
        if (!(actions instanceof Discrete)) {
            throw new IllegalArgumentException("pqn learns the value of every action, and so needs Discrete actions, but this "
                    + "environment takes " + actions);
        }
    }

    @Override
    public ActionChoice acting(Space actions) {
        return new EpsilonGreedy(((Discrete) actions).n(), finalEpsilon);
    }

    /** ε of the rollout that begins at this step. */
    double epsilon(long step) {
        return epsilon + (finalEpsilon - epsilon) * Math.min(1, (double) step / epsilonSteps);
    }

    @Override
    public boolean hasCritic() {
        return true;
    }

    @Override
    public boolean learnsFromActor(Setting setting) {
        return minibatches == 1 && setting.policy().sequence().equals(Variant.FUSED.label());
    }

    @Override
    public List<Metric> metrics() {
        return List.of(Metric.TD_LOSS, Metric.Q_VALUES, Metric.EPSILON, Metric.EXPLAINED_VARIANCE, Metric.GRAD_NORM);
    }

    @Override
    public Learner learner(Learning learning) {
        return new PqnLearner(this, learning);
    }
}
