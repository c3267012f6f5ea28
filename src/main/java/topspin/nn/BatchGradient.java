package topspin.nn;

import java.util.List;

/**
 * The rest of a gradient once every shard of a batch has passed it back through time: first each of {@link #parts} is
 * passed back through layers without recurrence, such as an encoder; then each of {@link #gradientBlocks} is computed.
 * Different parts, and different blocks, may be on different threads.
 */
public interface BatchGradient {

    /** Number of parts that the batch's rows are split into; 0 if nothing is left to pass back. */
    int parts();

    /** Passes the gradient of one part of the rows back. */
    void passBack(int part);

    /** The parts of the parameters' gradient. The first call may plan what learning needs. */
    List<GradientBlock> gradientBlocks();
}
