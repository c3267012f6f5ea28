package topspin.train;

import topspin.learn.GradientStep;
import topspin.loss.A2cLoss;
import topspin.parallel.Phase;
import topspin.parallel.WorkerPool;
import topspin.policy.PolicyBatch;
import topspin.returns.Gae;
import topspin.rollout.Rollout;

/**
 * Synchronous advantage actor–critic (Mnih et al. 2016; openai/baselines {@code a2c}): one gradient per rollout. The
 * policy has not changed since it acted, so the activations of acting are those of learning, and only the backward pass
 * is left to do.
 */
final class A2c implements Learner {
    private final RunConfig config;
    private final A2cLoss.Coefficients coefficients;
    private final PolicyBatch batch;
    private final LossBuffers buffers;
    private final GradientStep step;
    private final WorkerPool workers;
    private final UpdateReport report = new UpdateReport();
    private final WorkerPool.Task computeReturns = this::computeReturns;
    private final WorkerPool.Task differentiate = this::differentiate;
    private Rollout rollout;
    private double mean;
    private double scale;

    /** @param actor the batch that acts, keeping all steps */
    A2c(RunConfig config, PolicyBatch actor, int actions, GradientStep step, WorkerPool workers) {
        this.config = config;
        this.coefficients = new A2cLoss.Coefficients(config.value(), config.entropy());
        this.batch = actor;
        this.buffers = new LossBuffers(actor, actions);
        this.step = step;
        this.workers = workers;
    }

    @Override
    public UpdateReport update(Rollout rollout, double learningRate) {
        this.rollout = rollout;
        report.clear();
        workers.run(Phase.RETURNS, rollout.environments(), computeReturns);
        report.explain(rollout);
        normaliseAdvantages();
        workers.run(Phase.BACKWARD, batch.shape().shards(), differentiate);
        double norm = step.take(learningRate);
        report.update(buffers.total(), norm);
        return report;
    }

    private void computeReturns(int n) {
        Bootstrapping.addTruncationValues(rollout, n, config.gamma());
        Gae.compute(rollout.rewards(), rollout.done(), rollout.values(), rollout.lastValues()[n], config.gamma(),
                config.a2c().gaeLambda(), rollout.steps(), rollout.environments(), n, rollout.advantages(),
                rollout.returns());
    }

    /** A single advantage would become 0, and nothing be learned: it stays as it is. */
    private void normaliseAdvantages() {
        mean = 0;
        scale = 1;
        if (config.a2c().normaliseAdvantage() && rollout.rows() > 1) {
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
