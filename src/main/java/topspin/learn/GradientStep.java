package topspin.learn;

import topspin.nn.BatchGradient;
import topspin.nn.GradientBlock;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.optim.GradientClip;
import topspin.optim.Optimiser;
import topspin.parallel.Phase;
import topspin.parallel.WorkerPool;

import java.util.ArrayList;
import java.util.List;

/**
 * What follows the backward passes of all shards: what is left to pass back by parts of the rows, gradients of the
 * weights, their global norm, clipping, the optimiser, and fresh copies of the weights for the engine, made of the rows
 * that the optimiser has just left in the core's cache. Sums are split into parts that the experiment fixes and taken in
 * the order of parts, so the workers' number changes no bit.
 *
 * <p>Order of use: construct once for a batch; then, whenever all of its shards are backward, {@link #take}. One thread,
 * which is a member of the pool. Taking a step allocates nothing.
 */
public final class GradientStep {
    /** Parameters that one task of the optimiser updates, about: whole rows, and those that are copied together. */
    private static final int OPTIMISER_BLOCK = 1 << 15;
    /** The largest slice that one task takes whole, since it is copied whole; larger ones are copied afterwards. */
    private static final int LARGEST_BLOCK = 1 << 17;

    private final Parameters parameters;
    private final BatchGradient batch;
    private final Optimiser optimiser;
    private final Double maxNorm;
    private final WorkerPool workers;
    private final NormCheck check;
    private final List<GradientBlock> blocks;
    private final double[] squares;
    private final List<Range> ranges = new ArrayList<>();
    private final List<Reload> afterwards = new ArrayList<>();
    private final WorkerPool.Task passBack;
    private final WorkerPool.Task computeBlock = this::computeBlock;
    private final WorkerPool.Task applyBlock = this::applyBlock;
    private final WorkerPool.Task reload = i -> afterwards.get(i).run();
    private float scale;
    private double learningRate;

    /** Looks at every gradient before the optimiser does. */
    @FunctionalInterface
    public interface NormCheck {
        /** Lets every gradient pass. */
        NormCheck NONE = (norm, update, parameters) -> { };

        /**
         * Throws if this gradient is not to be learned from.
         *
         * @param norm       the gradient's global norm before clipping
         * @param update     that is about to be made, the first being 1
         * @param parameters with the gradient in {@link Parameters#gradients}
         */
        void check(double norm, long update, Parameters parameters);
    }

    /**
     * @param batch   whose gradient is learned from
     * @param maxNorm global norm that gradients are clipped to; null for none
     */
    public GradientStep(Trainable model, BatchGradient batch, Optimiser optimiser, Double maxNorm, NormCheck check,
                        WorkerPool workers) {
        this.parameters = model.parameters();
        this.batch = batch;
        this.passBack = batch::passBack;
        this.optimiser = optimiser;
        this.maxNorm = maxNorm;
        this.workers = workers;
        this.check = check;
        blocks = batch.gradientBlocks();
        squares = new double[blocks.size()];
        parameters.slices().forEach(slice -> split(slice, model.reloads().stream()
                .filter(reload -> reload.slice().equals(slice)).toList()));
    }

    /** Rows of a slice that one task of the optimiser updates and then copies. */
    private record Range(Parameters.Slice slice, int first, int count, List<Reload> reloads) {
    }

    private void split(Parameters.Slice slice, List<Reload> reloads) {
        List<Reload> atOnce = new ArrayList<>();
        int unit = 1;
        for (Reload reload : reloads) {
            if (reload.unit() < slice.rows() || slice.length() <= LARGEST_BLOCK) {
                atOnce.add(reload);
                unit = Math.max(unit, reload.unit()); // a slice's copies go by equal parts, one by one, or not at all
            } else {
                afterwards.add(reload);
            }
        }
        int rows = Math.max(1, OPTIMISER_BLOCK / slice.rowLength() / unit) * unit;
        for (int first = 0; first < slice.rows(); first += rows) {
            ranges.add(new Range(slice, first, Math.min(rows, slice.rows() - first), atOnce));
        }
    }

    /** What it changes. */
    public Parameters parameters() {
        return parameters;
    }

    /** Takes the step; returns the gradient's global norm before clipping. */
    public double take(double learningRate) {
        workers.run(Phase.BACKWARD, batch.parts(), passBack);
        workers.run(Phase.GRADIENT, blocks.size(), computeBlock);
        double sum = 0;
        for (double square : squares) {
            sum += square;
        }
        double norm = Math.sqrt(sum);
        check.check(norm, optimiser.updates() + 1, parameters);
        this.learningRate = learningRate;
        scale = GradientClip.scale(norm, maxNorm);
        optimiser.begin();
        workers.run(ranges.size(), applyBlock);
        workers.run(Phase.PACKING, afterwards.size(), reload);
        return norm;
    }

    private void computeBlock(int block) {
        squares[block] = blocks.get(block).compute();
    }

    private void applyBlock(int index) {
        long clock = System.nanoTime();
        Range range = ranges.get(index);
        Parameters.Slice slice = range.slice;
        int length = slice.rowLength();
        int from = slice.offset() + range.first * length;
        if (slice.active() == null) {
            optimiser.apply(parameters.values(), parameters.gradients(), from, from + range.count * length, scale,
                    learningRate);
        } else {
            for (int row = range.first; row < range.first + range.count; row++, from += length) {
                applyRow(slice.active()[row], from, from + length);
            }
        }
        clock = workers.times().lap(Phase.OPTIMISER, clock);
        for (int i = 0; i < range.reloads.size(); i++) {
            range.reloads.get(i).copy().run(range.first, range.count);
        }
        workers.times().lap(Phase.PACKING, clock);
    }

    private void applyRow(boolean active, int from, int to) {
        if (active) {
            optimiser.apply(parameters.values(), parameters.gradients(), from, to, scale, learningRate);
        } else {
            optimiser.applyZero(parameters.values(), from, to, learningRate);
        }
    }
}
