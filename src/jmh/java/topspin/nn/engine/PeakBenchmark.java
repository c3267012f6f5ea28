package topspin.nn.engine;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import topspin.FloatingPointOperations;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.util.concurrent.TimeUnit;

/**
 * What one core, or two, can do at most: a product of 2048³ on packed weights. The secondary result {@code gflop} is in
 * GFLOP/s, as it is in the benchmarks of layers and updates; their share of this one's, in the same run, is their share of
 * peak.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class PeakBenchmark {
    private static final int SIZE = 2048;

    private Product product;

    @Setup
    public void setUp() {
        Engine engine = Engines.open("onednn");
        RandomStream stream = new RandomStreams(1).stream("values");
        float[] values = new float[SIZE * SIZE];
        for (int i = 0; i < values.length; i++) {
            values[i] = stream.nextFloat() - 0.5f;
        }
        Matrix x = engine.matrix(SIZE, SIZE);
        x.put(0, SIZE, values, 0);
        Weights weights = engine.weights(SIZE, SIZE);
        Matrix y = engine.matrix(SIZE, SIZE);
        product = engine.forward(x, weights, engine.matrix(1, SIZE), y);
        weights.load(values, 0);
    }

    @Benchmark
    public void gemm(FloatingPointOperations done) {
        multiply(done);
    }

    /** What two cores can do at once, which is a little less than twice that of one. */
    @Benchmark
    @Threads(2)
    public void gemmOnTwoCores(FloatingPointOperations done) {
        multiply(done);
    }

    private void multiply(FloatingPointOperations done) {
        product.run();
        done.add(2.0 * SIZE * SIZE * SIZE);
    }
}
