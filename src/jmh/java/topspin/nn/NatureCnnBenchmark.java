package topspin.nn;

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
import org.openjdk.jmh.annotations.Warmup;
import topspin.FloatingPointOperations;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Engines;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.util.concurrent.TimeUnit;

/**
 * The Nature-CNN of 512 units on 84×84 pictures, on one thread: acting on a step of 4 rows, forward over a shard, and
 * backward with the gradients of all weights. {@code gflop} counts the products of convolutions and dense layer (no
 * gradient in the picture); its share of {@code PeakBenchmark}'s, in the same run, is the share of peak.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class NatureCnnBenchmark {
    private static final int SIDE = 84;
    private static final int UNITS = 512;
    private static final int SEQUENCES = 4;

    /** Pictures that are seen at once. */
    @Param({"1", "4"})
    public int channels;

    /** Steps of 4 sequences: 64 rows (a shard of 16 × 8) or 128 (of 32 × 32). */
    @Param({"16", "32"})
    public int steps;

    private BatchShape shape;
    private EncoderPass pass;
    private RowSource source;
    private int[] rows;
    private double forwardOperations;
    private double backwardOperations;

    @Setup
    public void setUp() {
        Engine engine = Engines.open("onednn");
        RandomStreams streams = new RandomStreams(1);
        Parameters parameters = new Parameters();
        NatureCnn encoder = new NatureCnn(engine, parameters, "encoder", SIDE, SIDE, channels, UNITS, 1 / 255f);
        parameters.allocate();
        encoder.initialise(Initialiser.ORTHOGONAL, streams);
        shape = new BatchShape(1, steps, SEQUENCES);
        CorePass core = new Memoryless(engine, UNITS).pass(shape);
        pass = encoder.pass(shape, core);
        encoder.reloads().forEach(Reload::run);
        pass.gradientBlocks();
        byte[] bytes = new byte[shape.rows() * SIDE * SIDE * channels];
        float[] gradient = new float[shape.rows() * UNITS];
        RandomStream stream = streams.stream("values");
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) stream.nextInt(256);
        }
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = stream.nextFloat() - 0.5f;
        }
        core.inputGradient().put(0, shape.rows(), gradient, 0);
        source = new RowSource(bytes, null, SIDE * SIDE * channels);
        rows = new int[shape.rows()];
        for (int r = 0; r < rows.length; r++) {
            rows[r] = r;
        }
        count(encoder);
        forwardAll();
    }

    private void forwardAll() {
        for (int part = 0; part < pass.parts().count(); part++) {
            pass.forward(source, rows, pass.parts().first(part), pass.parts().rows(part));
        }
    }

    private void count(NatureCnn encoder) {
        double first = firstOperations(encoder);
        double rest = laterOperations(encoder);
        forwardOperations = first + rest;
        backwardOperations = first + 2 * rest;
    }

    /** Multiplications and additions of the first convolution, whose input needs no gradient, forward and of one row. */
    public static double firstOperations(NatureCnn encoder) {
        return operations(encoder.layers().get(0));
    }

    /** Those of the other layers. */
    public static double laterOperations(NatureCnn encoder) {
        double dense = 2.0 * encoder.dense().inputs() * encoder.outputs();
        return encoder.layers().stream().skip(1).mapToDouble(NatureCnnBenchmark::operations).sum() + dense;
    }

    private static double operations(Conv2d layer) {
        return 2.0 * layer.shape().outputs() * layer.shape().windowLength();
    }

    @Benchmark
    public void act(FloatingPointOperations done) {
        pass.forward(source, rows, 0, SEQUENCES);
        done.add(SEQUENCES * forwardOperations);
    }

    @Benchmark
    public void forward(FloatingPointOperations done) {
        forwardAll();
        done.add(shape.rows() * forwardOperations);
    }

    @Benchmark
    public double backward(FloatingPointOperations done) {
        for (int part = 0; part < pass.parts().count(); part++) {
            pass.backward(pass.parts().first(part), pass.parts().rows(part));
        }
        double squares = 0;
        for (GradientBlock block : pass.gradientBlocks()) {
            squares += block.compute();
        }
        done.add(shape.rows() * backwardOperations);
        return squares;
    }
}
