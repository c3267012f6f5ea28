package topspin.algorithm.a2c;

import topspin.algorithm.Algorithm;
import topspin.algorithm.Learner;
import topspin.algorithm.Learning;
import topspin.algorithm.Setting;
import topspin.config.Expect;
import topspin.metric.Metric;
import topspin.optim.OptimiserConfig;

import java.util.List;

/**
 * Synchronous advantage actor–critic (Mnih et al. 2016).
 *
 * @param gaeLambda          1 is the n-step return of the original
 * @param normaliseAdvantage over the rollout
 */
public record A2c(double gaeLambda, boolean normaliseAdvantage) implements Algorithm {

    /** The defaults of openai/baselines {@code a2c}. */
    public A2c() {
        this(1, false);
    }

    @Override
    public String name() {
        return "a2c";
    }

    @Override
    public Setting defaults() {
        return new Setting(8, 16, 0.99, 0.01, 0.5, 0.5,
                new OptimiserConfig("rmsprop", 7e-4, "linear", 1e-5, 0.99, 0.9, 0.999), Setting.NETWORK);
    }

    @Override
    public void check() {
        Expect.within("a2c.gae-lambda", gaeLambda, 0, 1);
    }

    @Override
    public boolean hasCritic() {
        return true;
    }

    @Override
    public boolean learnsFromActor(Setting setting) {
        return true;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(Metric.POLICY_LOSS, Metric.VALUE_LOSS, Metric.ENTROPY, Metric.EXPLAINED_VARIANCE,
                Metric.GRAD_NORM);
    }

    @Override
    public Learner learner(Learning learning) {
        return new A2cLearner(this, learning);
    }
}
