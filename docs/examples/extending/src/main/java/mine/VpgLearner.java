package mine;

import topspin.algorithm.Learner;
import topspin.algorithm.Learning;
import topspin.algorithm.LossBuffers;
import topspin.algorithm.Moments;
import topspin.algorithm.Progress;
import topspin.algorithm.UpdateReport;
import topspin.loss.LossRows;
import topspin.parallel.Phase;
import topspin.parallel.WorkerPool;
import topspin.returns.DiscountedReturns;
import topspin.rollout.Rollout;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** One gradient per rollout, through the very pass that acted. */
final class VpgLearner implements Learner {
    private final Vpg vpg;
    private final Learning learning;
    private final LossBuffers buffers;
    private final UpdateReport report = new UpdateReport();
    private final WorkerPool.Task differentiate = this::differentiate;
    private Rollout rollout;
    private double entropy;
    private double baseline;

    VpgLearner(Vpg vpg, Learning learning) {
        this.vpg = vpg;
        this.learning = learning;
        buffers = new LossBuffers(learning.batch());
    }

    @Override
    public UpdateReport update(Rollout collected, Progress progress) {
        rollout = collected;
        entropy = learning.setting().entropy(progress);
        report.clear();
        for (int n = 0; n < rollout.environments(); n++) {
            DiscountedReturns.compute(rollout.rewards(), rollout.done(), learning.setting().gamma(), rollout.steps(),
                    rollout.environments(), n, rollout.returns());
        }
        learning.workers().run(Phase.BACKWARD, learning.batch().shape().shards(), differentiate);
        double norm = learning.step().take(progress.learningRate());
        report.update(buffers.total(), norm);
        baseline = vpg.decay() * baseline + (1 - vpg.decay()) * Moments.of(rollout.returns(), rollout.rows()).mean();
        return report;
    }

    /** loss = mean −(R − baseline)·log p − entropy·H; shards may be on different threads. */
    private void differentiate(int shard) {
        buffers.gather(shard, rollout, 0, 1);
        LossRows rows = buffers.rows();
        int first = learning.batch().shape().row(shard, 0);
        double scale = 1.0 / rows.batchRows();
        for (int row = first; row < first + learning.batch().shape().rowsPerShard(); row++) {
            double advantage = rows.returns()[row] - baseline;
            double h = rows.differentiate(row, -advantage * scale, entropy * scale);
            rows.valueGradients()[row] = 0;
            buffers.statistics(shard).row(-advantage * rows.logProbability(row), 0, h);
        }
        learning.batch().backward(shard);
    }

    /** What a resumed run needs besides weights and optimiser. */
    @Override
    public void save(DataOutput out) throws IOException {
        out.writeDouble(baseline);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        baseline = in.readDouble();
    }
}
