package topspin.nn;

/**
 * Computes one part of the parameters' gradient from what the backward passes of all shards left behind, summing over
 * rows in row order. Blocks write disjoint parts and may run on different threads. The blocks depend on the network
 * alone, so the sums' bits do not depend on threads or workers.
 */
@FunctionalInterface
public interface GradientBlock {

    /** Writes the block into {@link Parameters#gradients()} and returns the sum of squares of what it wrote. */
    double compute();
}
