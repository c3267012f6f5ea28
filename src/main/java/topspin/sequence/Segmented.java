package topspin.sequence;

import topspin.nn.BatchShape;
import topspin.nn.GradientBlock;
import topspin.nn.cell.CellPass;
import topspin.nn.cell.StateRows;

import java.util.List;

/**
 * Cut wherever an episode begins in any environment. sb3-contrib's {@code _process_sequence} takes whole sequences at once
 * where nothing cuts them; its issue 113 tells what one episode start costs there. Within a segment no row is masked, so
 * states are handed on by whole steps; only where a segment begins are rows looked at one by one.
 */
final class Segmented implements Unrolling {
    private final BatchShape shape;
    private final CellPass plain;
    private final StateRows states;

    Segmented(CellPass plain, BatchShape shape) {
        this.plain = plain;
        this.shape = shape;
        this.states = plain.rows().states();
    }

    @Override
    public void forward(int shard, boolean[] episodeStart) {
        for (int from = 0; from < shape.steps();) {
            int to = end(shard, from, episodeStart);
            plain.project(shard, from);
            plain.enter(shard, from, episodeStart);
            plain.advance(shard, from);
            plain.read(shard, from);
            for (int t = from + 1; t < to; t++) {
                plain.project(shard, t);
                states.follow(shape.row(shard, t), shape.row(shard, t - 1), shape.sequences());
                plain.advance(shard, t);
                plain.read(shard, t);
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
