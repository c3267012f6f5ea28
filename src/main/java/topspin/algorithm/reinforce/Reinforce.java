package topspin.algorithm.reinforce;

import topspin.algorithm.Algorithm;
import topspin.algorithm.Learner;
import topspin.algorithm.Learning;
import topspin.algorithm.Setting;
import topspin.config.InvalidConfigException;
import topspin.metric.Metric;
import topspin.optim.OptimiserConfig;
import topspin.policy.PolicyConfig;

import java.util.List;

/** REINFORCE (Williams 1992), as saschaschramm/Pong (2018), the experiment log's program, ran it. */
public record Reinforce() implements Algorithm {

    @Override
    public String name() {
        return "reinforce";
    }

    @Override
    public Setting defaults() {
        return new Setting(1, 128, 0.99, 0, 0, null,
                new OptimiserConfig("rmsprop", 2e-4, "constant", 1e-10, 0.99, 0.9, 0.999), Setting.NETWORK);
    }

    @Override
    public void checkFit(Setting setting) {
        if (setting.policy().critic() == PolicyConfig.Critic.SEPARATE) {
            throw new InvalidConfigException(List.of("policy.critic", "algorithm"), "expected shared, since reinforce has no "
                    + "critic, got 'separate'; use algorithm a2c for one");
        }
        if (setting.value() != 0) {
            throw new InvalidConfigException(List.of("value", "algorithm"), "expected value to be 0, since reinforce "
                    + "has no critic, got " + setting.value() + "; use algorithm a2c for one");
        }
    }

    @Override
    public boolean hasCritic() {
        return false;
    }

    @Override
    public boolean learnsFromActor(Setting setting) {
        return true;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(Metric.POLICY_LOSS, Metric.ENTROPY, Metric.GRAD_NORM);
    }

    @Override
    public Learner learner(Learning learning) {
        return new ReinforceLearner(learning);
    }
}
