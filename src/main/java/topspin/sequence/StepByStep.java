package topspin.sequence;

import topspin.nn.BatchShape;
import topspin.nn.GradientBlock;
import topspin.nn.LstmPass;
import topspin.nn.LstmRows;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;
import topspin.nn.engine.WindowProduct;

import java.util.List;

/**
 * The loop of the log's program and of openai/baselines {@code a2c/utils.py lstm}, and what TensorFlow's automatic
 * differentiation makes of it: every step multiplies its own input by Wx and its own state by Wh, and the weights'
 * gradient is a sum of one small product per step.
 */
final class StepByStep implements Unrolling {
    private final BatchShape shape;
    private final LstmPass plain;
    private final LstmRows rows;
    private final int count;
    private final WindowProduct[] project;
    private final WindowProduct[] recur;
    private final WindowProduct[] recurBackward;
    private final WindowProduct[] projectBackward;
    private final Matrix hiddenInGradient;
    private final List<GradientBlock> blocks;

    /**
     * @param input         {@code [rows][inputs]} in the batch's order, which the steps read
     * @param inputGradient the same of the inputs' gradient, which they write
     * @param count         rows per product: all sequences of a step, or 1
     */
    StepByStep(LstmPass plain, Engine engine, BatchShape shape, Matrix input, Matrix inputGradient, int count) {
        this.plain = plain;
        this.shape = shape;
        this.rows = plain.rows();
        this.count = count;
        project = new WindowProduct[shape.shards()];
        recur = new WindowProduct[shape.shards()];
        recurBackward = new WindowProduct[shape.shards()];
        projectBackward = new WindowProduct[shape.shards()];
        hiddenInGradient = engine.matrix(shape.shards() * shape.sequences(), rows.hiddenIn().columns());
        for (int shard = 0; shard < shape.shards(); shard++) {
            project[shard] = rows.project(input, count);
            recur[shard] = rows.recur(count);
            recurBackward[shard] = rows.recurBackward(hiddenInGradient, count);
            projectBackward[shard] = rows.projectBackward(inputGradient, count);
        }
        blocks = rows.gradientBlocks(input, count);
    }

    @Override
    public void forward(int shard, boolean[] episodeStart) {
        for (int t = 0; t < shape.steps(); t++) {
            int step = shape.row(shard, t);
            for (int row = step; row < step + shape.sequences(); row += count) {
                for (int s = row - step; s < row - step + count; s++) {
                    plain.enter(shard, t, s, episodeStart[step + s]);
                }
                project[shard].run(row, row);
                recur[shard].run(row, row);
                rows.activate(row, count);
            }
        }
    }

    @Override
    public void backward(int shard, boolean[] episodeStart) {
        int sequences = shape.sequences();
        rows.leaveNothing(shape.row(shard, shape.steps() - 1), sequences);
        for (int t = shape.steps() - 1; t >= 0; t--) {
            int step = shape.row(shard, t);
            for (int row = step; row < step + sequences; row += count) {
                rows.differentiate(row, count);
                projectBackward[shard].run(row, row);
                if (t > 0) {
                    leave(shard, row, episodeStart);
                }
            }
        }
    }

    private void leave(int shard, int row, boolean[] episodeStart) {
        int previous = row - shape.sequences();
        int scratch = shard * shape.sequences();
        recurBackward[shard].run(row, scratch);
        rows.leave(row, previous, count, hiddenInGradient, scratch);
        for (int i = 0; i < count; i++) {
            if (episodeStart[row + i]) {
                rows.leaveNothing(previous + i, 1);
            }
        }
    }

    @Override
    public List<GradientBlock> gradientBlocks() {
        return blocks;
    }
}
