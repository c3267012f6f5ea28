package mine;

import topspin.algorithm.Algorithm;
import topspin.algorithm.Learner;
import topspin.algorithm.Learning;
import topspin.algorithm.Setting;
import topspin.config.Expect;
import topspin.metric.Metric;
import topspin.optim.OptimiserConfig;

import java.util.List;

/**
 * {@code algorithm: vpg}: REINFORCE whose baseline is a running mean of the returns. A record's components are its keys, and
 * its constructor without arguments sets their defaults.
 *
 * @param decay of the running mean, from one rollout to the next
 */
public record Vpg(double decay) implements Algorithm {

    public Vpg() {
        this(0.9);
    }

    @Override
    public String name() {
        return "vpg";
    }

    @Override
    public Setting defaults() {
        return new Setting(16, 32, 0.99, 0.01, 0, 0.5,
                new OptimiserConfig("adam", 3e-3, "linear", 1e-5, 0.99, 0.9, 0.999), Setting.NETWORK);
    }

    @Override
    public void check() {
        Expect.within("vpg.decay", decay, 0, 1);
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
        return new VpgLearner(this, learning);
    }
}
