package topspin;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import topspin.env.EnvironmentRegistry;
import topspin.env.VectorEnvironment;
import topspin.parallel.WorkerPool;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;
import topspin.space.Discrete;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A game alone, on one thread: random actions, frame skip 4, maximum of the last two frames, observation drawn, episodes
 * reset. An operation is one emulated frame.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ArcadeBenchmark {
    private static final int ENVIRONMENTS = 8;
    private static final int DECISIONS = 128;
    private static final int FRAME_SKIP = 4;

    @Param({"pong", "breakout"})
    public String world;

    @Param({"binary80", "gray84", "features", "rgb"})
    public String observation;

    private final int[][] actions = new int[DECISIONS][ENVIRONMENTS];
    private WorkerPool pool;
    private VectorEnvironment environments;

    @Setup
    public void setUp() {
        RandomStreams streams = new RandomStreams(1);
        RandomStream action = streams.stream("action");
        pool = new WorkerPool(1);
        environments = VectorEnvironment.of(EnvironmentRegistry.load(), world,
                Map.of("observation", observation, "frame-skip", FRAME_SKIP), ENVIRONMENTS, streams, pool);
        int choices = ((Discrete) environments.actionSpace()).n();
        for (int[] row : actions) {
            for (int n = 0; n < ENVIRONMENTS; n++) {
                row[n] = action.nextInt(choices);
            }
        }
        environments.reset();
    }

    @TearDown
    public void tearDown() {
        environments.close();
        pool.close();
    }

    @Benchmark
    @OperationsPerInvocation(ENVIRONMENTS * DECISIONS * FRAME_SKIP)
    public float[] frames() {
        for (int[] row : actions) {
            environments.step(row);
        }
        return environments.rewards();
    }
}
