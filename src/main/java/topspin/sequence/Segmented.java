package topspin.sequence;

import topspin.nn.BatchShape;
import topspin.nn.GradientBlock;
import topspin.nn.LstmPass;
import topspin.nn.LstmRows;

import java.util.List;

/**
 * Cut wherever an episode begins in any environment, as sb3-contrib's {@code _process_sequence} avoids its slow loop
 * does for sequences that nothing cuts; its issue 113 tells what one episode start costs there. Within a segment no row is masked, so states and gradients are handed on
 * by whole steps; only where a segment begins are rows looked at one by one.
 */
final class Segmented implements Unrolling {
    private final BatchShape shape;
    private final LstmPass plain;
    private final LstmRows rows;

    Segmented(LstmPass plain, BatchShape shape) {
        this.plain = plain;
        this.shape = shape;
        this.rows = plain.rows();
    }

    @Override
    public void forward(int shard, boolean[] episodeStart) {
        for (int from = 0; from < shape.steps();) {
            int to = end(shard, from, episodeStart);
            plain.project(shard, from);
            plain.enter(shard, from, episodeStart);
            plain.advance(shard, from);
            for (int t = from + 1; t < to; t++) {
                plain.project(shard, t);
                rows.follow(shape.row(shard, t), shape.row(shard, t - 1), shape.sequences());
                plain.advance(shard, t);
            }
            from = to;
        }
    }

    @Override
    public void backward(int shard, boolean[] episodeStart) {
        plain.backward(shard, episodeStart);
    }

    /** The first step after {@code from} at which an episode begins; the number of steps if there is none. */
    private int end(int shard, int from, boolean[] episodeStart) {
        for (int row = shape.row(shard, from + 1); row < shape.row(shard, shape.steps()); row++) {
            if (episodeStart[row]) {
                return (row - shape.row(shard, 0)) / shape.sequences();
            }
        }
        return shape.steps();
    }

    @Override
    public List<GradientBlock> gradientBlocks() {
        return plain.gradientBlocks();
    }
}
