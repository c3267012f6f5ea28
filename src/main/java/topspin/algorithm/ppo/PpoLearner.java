package topspin.algorithm.ppo;

import topspin.algorithm.LambdaReturns;
import topspin.algorithm.Learner;
import topspin.algorithm.Learning;
import topspin.algorithm.LossBuffers;
import topspin.algorithm.Minibatches;
import topspin.algorithm.Moments;
import topspin.algorithm.Progress;
import topspin.algorithm.Setting;
import topspin.algorithm.UpdateReport;
import topspin.learn.GradientStep;
import topspin.loss.PpoLoss;
import topspin.metric.Metric;
import topspin.parallel.Phase;
import topspin.parallel.WorkerPool;
import topspin.policy.PolicyBatch;
import topspin.rollout.Rollout;
import topspin.sequence.SequenceSplitter;
import topspin.sequence.Variant;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Proximal policy optimisation with a recurrent policy, as openai/baselines {@code ppo2} trains it: several epochs over a
 * rollout, in {@link Minibatches}.
 */
final class PpoLearner implements Learner {
    private final Ppo ppo;
    private final Setting setting;
    private final PolicyBatch batch;
    private final Minibatches minibatches;
    private final LossBuffers buffers;
    private final GradientStep step;
    private final Learning.RatioCheck ratio;
    private final WorkerPool workers;
    /** Whether the sequence's outputs are those of acting: not if the variant cuts or mixes up states on purpose. */
    private final boolean outputsAsActing;
    private final UpdateReport report = new UpdateReport();
    private final WorkerPool.Task computeReturns = this::computeReturns;
    private final WorkerPool.Task differentiate = this::differentiate;
    private Rollout rollout;
    private PpoLoss.Coefficients coefficients;
    /** Of the current minibatch; null if its advantages are not normalised. */
    private Moments moments;

    PpoLearner(Ppo ppo, Learning learning) {
        this.ppo = ppo;
        setting = learning.setting();
        batch = learning.batch();
        minibatches = new Minibatches(learning, ppo.name(), ppo.epochs(), ppo.minibatches());
        buffers = new LossBuffers(batch);
        step = learning.step();
        ratio = learning.ratio();
        workers = learning.workers();
        outputsAsActing =
                SequenceSplitter.of(setting.policy().sequence()).variant().maths() != Variant.Maths.OTHER;
    }

    @Override
    public UpdateReport update(Rollout rollout, Progress progress) {
        this.rollout = rollout;
        double clip = progress.of(ppo.clip(), ppo.clipSchedule());
        coefficients = new PpoLoss.Coefficients(clip, ppo.clipValue(), setting.value(), setting.entropy(progress));
        report.clear();
        report.note(Metric.CLIP, clip);
        workers.run(Phase.RETURNS, rollout.environments(), computeReturns);
        report.explain(rollout);
        minibatches.begin(rollout);
        for (int epoch = 0; epoch < ppo.epochs(); epoch++) {
            minibatches.shuffle();
            double kl = 0;
            for (int minibatch = 0; minibatch < ppo.minibatches(); minibatch++) {
                minibatches.load(minibatch);
                normaliseAdvantages(minibatch);
                workers.run(batch.shape().shards(), differentiate);
                if (epoch == 0 && minibatch == 0 && outputsAsActing) {
                    ratio.check(buffers.total().largestRatioError(), minibatches.updates(), step.parameters());
                }
                double norm = step.take(progress.learningRate());
                report.update(buffers.total(), norm);
                kl += buffers.total().approxKl() / ppo.minibatches();
                minibatches.learned();
            }
            if (ppo.targetKl() != null && kl > ppo.targetKl()) {
                break;
            }
        }
        return report;
    }

    private void computeReturns(int n) {
        LambdaReturns.compute(rollout, n, setting.gamma(), ppo.gaeLambda());
    }

    /** A single advantage is not normalised, as in Stable-Baselines3: it would become 0, and nothing would be learned. */
    private void normaliseAdvantages(int minibatch) {
        int from = minibatch * minibatches.sequences();
        moments = ppo.normaliseAdvantage() && batch.shape().rows() > 1
                ? Moments.ofColumns(rollout.advantages(), rollout.steps(), rollout.environments(), minibatches.order(), from,
                        from + minibatches.sequences())
                : null;
    }

    private void differentiate(int shard) {
        long clock = System.nanoTime();
        if (moments == null) {
            buffers.gather(shard, rollout, 0, 1);
        } else {
            buffers.gather(shard, rollout, moments.mean(), moments.reciprocalDeviation());
        }
        minibatches.forward(shard);
        clock = workers.times().lap(Phase.FORWARD, clock);
        PpoLoss.compute(coefficients, buffers.rows(), batch.shape().row(shard, 0), batch.shape().rowsPerShard(),
                buffers.statistics(shard));
        batch.backward(shard);
        workers.times().lap(Phase.BACKWARD, clock);
    }

    @Override
    public void hurry() {
        minibatches.hurry();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        minibatches.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        minibatches.restore(in);
    }
}
