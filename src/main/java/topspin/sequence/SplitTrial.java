package topspin.sequence;

import com.sun.management.ThreadMXBean;
import topspin.nn.BatchShape;
import topspin.nn.CorePass;
import topspin.nn.GradientBlock;
import topspin.nn.Initialiser;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.nn.cell.RecurrentCell;
import topspin.nn.engine.Engine;
import topspin.random.RandomStreams;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Runs different passes over the same core on one {@link Problem}, and compares and times them. One thread, which
 * computes all shards one after the other.
 */
public final class SplitTrial {
    private static final int WARM_UPS = 3;
    private static final long WARM_UP_NANOS = 100_000_000;

    private final Problem problem;
    private final Parameters parameters = new Parameters();
    private final List<RecurrentCell> cells;

    /**
     * @param agreements        by quantity
     * @param forwardMillis   median
     * @param backwardMillis  median, the parameters' gradient included
     * @param rowsPerSecond   forward and backward together
     * @param allocatedBytes  by Java, per forward and backward, after the first
     * @param bufferBytes     of memory that the pass holds
     */
    public record Result(SequenceSplitter splitter, Map<Quantity, Agreement> agreements, double forwardMillis,
                         double backwardMillis, double rowsPerSecond, long allocatedBytes, long bufferBytes) {

        /** The worst of all quantities. */
        public Agreement worst() {
            return worst(quantity -> true);
        }

        /** The worst of some quantities, at least one. */
        public Agreement worst(Predicate<Quantity> some) {
            return agreements.entrySet().stream().filter(entry -> some.test(entry.getKey())).map(Map.Entry::getValue)
                    .max(BY_KIND).orElseThrow();
        }

        /** Whether the results confirm the variant's claim. */
        public boolean keepsItsClaim() {
            return agreements.entrySet().stream().noneMatch(entry -> claims(entry.getKey())
                    && entry.getValue().kind() == Agreement.Kind.OTHER_MATHS);
        }

        private boolean claims(Quantity quantity) {
            return switch (splitter.variant().maths()) {
                case SAME -> true;
                case OTHER_GRADIENT -> quantity.isForward();
                case OTHER -> false;
            };
        }
    }

    private static final Comparator<Agreement> BY_KIND =
            Comparator.comparing(Agreement::kind).thenComparingDouble(Agreement::relative);

    /** Draws the core's weights from {@code init/core/…}. */
    public SplitTrial(Engine engine, Problem problem, RandomStreams streams) {
        this.problem = problem;
        cells = SplitCore.cells(problem.core(), engine, parameters, "core", problem.inputs());
        parameters.allocate();
        cells.forEach(cell -> cell.initialise(Initialiser.ORTHOGONAL, streams));
        pack();
    }

    /** To be called after every change of {@link #parameters}. */
    void pack() {
        cells.forEach(cell -> cell.reloads().forEach(Reload::run));
    }

    /** The core's parameters. */
    public Parameters parameters() {
        return parameters;
    }

    /** A pass over the problem's batch by one variant. */
    public CorePass pass(SequenceSplitter splitter) {
        return pass(splitter, problem.shape());
    }

    /** A pass over another batch. */
    public CorePass pass(SequenceSplitter splitter, BatchShape shape) {
        return SplitCore.stack(cells, splitter).pass(shape);
    }

    public Problem problem() {
        return problem;
    }

    /** Forward once, from the problem's inputs and start states; returns the final states. */
    float[] forward(CorePass pass) {
        load(pass);
        passForward(pass);
        float[] state = new float[problem.states().length];
        int perShard = state.length / problem.shape().shards();
        for (int shard = 0; shard < problem.shape().shards(); shard++) {
            pass.state(shard, problem.shape().steps() - 1, state, shard * perShard);
        }
        return state;
    }

