package topspin.sequence;

import topspin.nn.BatchShape;
import topspin.nn.GradientBlock;
import topspin.nn.cell.CellPass;

import java.util.List;

/**
 * The plain pass with other masks: where a chunk of k steps begins, the state is zero ({@code zero-start}), or is kept
 * while its gradient is cut ({@code chunked}).
 */
final class Masked implements Unrolling {
    private final BatchShape shape;
    private final CellPass plain;
    private final int chunk;
    private final boolean zeroStart;
    private final boolean[] stateMask;
    private final boolean[] gradientMask;

    private Masked(CellPass plain, BatchShape shape, int chunk, boolean zeroStart) {
        this.plain = plain;
        this.shape = shape;
        this.chunk = chunk;
        this.zeroStart = zeroStart;
        stateMask = new boolean[shape.rows()];
        gradientMask = new boolean[shape.rows()];
    }

    /**
     * Truncated back-propagation through time (Williams and Peng 1990): a chunk begins with the state that the one
     * before left, and no gradient flows between them. The states are this pass's own, not those stored when acting, so
     * outputs are bit-identical to the plain pass's. The last chunk may be shorter.
     */
    static Unrolling chunked(CellPass plain, BatchShape shape, int chunk) {
        return new Masked(plain, shape, chunk, false);
    }

    /**
     * Every chunk begins with a zero state, as in DRQN's "bootstrapped random updates" (Hausknecht and Stone 2015) and
     * the baseline that R2D2 measures itself against (Kapturowski et al. 2019). The last chunk may be shorter.
     */
    static Unrolling zeroStart(CellPass plain, BatchShape shape, int chunk) {
        return new Masked(plain, shape, chunk, true);
    }

    private void mask(int shard, boolean[] episodeStart) {
        for (int t = 0; t < shape.steps(); t++) {
            boolean begins = t % chunk == 0;
            for (int row = shape.row(shard, t); row < shape.row(shard, t) + shape.sequences(); row++) {
                gradientMask[row] = episodeStart[row] || begins && (t > 0 || zeroStart);
                stateMask[row] = episodeStart[row] || begins && zeroStart;
            }
        }
    }

    @Override
    public void forward(int shard, boolean[] episodeStart) {
        mask(shard, episodeStart);
        plain.forward(shard, stateMask);
    }

    @Override
    public void backward(int shard, boolean[] episodeStart) {
        mask(shard, episodeStart);
        plain.backward(shard, gradientMask);
    }

    @Override
    public List<GradientBlock> gradientBlocks() {
        return plain.gradientBlocks();
    }
}
