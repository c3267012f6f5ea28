package topspin.train;

import topspin.nn.GradientBlock;
import topspin.nn.Parameters;
import topspin.optim.GradientClip;
import topspin.optim.Optimiser;
import topspin.parallel.Phase;
import topspin.parallel.WorkerPool;
import topspin.policy.PolicyBatch;
import topspin.policy.RecurrentActorCritic;

import java.util.ArrayList;
import java.util.List;

/**
 * What follows the backward passes of all shards: gradients of the weights, their global norm, clipping, the optimiser,
 * and fresh copies of the weights for the engine. Every phase is split into parts that the experiment fixes, and sums
 * are taken in the order of parts, so the workers' number changes no bit.
 */
final class GradientStep {
    /** Parameters that one task of the optimiser updates. */
    private static final int OPTIMISER_BLOCK = 1 << 15;

    private final RecurrentActorCritic policy;
    private final Parameters parameters;
    private final Optimiser optimiser;
    private final Double maxNorm;
    private final WorkerPool workers;
    private final Guards guards;
    private final List<GradientBlock> blocks;
    private final double[] squares;
    private final List<Range> ranges = new ArrayList<>();
    private final WorkerPool.Task computeBlock = this::computeBlock;
    private final WorkerPool.Task applyBlock = this::applyBlock;
    private float scale;
    private double learningRate;

    /** @param maxNorm global norm that gradients are clipped to; null for none */
    GradientStep(RecurrentActorCritic policy, PolicyBatch batch, Optimiser optimiser, Double maxNorm, Guards guards,
                 WorkerPool workers) {
        this.policy = policy;
        this.parameters = policy.parameters();
        this.optimiser = optimiser;
        this.maxNorm = maxNorm;
        this.workers = workers;
        this.guards = guards;
        blocks = batch.gradientBlocks();
        squares = new double[blocks.size()];
        parameters.slices().forEach(this::split);
    }

    /** Parameters that one task of the optimiser updates; whole rows of a sparse slice. */
    private record Range(Parameters.Slice slice, int from, int to) {
    }

    private void split(Parameters.Slice slice) {
        int width = slice.active() == null ? OPTIMISER_BLOCK
                : Math.max(1, OPTIMISER_BLOCK / slice.rowLength()) * slice.rowLength();
        int end = slice.offset() + slice.length();
        for (int from = slice.offset(); from < end; from += width) {
            ranges.add(new Range(slice, from, Math.min(end, from + width)));
        }
    }

    /** Takes the step; returns the gradient's global norm before clipping. */
    double take(double learningRate) {
        workers.run(Phase.GRADIENT, blocks.size(), computeBlock);
        double sum = 0;
        for (double square : squares) {
            sum += square;
        }
        double norm = Math.sqrt(sum);
        guards.checkGradient(norm, optimiser.updates() + 1, parameters);
        this.learningRate = learningRate;
        scale = GradientClip.scale(norm, maxNorm);
        optimiser.begin();
        workers.run(Phase.OPTIMISER, ranges.size(), applyBlock);
        policy.reload(workers);
        return norm;
    }

    private void computeBlock(int block) {
        squares[block] = blocks.get(block).compute();
    }

    private void applyBlock(int index) {
        Range range = ranges.get(index);
        float[] values = parameters.values();
        float[] gradients = parameters.gradients();
        if (range.slice.active() == null) {
            optimiser.apply(values, gradients, range.from, range.to, scale, learningRate);
            return;
        }
        int length = range.slice.rowLength();
        for (int from = range.from; from < range.to; from += length) {
            if (range.slice.active()[(from - range.slice.offset()) / length]) {
                optimiser.apply(values, gradients, from, from + length, scale, learningRate);
            } else {
                optimiser.applyZero(values, from, from + length, learningRate);
            }
        }
    }
}
