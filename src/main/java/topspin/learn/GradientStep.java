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
 * The steps after the backward passes of all shards: passing back through the encoder by parts of the rows, gradients
 * of the weights, their global norm, clipping, the optimiser, and packing the weights for the engine while the updated
 * rows are still in the core's cache. Sums are split into parts that the experiment fixes and taken in the order of
 * parts, so the number of workers changes no bit.
 *
 * <p>Order of use: construct once for a batch; then {@link #take} whenever all of its shards are passed back. One
 * thread, which is a member of the pool. Taking a step allocates nothing.
 */
public final class GradientStep {
    /**
     * Approximate number of parameters per task of the optimiser; a task has whole rows, and all rows that are packed
     * together.
     */
    private static final int OPTIMISER_BLOCK = 1 << 15;
    /**
     * The largest slice that one task updates and packs whole, if it cannot be packed by parts; larger ones are packed
     * afterwards.
     */
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

    /** Checks every gradient before the optimiser uses it. */
    @FunctionalInterface
    public interface NormCheck {
        /** Lets every gradient pass. */
        NormCheck NONE = (norm, update, parameters) -> { };

        /**
         * Throws if this gradient must not be learned from.
         *
         * @param norm       the gradient's global norm before clipping
         * @param update     that follows, from 1
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

    /** Rows of a slice that one task of the optimiser updates and then packs. */
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
