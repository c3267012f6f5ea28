package topspin.supervised;

import topspin.nn.BatchShape;
import topspin.nn.Features;
import topspin.nn.GradientBlock;
import topspin.nn.cell.CellPart;

import java.util.List;

/**
 * A layer's work on batches of one shape. Order of use for each shard: {@link #forward}; fill {@link #outputGradient};
 * {@link #backward}. When all shards are done, the {@link #gradientBlocks} may be computed. Different shards may be on
 * different threads. Nothing allocates after construction.
 */
interface LayerPass extends Features {

    /** The order of the outputs' rows. */
    BatchShape outputShape();

    void forward(int shard);

    void backward(int shard);

    /** To be computed once {@code backward} has run for every shard. */
    List<GradientBlock> gradientBlocks();

    /** What its cells computed, to look at; rows in the order of its inputs. */
    default List<CellPart> parts() {
        return List.of();
    }

    /** Lets the next batch begin with zero states, if states are carried from batch to batch. */
    default void reset() {
    }
}