    /** Forward and backward once. */
    public Tensors compute(CorePass pass) {
        float[] state = forward(pass);
        float[] output = pass.output().clone();
        float[] stateGradients = backwardThroughStates(pass);
        Map<Quantity, float[]> values = new LinkedHashMap<>();
        values.put(Quantity.OUTPUT, output);
        values.put(Quantity.FINAL_STATE, state);
        float[] inputGradient = new float[problem.input().length];
        pass.inputGradient().get(0, problem.shape().rows(), inputGradient, 0);
        values.put(Quantity.INPUT_GRADIENT, inputGradient);
        values.put(Quantity.START_STATE_GRADIENT, stateGradients);
        for (Parameters.Slice slice : parameters.slices()) {
            values.put(Quantity.gradientOf(slice.name(), problem.core()), Arrays.copyOfRange(parameters.gradients(),
                    slice.offset(), slice.offset() + slice.length()));
        }
        return new Tensors(values);
    }

    /** Backward from outputs and final states; returns the gradients in the start states. */
    private float[] backwardThroughStates(CorePass pass) {
        BatchShape shape = problem.shape();
        float[] gradients = problem.stateGradient().clone();
        int perShard = gradients.length / shape.shards();
        for (int shard = 0; shard < shape.shards(); shard++) {
            pass.backward(shard, problem.episodeStart(), gradients, shard * perShard);
        }
        computeBlocks(pass);
        return gradients;
    }

    /** Computes with every variant, compares with {@code fused} and times; all are warmed up before any is timed. */
    public List<Result> measure(List<SequenceSplitter> splitters, int repetitions) {
        Tensors fused = compute(pass(SequenceSplitter.FUSED));
        List<Map<Quantity, Agreement>> agreements = new ArrayList<>();
        for (SequenceSplitter splitter : splitters) {
            CorePass pass = pass(splitter);
            agreements.add(compute(pass).compareWith(fused, problem));
            warmUp(pass, WARM_UP_NANOS);
        }
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < splitters.size(); i++) {
            results.add(time(splitters.get(i), agreements.get(i), repetitions));
        }
        return results;
    }

    private void warmUp(CorePass pass, long nanos) {
        long start = System.nanoTime();
        for (int i = 0; i < WARM_UPS || System.nanoTime() - start < nanos; i++) {
            refill(pass);
            passForward(pass);
            backward(pass);
        }
    }

    private Result time(SequenceSplitter splitter, Map<Quantity, Agreement> agreements, int repetitions) {
        CorePass pass = pass(splitter);
        load(pass);
        warmUp(pass, 0);
        double[] forward = new double[repetitions];
        double[] backward = new double[repetitions];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < repetitions; i++) {
            refill(pass);
            long start = System.nanoTime();
            passForward(pass);
            long middle = System.nanoTime();
            backward(pass);
            forward[i] = (middle - start) * 1e-6;
            backward[i] = (System.nanoTime() - middle) * 1e-6;
        }
        long allocated = (threads.getCurrentThreadAllocatedBytes() - before) / repetitions;
        double f = median(forward);
        double b = median(backward);
        return new Result(splitter, agreements, f, b, problem.shape().rows() / (f + b) * 1e3, allocated,
                pass.bytes());
    }

    private void load(CorePass pass) {
        BatchShape shape = problem.shape();
        pass.input().put(0, shape.rows(), problem.input(), 0);
        int perShard = problem.states().length / shape.shards();
        for (int shard = 0; shard < shape.shards(); shard++) {
            pass.begin(shard, problem.states(), shard * perShard);
        }
        refill(pass);
    }

    private void refill(CorePass pass) {
        System.arraycopy(problem.outputGradient(), 0, pass.outputGradient(), 0, problem.outputGradient().length);
    }

    private void passForward(CorePass pass) {
        for (int shard = 0; shard < problem.shape().shards(); shard++) {
            pass.forward(shard, problem.episodeStart());
        }
    }

    private void backward(CorePass pass) {
        for (int shard = 0; shard < problem.shape().shards(); shard++) {
            pass.backward(shard, problem.episodeStart());
        }
        computeBlocks(pass);
    }

    private static void computeBlocks(CorePass pass) {
        List<GradientBlock> blocks = pass.gradientBlocks();
        for (int i = 0; i < blocks.size(); i++) {
            blocks.get(i).compute();
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
