package topspin.sequence;

import topspin.nn.BatchShape;
import topspin.nn.GradientBlock;
import topspin.nn.cell.CellPass;
import topspin.nn.cell.StateRows;

import java.util.List;

/**
 * Cuts all sequences wherever an episode begins in any environment. sb3-contrib's {@code _process_sequence} takes
 * sequences without an episode start at once; its issue 113 reports the cost of a single episode start. No row within a
 * segment is masked, so states are passed on for whole steps; rows are checked one by one only at a segment's
 * beginning.
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
