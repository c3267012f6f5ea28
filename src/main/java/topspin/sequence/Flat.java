package topspin.sequence;

import topspin.nn.BatchShape;
import topspin.nn.GradientBlock;
import topspin.nn.cell.CellPass;
import topspin.nn.cell.CellRows;
import topspin.nn.cell.CellStep;

import java.util.List;

/**
 * The classic layout bug, for demonstration: all rows of the batch as one sequence, so that a step of one environment
 * follows a step of another. This happens if a (time, batch) array is read as (batch·time) (CleanRL's pull request 83
 * is about a related bug). With one environment per shard it is correct.
 */
final class Flat implements Unrolling {
    private final BatchShape shape;
    private final CellPass plain;
    private final CellRows rows;
    private final CellStep[] steps;

    Flat(CellPass plain, BatchShape shape) {
        this.plain = plain;
        this.shape = shape;
        this.rows = plain.rows();
        steps = new CellStep[shape.shards()];
        for (int shard = 0; shard < shape.shards(); shard++) {
            steps[shard] = rows.step(1);
        }
    }

    @Override
    public void forward(int shard, boolean[] episodeStart) {
        plain.project(shard);
        int first = shape.row(shard, 0);
        for (int row = first; row < first + shape.rowsPerShard(); row++) {
            if (episodeStart[row]) {
                rows.states().enterZero(row);
            } else if (row == first) {
                plain.enterStart(rows, row, shard, 0);
            } else {
                rows.states().follow(row, row - 1, 1);
            }
            steps[shard].forward(row);
        }
        plain.read(shard);
    }

    /** Takes the last sequence's gradient in the final states; gives the first sequence's gradient in the start states. */
    @Override
    public void backward(int shard, boolean[] episodeStart) {
        plain.readBackward(shard);
        int first = shape.row(shard, 0);
        int last = first + shape.rowsPerShard() - 1;
        plain.leaveLast(shard);
        for (int row = last; row >= first; row--) {
            steps[shard].backward(row);
            if (row > first) {
                steps[shard].passBack(row, row - 1);
                if (episodeStart[row]) {
                    rows.states().leaveNothing(row - 1, 1);
                }
            }
        }
        if (plain.stateGradients().wanted(shard)) {
            steps[shard].passBack(first, first);
            for (int row = first; row < first + shape.sequences(); row++) {
                if (row > first || episodeStart[row]) {
                    rows.states().leaveNothing(row, 1);
                }
                plain.arriveFirst(rows, row, shard, row);
            }
        }
        plain.projectBackward(shard);
    }

    @Override
    public List<GradientBlock> gradientBlocks() {
        return plain.gradientBlocks();
    }
}
