package topspin.algorithm;

import topspin.loss.LossRows;
import topspin.loss.LossStatistics;
import topspin.policy.PolicyBatch;
import topspin.rollout.Rollout;

/** A batch's rows of actions, advantages and returns, gathered from a rollout in the batch's order. */
public final class LossBuffers {
    private final PolicyBatch batch;
    private final LossRows rows;
    private final LossStatistics[] statistics;
    private final LossStatistics total = new LossStatistics();

    public LossBuffers(PolicyBatch batch) {
        this.batch = batch;
        int n = batch.shape().rows();
        rows = new LossRows(batch.distribution(), batch.actionWidth(), n, batch.logits(), batch.values(),
                new float[n * batch.actionWidth()], new float[n], new float[n],
                new float[n], new float[n], batch.logitGradients(), batch.valueGradients());
        statistics = new LossStatistics[batch.shape().shards()];
        for (int s = 0; s < statistics.length; s++) {
            statistics[s] = new LossStatistics();
        }
    }

    public LossRows rows() {
        return rows;
    }

    public LossStatistics statistics(int shard) {
        return statistics[shard];
    }

    /**
     * Gathers one shard's rows by the batch's source rows.
     *
     * @param mean  subtracted from advantages
     * @param scale advantages are multiplied by it after that
     */
    public void gather(int shard, Rollout rollout, double mean, double scale) {
        int first = batch.shape().row(shard, 0);
        for (int row = first; row < first + batch.shape().rowsPerShard(); row++) {
            int source = batch.sourceRows()[row];
            int width = rows.actionWidth();
            System.arraycopy(rollout.actions().values(), source * width, rows.action(), row * width, width);
            rows.oldLogProbability()[row] = rollout.logProbabilities()[source];
            rows.oldValue()[row] = rollout.values()[source];
            rows.advantage()[row] = (float) ((rollout.advantages()[source] - mean) * scale);
            rows.returns()[row] = rollout.returns()[source];
        }
        statistics[shard].clear();
    }

    /** The statistics of all shards, in order. */
    public LossStatistics total() {
        total.clear();
        for (LossStatistics shard : statistics) {
            total.add(shard);
        }
        return total;
    }
}
