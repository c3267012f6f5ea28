package topspin.algorithm.pqn;

import topspin.algorithm.LambdaReturns;
import topspin.algorithm.Learner;
import topspin.algorithm.Learning;
import topspin.algorithm.LossBuffers;
import topspin.algorithm.Minibatches;
import topspin.algorithm.Progress;
import topspin.algorithm.UpdateReport;
import topspin.learn.GradientStep;
import topspin.loss.ActionValueLoss;
import topspin.metric.Metric;
import topspin.parallel.Phase;
import topspin.parallel.WorkerPool;
import topspin.policy.ActionChoice;
import topspin.policy.EpsilonGreedy;
import topspin.policy.PolicyBatch;
import topspin.rollout.Rollout;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The parallelised Q-network as its authors' {@code pqn_atari.py} trains it: λ-returns over the values that the actions had
 * while acting, then several epochs in {@link Minibatches}. A core with memory is replayed from the state it began the rollout
 * with.
 */
final class PqnLearner implements Learner {
    private final Pqn pqn;
    private final double gamma;
    private final PolicyBatch batch;
    private final Minibatches minibatches;
    private final LossBuffers buffers;
    private final GradientStep step;
    private final WorkerPool workers;
    private final EpsilonGreedy acting;
    private final UpdateReport report = new UpdateReport();
    private final WorkerPool.Task computeReturns = this::computeReturns;
    private final WorkerPool.Task differentiate = this::differentiate;
    private Rollout rollout;

    PqnLearner(Pqn pqn, Learning learning) {
        this.pqn = pqn;
        gamma = learning.setting().gamma();
        batch = learning.batch();
        minibatches = new Minibatches(learning, pqn.name(), pqn.epochs(), pqn.minibatches());
        buffers = new LossBuffers(batch);
        step = learning.step();
        workers = learning.workers();
        acting = new EpsilonGreedy(batch.distribution().width(), pqn.epsilon());
    }

    @Override
    public ActionChoice acting(long step) {
        acting.epsilon(pqn.epsilon(step));
        return acting;
    }

    @Override
    public UpdateReport update(Rollout rollout, Progress progress) {
        this.rollout = rollout;
        report.clear();
        report.note(Metric.EPSILON, pqn.epsilon(progress.step()));
        workers.run(Phase.RETURNS, rollout.environments(), computeReturns);
        report.explain(rollout);
        minibatches.begin(rollout);
        for (int epoch = 0; epoch < pqn.epochs(); epoch++) {
            minibatches.shuffle();
            for (int minibatch = 0; minibatch < pqn.minibatches(); minibatch++) {
                minibatches.load(minibatch);
                workers.run(batch.shape().shards(), differentiate);
                double norm = step.take(progress.learningRate());
                report.update(buffers.total(), norm);
                minibatches.learned();
            }
        }
        return report;
    }

    /** R_t = r_t + γ·((1 − λ)·max Q(s_{t+1}, ·) + λ·R_{t+1}), which is generalised advantage estimation's V + A. */
    private void computeReturns(int n) {
        LambdaReturns.compute(rollout, n, gamma, pqn.lambda());
    }

    private void differentiate(int shard) {
        long clock = System.nanoTime();
        buffers.gather(shard, rollout, 0, 1);
        minibatches.forward(shard);
        clock = workers.times().lap(Phase.FORWARD, clock);
        ActionValueLoss.compute(buffers.rows(), batch.shape().row(shard, 0), batch.shape().rowsPerShard(),
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
