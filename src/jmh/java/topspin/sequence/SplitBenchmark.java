package topspin.sequence;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import topspin.nn.BatchShape;
import topspin.nn.CorePass;
import topspin.nn.GradientBlock;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;
import topspin.nn.engine.OneDnnEngine;
import topspin.nn.engine.Product;
import topspin.nn.engine.Weights;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Every splitting variant on one thread: 256 inputs, 256 units, episodes that begin at 3 % of the rows. {@code bound} is
 * the work that no variant can avoid, as bare products: one projection of all rows, one recurrent product per step, and
 * for the backward pass their transposes and the weights' gradient in one product each.
 *
 * <pre>
 * mvn -q -Pbench -DskipTests package
 * java -jar target/benchmarks.jar SplitBenchmark -prof gc
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(value = 3, jvmArgsAppend = {"-Xmx6g", "-XX:+UseSerialGC"})
public class SplitBenchmark {
    private static final int UNITS = 256;
    private static final int INPUTS = 256;
    private static final double RESETS = 0.03;
    private static final String BOUND = "bound";

    /** {@code environments x steps}, all environments in one shard. */
    @Param({"1x128", "8x16", "64x32", "128x128"})
    public String shape;

    @Param({BOUND, "fused", "split", "split-squeeze", "unstack", "batch-to-sequence", "segmented", "packed", "padded",
        "primitive"})
    public String variant;

    private Engine engine;
    private Problem problem;
    private CorePass pass;
    private final List<Product> boundForward = new ArrayList<>();
    private final List<Product> boundBackward = new ArrayList<>();

    @Setup
    public void setUp() {
        String[] sizes = shape.split("x");
        BatchShape batch = new BatchShape(1, Integer.parseInt(sizes[1]), Integer.parseInt(sizes[0]));
        RandomStreams streams = new RandomStreams(1);
        engine = new OneDnnEngine();
        problem = Problem.random(batch, INPUTS, new CoreConfig("lstm", UNITS), RESETS, streams);
        if (variant.equals(BOUND)) {
            planBound(batch);
            return;
        }
        SplitTrial trial = new SplitTrial(engine, problem, streams);
        pass = trial.pass(SequenceSplitter.of(variant));
        trial.compute(pass);
    }

    private void planBound(BatchShape batch) {
        int rows = batch.rows();
        Matrix input = engine.matrix(rows, INPUTS);
        Matrix hidden = engine.matrix(rows, UNITS);
        Matrix z = engine.matrix(rows, 4 * UNITS);
        Weights inputWeights = engine.weights(INPUTS, 4 * UNITS);
        Weights recurrentWeights = engine.weights(UNITS, 4 * UNITS);
        boundForward.add(engine.forward(input, inputWeights, engine.matrix(1, 4 * UNITS), z));
        for (int t = 0; t < batch.steps(); t++) {
            int row = batch.row(0, t);
            Matrix step = z.rows(row, batch.sequences());
            Matrix state = hidden.rows(row, batch.sequences());
            boundForward.add(engine.accumulate(state, recurrentWeights, step));
            boundBackward.add(engine.backwardData(step, recurrentWeights, state));
        }
        boundBackward.add(engine.backwardData(z, inputWeights, input));
        boundBackward.add(engine.backwardWeights(input, z, engine.matrix(INPUTS, 4 * UNITS)));
        boundBackward.add(engine.backwardWeights(hidden, z, engine.matrix(UNITS, 4 * UNITS)));
    }

    @TearDown
    public void tearDown() {
        engine.close();
    }

    @Benchmark
    public Object forward() {
        runForward();
        return pass;
    }

    @Benchmark
    public Object forwardAndBackward() {
        runForward();
        if (pass == null) {
            boundBackward.forEach(Product::run);
            return boundBackward;
        }
        System.arraycopy(problem.outputGradient(), 0, pass.outputGradient(), 0, problem.outputGradient().length);
        pass.backward(0, problem.episodeStart());
        pass.gradientBlocks().forEach(GradientBlock::compute);
        return pass;
    }

    private void runForward() {
        if (pass == null) {
            boundForward.forEach(Product::run);
        } else {
            pass.forward(0, problem.episodeStart());
        }
    }
}
