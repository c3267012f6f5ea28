package topspin.sequence;

import com.sun.management.ThreadMXBean;
import topspin.nn.BatchShape;
import topspin.nn.CorePass;
import topspin.nn.GradientBlock;
import topspin.nn.Initialiser;
import topspin.nn.Lstm;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.nn.engine.Engine;
import topspin.random.RandomStreams;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Gives one {@link Problem} to passes over the same LSTM, and compares and times what they make of it. One thread, which
 * computes all shards one after the other.
 */
public final class SplitTrial {
    private static final int WARM_UPS = 3;
    private static final long WARM_UP_NANOS = 100_000_000;

    private final Problem problem;
    private final Parameters parameters = new Parameters();
    private final Lstm lstm;

    /**
     * @param verdicts        by quantity
     * @param forwardMillis   median
     * @param backwardMillis  median, the parameters' gradient included
     * @param rowsPerSecond   forward and backward together
     * @param allocatedBytes  by Java, per forward and backward, after the first
     * @param bufferBytes     of memory that the pass holds
     */
    public record Result(SequenceSplitter splitter, Map<Quantity, Verdict> verdicts, double forwardMillis,
                         double backwardMillis, double rowsPerSecond, long allocatedBytes, long bufferBytes) {

        /** The worst of all quantities. */
        public Verdict worst() {
            return verdicts.values().stream().max(BY_KIND).orElseThrow();
        }

        /** Whether the variant is what it says it is. */
        public boolean keepsItsClaim() {
            return verdicts.entrySet().stream().noneMatch(entry -> claims(entry.getKey())
                    && entry.getValue().kind() == Verdict.Kind.OTHER_MATHS);
        }

        private boolean claims(Quantity quantity) {
            return switch (splitter.variant().maths()) {
                case SAME -> true;
                case OTHER_GRADIENT -> quantity.isForward();
                case OTHER -> false;
            };
        }
    }

    private static final Comparator<Verdict> BY_KIND =
            Comparator.comparing(Verdict::kind).thenComparingDouble(Verdict::relative);

    /** Draws the LSTM's weights from {@code init/core/0/…}. */
    public SplitTrial(Engine engine, Problem problem, RandomStreams streams) {
        this.problem = problem;
        lstm = new Lstm(engine, parameters, "core/0", problem.inputs(), problem.units(), 0);
        parameters.allocate();
        lstm.initialise(Initialiser.ORTHOGONAL, streams);
        lstm.reloads().forEach(Reload::run);
    }

    public Lstm lstm() {
        return lstm;
    }

    public Problem problem() {
        return problem;
    }

    /** Forward and backward once. */
    public Tensors compute(CorePass pass) {
        load(pass);
        forward(pass);
        float[] output = pass.output().clone();
        float[] state = new float[problem.states().length];
        int perShard = state.length / problem.shape().shards();
        for (int shard = 0; shard < problem.shape().shards(); shard++) {
            pass.state(shard, problem.shape().steps() - 1, state, shard * perShard);
        }
        backward(pass);
        Map<Quantity, float[]> values = new EnumMap<>(Quantity.class);
        values.put(Quantity.OUTPUT, output);
        values.put(Quantity.FINAL_STATE, state);
        float[] inputGradient = new float[problem.input().length];
        pass.inputGradient().get(0, problem.shape().rows(), inputGradient, 0);
        values.put(Quantity.INPUT_GRADIENT, inputGradient);
        values.put(Quantity.INPUT_WEIGHTS_GRADIENT, gradient(0));
        values.put(Quantity.RECURRENT_WEIGHTS_GRADIENT, gradient(1));
        values.put(Quantity.BIAS_GRADIENT, gradient(2));
        return new Tensors(values);
    }

    private float[] gradient(int slice) {
        Parameters.Slice of = parameters.slices().get(slice);
        return Arrays.copyOfRange(parameters.gradients(), of.offset(), of.offset() + of.length());
    }

    /** Computes with every variant, compares with {@code fused} and times; all are warmed up before any is timed. */
    public List<Result> measure(List<SequenceSplitter> splitters, int repetitions) {
        Tensors fused = compute(lstm.pass(problem.shape()));
        List<Map<Quantity, Verdict>> verdicts = new ArrayList<>();
        for (SequenceSplitter splitter : splitters) {
            CorePass pass = splitter.pass(lstm, problem.shape());
            verdicts.add(compute(pass).compareWith(fused, problem));
            warmUp(pass, WARM_UP_NANOS);
        }
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < splitters.size(); i++) {
            results.add(time(splitters.get(i), verdicts.get(i), repetitions));
        }
        return results;
    }

    private void warmUp(CorePass pass, long nanos) {
        long start = System.nanoTime();
        for (int i = 0; i < WARM_UPS || System.nanoTime() - start < nanos; i++) {
            refill(pass);
            forward(pass);
            backward(pass);
        }
    }

    private Result time(SequenceSplitter splitter, Map<Quantity, Verdict> verdicts, int repetitions) {
        CorePass pass = splitter.pass(lstm, problem.shape());
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
            forward(pass);
            long middle = System.nanoTime();
            backward(pass);
            forward[i] = (middle - start) * 1e-6;
            backward[i] = (System.nanoTime() - middle) * 1e-6;
        }
        long allocated = (threads.getCurrentThreadAllocatedBytes() - before) / repetitions;
        double f = median(forward);
        double b = median(backward);
        return new Result(splitter, verdicts, f, b, problem.shape().rows() / (f + b) * 1e3, allocated,
                bufferBytes(pass));
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

    private void forward(CorePass pass) {
        for (int shard = 0; shard < problem.shape().shards(); shard++) {
            pass.forward(shard, problem.episodeStart());
        }
    }

    private void backward(CorePass pass) {
        for (int shard = 0; shard < problem.shape().shards(); shard++) {
            pass.backward(shard, problem.episodeStart());
        }
        List<GradientBlock> blocks = pass.gradientBlocks();
        for (int i = 0; i < blocks.size(); i++) {
            blocks.get(i).compute();
        }
    }

    private long bufferBytes(CorePass pass) {
        BatchShape shape = problem.shape();
        long inputs = 2L * Float.BYTES * shape.rows() * problem.inputs();
        long states = 3L * Float.BYTES * shape.shards() * shape.sequences() * problem.units();
        long extra = pass instanceof UnrolledPass unrolled ? unrolled.unrolling().extraBytes() : 0;
        return inputs + states + lstm.rowBytes(shape.rows()) + extra;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
