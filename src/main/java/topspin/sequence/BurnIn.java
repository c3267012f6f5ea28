package topspin.sequence;

import topspin.nn.BatchShape;
import topspin.nn.GradientBlock;
import topspin.nn.cell.CellPass;

import java.util.Arrays;
import java.util.List;

/**
 * R2D2's burn-in (Kapturowski et al. 2019): the first k steps only bring the state up to date. Their outputs are the
 * plain pass's, but no gradient enters the core or flows through it there. (The heads still learn from those rows.)
 */
final class BurnIn implements Unrolling {
    private final BatchShape shape;
    private final CellPass plain;
    private final int steps;
    private final int units;
    private final boolean[] gradientMask;

    BurnIn(CellPass plain, BatchShape shape, int steps) {
        this.plain = plain;
        this.shape = shape;
        this.steps = Math.min(steps, shape.steps());
        this.units = plain.cell().outputs();
        gradientMask = new boolean[shape.rows()];
    }

    @Override
    public void forward(int shard, boolean[] episodeStart) {
        plain.forward(shard, episodeStart);
    }

    @Override
    public void backward(int shard, boolean[] episodeStart) {
        int first = shape.row(shard, 0);
        int learning = shape.row(shard, steps);
        Arrays.fill(plain.outputGradient(), first * units, learning * units, 0f);
        System.arraycopy(episodeStart, first, gradientMask, first, shape.rowsPerShard());
        Arrays.fill(gradientMask, learning, Math.min(learning + shape.sequences(), first + shape.rowsPerShard()), true);
        plain.backward(shard, gradientMask);
    }

    @Override
    public List<GradientBlock> gradientBlocks() {
        return plain.gradientBlocks();
    }
}
