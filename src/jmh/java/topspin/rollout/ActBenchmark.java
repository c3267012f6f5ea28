package topspin.rollout;

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
import topspin.nn.BatchShape;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Engines;
import topspin.parallel.WorkerPool;
import topspin.policy.PolicyBatch;
import topspin.policy.PolicyConfig;
import topspin.policy.PolicyNetwork;
import topspin.policy.distribution.Distribution;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The experiment log's network (80×80 zeros and ones → 256 → LSTM 256 → heads) acting, on one thread. An operation of
 * {@code act} is one step of all environments without the environments: their observations of one moment, over and over.
 * {@code collect} plays as well, and writes down what a learner needs; an operation is one step of all environments, too.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ActBenchmark {
    private static final int STEPS = 16;
    private static final int GROUP = 4;
    private static final int UNITS = 256;

    @Param({"8", "16", "32"})
    public int environments;

    private WorkerPool workers;
    private VectorEnvironment environment;
    private RolloutCollector collector;
    private Rollout rollout;
    private PolicyBatch batch;
    private Distribution distribution;
    private RandomStream actions;
    private final float[] action = new float[1];
    private float[] states;
    private int stateSize;

    @Setup
    public void setUp() {
        RandomStreams streams = new RandomStreams(1);
        workers = new WorkerPool(1);
        environment = VectorEnvironment.of(EnvironmentRegistry.load(), "pong",
                Map.of("observation", "binary80", "frame-skip", 4), environments, streams, workers);
        PolicyNetwork policy = new PolicyNetwork(
                new PolicyConfig("binary-dense", UNITS, new CoreConfig("lstm", UNITS, 1, 0), "fused"),
                environment.observationSpace(), environment.actionSpace(), Engines.open("onednn"), streams);
        policy.reload(workers);
        int groups = environments / GROUP;
        collector = new RolloutCollector(environment, policy, STEPS, groups, true, true, streams);
        collector.reset();
        rollout = collector.collect(workers);
        batch = policy.batch(new BatchShape(groups, 1, GROUP));
        for (int n = 0; n < environments; n++) {
            batch.sourceRows()[n] = rollout.row(STEPS - 1, n);
        }
        actions = streams.stream("action");
        stateSize = policy.stateSize();
        states = new float[environments * stateSize];
        distribution = policy.distribution();
    }

    @TearDown
    public void tearDown() {
        environment.close();
        workers.close();
    }

    @Benchmark
    public int act() {
        int sum = 0;
        for (int group = 0; group < environments / GROUP; group++) {
            batch.begin(group, states, group * GROUP * stateSize);
            batch.step(group, 0, rollout.source());
            batch.state(group, 0, states, group * GROUP * stateSize);
            for (int n = group * GROUP; n < (group + 1) * GROUP; n++) {
                distribution.sample(batch.logits(), n * distribution.width(), actions, action, 0);
                sum += (int) action[0];
            }
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(STEPS)
    public Rollout collect() {
        return collector.collect(workers);
    }
}
