package topspin.sequence;

import topspin.nn.BatchShape;
import topspin.nn.GradientBlock;
import topspin.nn.LstmPass;
import topspin.nn.LstmRows;
import topspin.nn.Lstm;
import topspin.nn.engine.Matrix;
import topspin.nn.engine.WindowProduct;

import java.util.List;

/**
 * The classic layout bug, for demonstration: all rows of the batch as one sequence, so that a step of one environment
 * follows a step of another. It is what reading a (time, batch) array as (batch·time) does (CleanRL's pull request 83 is
 * about its relative). With one environment per shard it is the right thing.
 */
final class Flat implements Unrolling {
    private final BatchShape shape;
    private final LstmPass plain;
    private final LstmRows rows;
    private final WindowProduct[] recur;
    private final WindowProduct[] recurBackward;
    private final Matrix hiddenInGradient;

    Flat(Lstm lstm, LstmPass plain, BatchShape shape) {
        this.plain = plain;
        this.shape = shape;
        this.rows = plain.rows();
        hiddenInGradient = lstm.engine().matrix(shape.shards(), lstm.outputs());
        recur = new WindowProduct[shape.shards()];
        recurBackward = new WindowProduct[shape.shards()];
        for (int shard = 0; shard < shape.shards(); shard++) {
            recur[shard] = rows.recur(1);
            recurBackward[shard] = rows.recurBackward(hiddenInGradient, 1);
        }
    }

    @Override
    public void forward(int shard, boolean[] episodeStart) {
        plain.project(shard);
        int first = shape.row(shard, 0);
        for (int row = first; row < first + shape.rowsPerShard(); row++) {
            if (episodeStart[row]) {
                rows.enterZero(row);
            } else if (row == first) {
                plain.enterStart(rows, row, shard, 0);
            } else {
                rows.follow(row, row - 1, 1);
            }
            recur[shard].run(row, row);
            rows.activate(row, 1);
        }
    }

    @Override
    public void backward(int shard, boolean[] episodeStart) {
        int first = shape.row(shard, 0);
        rows.leaveNothing(first + shape.rowsPerShard() - 1, 1);
        for (int row = first + shape.rowsPerShard() - 1; row >= first; row--) {
            rows.differentiate(row, 1);
            if (row > first) {
                recurBackward[shard].run(row, shard);
                rows.leave(row, row - 1, 1, hiddenInGradient, shard);
                if (episodeStart[row]) {
                    rows.leaveNothing(row - 1, 1);
                }
            }
        }
        plain.projectBackward(shard);
    }

    @Override
    public List<GradientBlock> gradientBlocks() {
        return plain.gradientBlocks();
    }
}
