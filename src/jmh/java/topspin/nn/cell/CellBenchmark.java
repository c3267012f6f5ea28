package topspin.nn.cell;

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
import topspin.nn.BatchShape;
import topspin.nn.CorePass;
import topspin.nn.GradientBlock;
import topspin.nn.Initialiser;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Engines;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.util.concurrent.TimeUnit;

/**
 * A recurrent cell of 256 units over a whole batch, on one thread: forward alone, and forward with backward through time and
 * the gradients of all weights. {@code backward} alone is repeated on what the first time left in the gates' place: the
 * same work on other numbers. Operations are those of the LSTM's products, whatever the cell.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CellBenchmark {
    private static final int UNITS = 256;

    /** {@code policy.core.type}; {@code lstm+} has layer norm, {@code gru-} resets before, {@code mingru-} has no highway. */
    @Param({"lstm", "lstm+", "gru", "gru-", "rnn", "mingru", "mingru-", "lru"})
    public String cell;

    /** Steps × sequences × inputs, and how many rows in a hundred begin an episode. */
    @Param({"16x8x256/0", "16x8x512/0", "8x16x256/0", "8x16x512/0", "128x1x256/0", "128x1x512/0", "1024x1x256/0", "16x64x256/0", "32x64x256/0",
        "32x64x512/0", "128x128x256/3"})
    public String shape;

    private CorePass pass;
    private boolean[] episodeStart;
    private double forwardOperations;

    @Setup
    public void setUp() {
        String[] parts = shape.split("[x/]");
        int steps = Integer.parseInt(parts[0]);
        int sequences = Integer.parseInt(parts[1]);
        int inputs = Integer.parseInt(parts[2]);
        double resets = Integer.parseInt(parts[3]) / 100.0;
        Engine engine = Engines.open("onednn");
        RandomStreams streams = new RandomStreams(1);
        Parameters parameters = new Parameters();
RecurrentCell recurrent = core().layer(engine, parameters, "core/0", inputs);
        parameters.allocate();
        recurrent.initialise(Initialiser.ORTHOGONAL, streams);
        BatchShape batch = new BatchShape(1, steps, sequences);
        pass = recurrent.pass(batch);
        recurrent.reloads().forEach(Reload::run);
        pass.input().put(0, batch.rows(), random(streams.stream("input"), batch.rows() * inputs), 0);
        float[] gradient = random(streams.stream("gradient"), batch.rows() * UNITS);
        System.arraycopy(gradient, 0, pass.outputGradient(), 0, gradient.length);
        episodeStart = new boolean[batch.rows()];
        RandomStream starts = streams.stream("starts");
        for (int row = 0; row < episodeStart.length; row++) {
            episodeStart[row] = starts.nextBernoulli(resets);
        }
        pass.begin(0, new float[sequences * recurrent.stateSize()], 0);
        pass.forward(0, episodeStart);
        forwardOperations = forwardOperations(batch.rows(), inputs, UNITS);
    }

    private CoreConfig core() {
        return new CoreConfig(cell.replaceAll("[+-]", ""), UNITS).withLayerNorm(cell.endsWith("+"))
                .withReset(cell.equals("gru-") ? Gru.Reset.BEFORE : Gru.Reset.AFTER).withHighway(!cell.equals("mingru-"));
    }

    /** Multiplications and additions of a forward pass: every row times Wx and Wh. */
    public static double forwardOperations(long rows, long inputs, long units) {
        return 2.0 * rows * (inputs + units) * 4 * units;
    }

    private static float[] random(RandomStream stream, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = stream.nextFloat() - 0.5f;
        }
        return values;
    }

    @Benchmark
    public void forward(FloatingPointOperations done) {
        pass.forward(0, episodeStart);
        done.add(forwardOperations);
    }

    @Benchmark
    public double backward(FloatingPointOperations done) {
        done.add(2 * forwardOperations);
        return differentiate();
    }

    @Benchmark
    public double forwardAndBackward(FloatingPointOperations done) {
        pass.forward(0, episodeStart);
        done.add(3 * forwardOperations);
        return differentiate();
    }

    private double differentiate() {
        pass.backward(0, episodeStart);
        double squares = 0;
        for (GradientBlock block : pass.gradientBlocks()) {
            squares += block.compute();
        }
        return squares;
    }
}
