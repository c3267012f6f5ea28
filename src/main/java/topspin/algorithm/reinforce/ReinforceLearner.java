package topspin.algorithm.reinforce;

import topspin.algorithm.Learner;
import topspin.algorithm.Learning;
import topspin.algorithm.LossBuffers;
import topspin.algorithm.Progress;
import topspin.algorithm.Setting;
import topspin.algorithm.UpdateReport;
import topspin.learn.GradientStep;
import topspin.loss.ReinforceLoss;
import topspin.parallel.Phase;
import topspin.parallel.WorkerPool;
import topspin.policy.PolicyBatch;
import topspin.returns.DiscountedReturns;
import topspin.rollout.Rollout;

/**
 * REINFORCE as the experiment log's program ran it: one gradient per rollout, from discounted returns that restart at
 * episode ends and are not bootstrapped at the rollout's end; no critic, no baseline. The recurrent state is carried
 * over from rollout to rollout. As in A2C, acting's activations serve the backward pass.
 */
final class ReinforceLearner implements Learner {
    private final double gamma;
    private final Setting setting;
    private final PolicyBatch batch;
    private final LossBuffers buffers;
    private final GradientStep step;
    private final WorkerPool workers;
    private final UpdateReport report = new UpdateReport();
    private final WorkerPool.Task differentiate = this::differentiate;
    private Rollout rollout;
    private double entropy;

    ReinforceLearner(Learning learning) {
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
        entropy = setting.entropy(progress);
        report.clear();
        long clock = System.nanoTime();
        for (int n = 0; n < rollout.environments(); n++) {
            DiscountedReturns.compute(rollout.rewards(), rollout.done(), gamma, rollout.steps(),
                    rollout.environments(), n, rollout.returns());
        }
        workers.times().lap(Phase.RETURNS, clock);
        workers.run(Phase.BACKWARD, batch.shape().shards(), differentiate);
        double norm = step.take(progress.learningRate());
        report.update(buffers.total(), norm);
        return report;
    }

    private void differentiate(int shard) {
        buffers.gather(shard, rollout, 0, 1);
        ReinforceLoss.compute(entropy, buffers.rows(), batch.shape().row(shard, 0),
                batch.shape().rowsPerShard(), buffers.statistics(shard));
        batch.backward(shard);
    }
}
