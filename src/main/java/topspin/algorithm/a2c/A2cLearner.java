package topspin.algorithm.a2c;

import topspin.algorithm.LambdaReturns;
import topspin.algorithm.Learner;
import topspin.algorithm.Learning;
import topspin.algorithm.LossBuffers;
import topspin.algorithm.Moments;
import topspin.algorithm.Progress;
import topspin.algorithm.Setting;
import topspin.algorithm.UpdateReport;
import topspin.learn.GradientStep;
import topspin.loss.A2cLoss;
import topspin.parallel.Phase;
import topspin.parallel.WorkerPool;
import topspin.policy.PolicyBatch;
import topspin.rollout.Rollout;

/**
 * Synchronous advantage actor–critic (Mnih et al. 2016; openai/baselines {@code a2c}): one gradient per rollout. The
 * policy has not changed since it acted, so the activations of acting are those of learning, and only the backward pass
 * is left to do.
 */
final class A2cLearner implements Learner {
    private final A2c a2c;
    private final double gamma;
    private final Setting setting;
    private final PolicyBatch batch;
    private final LossBuffers buffers;
    private final GradientStep step;
    private final WorkerPool workers;
    private final UpdateReport report = new UpdateReport();
    private final WorkerPool.Task computeReturns = this::computeReturns;
    private final WorkerPool.Task differentiate = this::differentiate;
    private Rollout rollout;
    private A2cLoss.Coefficients coefficients;
    private double mean;
    private double scale;

    A2cLearner(A2c a2c, Learning learning) {
        this.a2c = a2c;
        setting = learning.setting();
        gamma = setting.gamma();
        batch = learning.batch();
        buffers = new LossBuffers(batch);
        step = learning.step();
        workers = learning.workers();
    }

    @Override
    public UpdateReport update(Rollout rollout, Progress progress) {
        this.rollout = rollout;
        coefficients = new A2cLoss.Coefficients(setting.value(), setting.entropy(progress));
        report.clear();
        workers.run(Phase.RETURNS, rollout.environments(), computeReturns);
        report.explain(rollout);
        normaliseAdvantages();
        workers.run(Phase.BACKWARD, batch.shape().shards(), differentiate);
        double norm = step.take(progress.learningRate());
        report.update(buffers.total(), norm);
        return report;
    }

    private void computeReturns(int n) {
        LambdaReturns.compute(rollout, n, gamma, a2c.gaeLambda());
    }

    /** A single advantage is not normalised: it would become 0, and nothing would be learned. */
    private void normaliseAdvantages() {
        mean = 0;
        scale = 1;
        if (a2c.normaliseAdvantage() && rollout.rows() > 1) {
            Moments moments = Moments.of(rollout.advantages(), rollout.rows());
            mean = moments.mean();
            scale = moments.reciprocalDeviation();
        }
    }

    private void differentiate(int shard) {
        buffers.gather(shard, rollout, mean, scale);
        A2cLoss.compute(coefficients, buffers.rows(), batch.shape().row(shard, 0), batch.shape().rowsPerShard(),
                buffers.statistics(shard));
        batch.backward(shard);
    }
}
