package topspin.sequence;

import topspin.nn.BatchShape;
import topspin.nn.GradientBlock;
import topspin.nn.cell.CellPass;
import topspin.nn.cell.CellRows;
import topspin.nn.cell.CellStep;
import topspin.nn.cell.RowWork;
import topspin.nn.engine.Matrix;

import java.util.List;

/**
 * The loop of the log's program and of openai/baselines {@code a2c/utils.py lstm}, with the gradient that TensorFlow
 * derives from it: every step multiplies its own input by Wx and its own state by Wh, and the weights' gradient is a
 * sum of one small product per step.
 */
final class StepByStep implements Unrolling {
    private final BatchShape shape;
    private final CellPass plain;
    private final CellRows rows;
    private final int count;
    private final Shard[] shards;
    private final List<GradientBlock> blocks;

    /**
     * @param input         {@code [rows][inputs]} in the batch's order, which the steps read
     * @param inputGradient the same of the inputs' gradient, which they write
     * @param count         rows per product: all sequences of a step, or 1
     */
    StepByStep(CellPass plain, BatchShape shape, Matrix input, Matrix inputGradient, int count) {
        this.plain = plain;
        this.shape = shape;
        this.rows = plain.rows();
        this.count = count;
        shards = new Shard[shape.shards()];
        for (int shard = 0; shard < shards.length; shard++) {
            shards[shard] = new Shard(rows.project(input, count), rows.step(count), rows.read(count),
                    rows.readBackward(count), rows.projectBackward(inputGradient, count));
        }
        blocks = rows.gradientBlocks(input, count);
    }

    /** What one thread runs. */
    private record Shard(RowWork project, CellStep step, RowWork read, RowWork readBackward, RowWork projectBackward) {
    }

    @Override
    public void forward(int index, boolean[] episodeStart) {
        Shard shard = shards[index];
        for (int t = 0; t < shape.steps(); t++) {
            int first = shape.row(index, t);
            for (int row = first; row < first + shape.sequences(); row += count) {
                for (int s = row - first; s < row - first + count; s++) {
                    plain.enter(index, t, s, episodeStart[first + s]);
                }
                shard.project.run(row);
                shard.step.forward(row);
                shard.read.run(row);
            }
        }
    }

    @Override
    public void backward(int index, boolean[] episodeStart) {
        Shard shard = shards[index];
        plain.leaveLast(index);
        for (int t = shape.steps() - 1; t >= 0; t--) {
            int first = shape.row(index, t);
            for (int row = first; row < first + shape.sequences(); row += count) {
                shard.readBackward.run(row);
                shard.step.backward(row);
                plain.passBack(shard.step, index, t, row - first, count, episodeStart);
                shard.projectBackward.run(row);
            }
        }
    }

    @Override
    public List<GradientBlock> gradientBlocks() {
        return blocks;
    }
}
