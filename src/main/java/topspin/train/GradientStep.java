package topspin.train;

import topspin.nn.GradientBlock;
import topspin.nn.Parameters;
import topspin.optim.GradientClip;
import topspin.optim.Optimiser;
import topspin.parallel.WorkerPool;
import topspin.policy.PolicyBatch;
import topspin.policy.RecurrentActorCritic;

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
    private final int optimiserBlocks;
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
        optimiserBlocks = (parameters.size() + OPTIMISER_BLOCK - 1) / OPTIMISER_BLOCK;
    }

    /** Takes the step; returns the gradient's global norm before clipping. */
    double take(double learningRate) {
        workers.run(blocks.size(), computeBlock);
        double sum = 0;
        for (double square : squares) {
            sum += square;
        }
        double norm = Math.sqrt(sum);
        guards.checkGradient(norm, optimiser.updates() + 1, parameters);
        this.learningRate = learningRate;
        scale = GradientClip.scale(norm, maxNorm);
        optimiser.begin();
        workers.run(optimiserBlocks, applyBlock);
        policy.reload(workers);
        return norm;
    }

    private void computeBlock(int block) {
        squares[block] = blocks.get(block).compute();
    }

    private void applyBlock(int block) {
        int from = block * OPTIMISER_BLOCK;
        int to = Math.min(parameters.size(), from + OPTIMISER_BLOCK);
        optimiser.apply(parameters.values(), parameters.gradients(), from, to, scale, learningRate);
    }
}
