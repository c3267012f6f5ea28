package topspin.algorithm.ppo;

import topspin.algorithm.Algorithm;
import topspin.algorithm.Learner;
import topspin.algorithm.Learning;
import topspin.algorithm.Minibatches;
import topspin.algorithm.Setting;
import topspin.config.Expect;
import topspin.metric.Metric;
import topspin.optim.OptimiserConfig;
import topspin.optim.Schedule;
import topspin.sequence.Variant;

import java.util.ArrayList;
import java.util.List;

/**
 * Proximal policy optimisation (Schulman et al. 2017) with a recurrent policy.
 *
 * @param epochs             passes over a rollout
 * @param minibatches        parts a rollout is cut into, by environment; divides {@code environments}
 * @param clip               of the ratio, and of the value's change if {@code clipValue}
 * @param clipSchedule       whether the clip stays or falls to 0: {@code constant} or {@code linear}
 * @param clipValue          whether the value loss is clipped as baselines does
 * @param gaeLambda          λ of generalised advantage estimation
 * @param normaliseAdvantage per minibatch, to zero mean and unit standard deviation
 * @param targetKl           stops a rollout's epochs when exceeded; null for never
 */
public record Ppo(int epochs, int minibatches, double clip, String clipSchedule, boolean clipValue, double gaeLambda,
                  boolean normaliseAdvantage, Double targetKl) implements Algorithm {

    /** The defaults of openai/baselines {@code ppo2} and CleanRL's {@code ppo_atari_lstm.py}. */
    public Ppo() {
        this(4, 4, 0.1, true, 0.95, true, null);
    }

    /** With a constant clip. */
    public Ppo(int epochs, int minibatches, double clip, boolean clipValue, double gaeLambda, boolean normaliseAdvantage,
               Double targetKl) {
        this(epochs, minibatches, clip, Schedule.CONSTANT, clipValue, gaeLambda, normaliseAdvantage, targetKl);
    }

    /** The same with a rollout cut into other parts. */
    public Ppo withMinibatches(int parts) {
        return new Ppo(epochs, parts, clip, clipSchedule, clipValue, gaeLambda, normaliseAdvantage, targetKl);
    }

    @Override
    public String name() {
        return "ppo";
    }

    @Override
    public Setting defaults() {
        return new Setting(8, 128, 0.99, 0.01, 0.5, 0.5,
                new OptimiserConfig("adam", 2.5e-4, "linear", 1e-5, 0.99, 0.9, 0.999), Setting.NETWORK);
    }

    @Override
    public void check() {
        Expect.atLeast("ppo.epochs", epochs, 1);
        Expect.atLeast("ppo.minibatches", minibatches, 1);
        Expect.positive("ppo.clip", clip);
        Expect.choice("ppo.clip-schedule", clipSchedule, Schedule.NAMES);
        Expect.within("ppo.gae-lambda", gaeLambda, 0, 1);
        Expect.positiveOrNull("ppo.target-kl", targetKl);
    }

    @Override
    public void checkFit(Setting setting) {
        Minibatches.check(name(), minibatches, setting.environments());
    }

    @Override
    public boolean hasCritic() {
        return true;
    }

    /** Only for a whole rollout whose sequences are computed as in acting. */
    @Override
    public boolean learnsFromActor(Setting setting) {
        return minibatches == 1 && setting.policy().sequence().equals(Variant.FUSED.label());
    }

    @Override
    public boolean hasSchedule() {
        return Schedule.isLinear(clipSchedule);
    }

    @Override
    public List<Metric> metrics() {
        List<Metric> metrics = new ArrayList<>(List.of(Metric.POLICY_LOSS, Metric.VALUE_LOSS, Metric.ENTROPY, Metric.APPROX_KL,
                Metric.CLIPFRAC, Metric.EXPLAINED_VARIANCE, Metric.GRAD_NORM));
        if (hasSchedule()) {
            metrics.add(Metric.CLIP);
        }
        return metrics;
    }

    @Override
    public Learner learner(Learning learning) {
        return new PpoLearner(this, learning);
    }
}
