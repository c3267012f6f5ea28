package topspin.train;

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
import topspin.EnvironmentSteps;
import topspin.algorithm.Learner;
import topspin.algorithm.Progress;
import topspin.algorithm.UpdateReport;
import topspin.algorithm.a2c.A2c;
import topspin.env.EnvironmentRegistry;
import topspin.env.VectorEnvironment;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Engines;
import topspin.optim.Optimiser;
import topspin.optim.Optimisers;
import topspin.parallel.WorkerPool;
import topspin.policy.PolicyConfig;
import topspin.policy.PolicyNetwork;
import topspin.random.RandomStreams;
import topspin.rollout.Rollout;
import topspin.rollout.RolloutCollector;
import topspin.run.Guards;
import topspin.run.RunConfig;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A2C learning from Pong's {@code features}, on one thread: 16 steps of every environment, then one update. {@code steps}
 * counts decisions. With one environment and core {@code none}, {@code Rl4jBenchmark} does the same with the same
 * network.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class A2cBenchmark {
    private static final int STEPS = 16;
    private static final int UNITS = 256;

    @Param({"1", "8"})
    public int environments;

    @Param({"none", "lstm"})
    public String core;

    private WorkerPool pool;
    private VectorEnvironment environment;
    private RolloutCollector collector;
    private Learner learner;
    private double rate;

    @Setup
    public void setUp() {
        RunConfig config = config();
        RandomStreams streams = new RandomStreams(config.seed());
        pool = new WorkerPool(1);
        environment = VectorEnvironment.of(EnvironmentRegistry.load(), "pong", Map.of("observation", "features"),
                environments, streams, pool);
        PolicyNetwork policy = Trainer.policy(config, environment, Engines.open(config.engine()));
        policy.reload(pool);
        collector = new RolloutCollector(environment, policy, STEPS, config.sharding().groups(), true, true, streams);
        collector.reset();
        Optimiser optimiser = Optimisers.of(config.optimiser(), policy.parameters().size());
        learner = Trainer.learner(config, policy, collector.actor(), true, optimiser, new Guards(config.guard()), streams,
                pool);
        rate = config.optimiser().learningRate();
    }

    private RunConfig config() {
        RunConfig d = RunConfig.defaults(new A2c());
        PolicyConfig policy = new PolicyConfig("mlp", UNITS, new CoreConfig(core, UNITS, 1, 0), "fused");
        return d.with().environments(environments).steps(STEPS).policy(policy).workers("1").engine("onednn").build();
    }

    @TearDown
    public void tearDown() {
        environment.close();
        pool.close();
    }

    @Benchmark
    public UpdateReport learn(EnvironmentSteps taken) {
        Rollout rollout = collector.collect(pool);
        taken.add(rollout.rows());
        return learner.update(rollout, new Progress(rate));
    }
}
