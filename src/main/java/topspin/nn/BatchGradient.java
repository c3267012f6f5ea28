package topspin.nn;

import java.util.List;

/**
 * What is left of a gradient once every shard of a batch has taken it back through time: first each of {@link #parts} is
 * passed back through what computes rows on their own, such as an encoder; then each of {@link #gradientBlocks} is
 * computed. Different parts, and different blocks, may be on different threads.
 */
public interface BatchGradient {

    /** Into how many parts the batch's rows are split; 0 where nothing is left to pass back. */
    int parts();

    /** Passes the gradient of one part of the rows back. */
    void passBack(int part);

    /** The parts of the parameters' gradient. The first call may plan what learning needs. */
    List<GradientBlock> gradientBlocks();
}
