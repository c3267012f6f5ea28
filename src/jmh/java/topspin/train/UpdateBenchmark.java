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
import topspin.FloatingPointOperations;
import topspin.algorithm.Learner;
import topspin.algorithm.Progress;
import topspin.algorithm.UpdateReport;
import topspin.algorithm.a2c.A2c;
import topspin.algorithm.ppo.Ppo;
import topspin.env.EnvironmentRegistry;
import topspin.env.VectorEnvironment;
import topspin.nn.BatchShape;
import topspin.nn.NatureCnn;
import topspin.nn.NatureCnnBenchmark;
import topspin.nn.Parameters;
import topspin.nn.cell.CellBenchmark;
import topspin.nn.engine.Engines;
import topspin.nn.engine.Precision;
import topspin.optim.Optimiser;
import topspin.optim.Optimisers;
import topspin.parallel.WorkerPool;
import topspin.policy.PolicyBatch;
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
 * One full update of the experiment log's network, or of the Nature-CNN with its LSTM, from one rollout of Pong: returns,
 * losses, backward passes, clipping, optimiser and fresh weights; for PPO one epoch of one minibatch, its forward pass
 * included. The same rollout is learned from again and again at a learning rate of zero, so that every operation does the
 * same work.
 *
 * <p>{@code gflop} counts the products of LSTM, convolutions and dense layer alone: divided by what {@code PeakBenchmark}
 * has on as many cores, it is a lower bound on the share of peak. A2C has no forward pass, since acting was it; learning
 * from the same activations again works on what the first time left in their place: the same work, other numbers.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class UpdateBenchmark {
    private static final int UNITS = 256;
    private static final int SIDE = 84;
    private static final int ENCODER_UNITS = 512;

    @Param({"a2c", "ppo"})
    public String algorithm;

    /** The observation; {@code gray84} goes through the Nature-CNN. */
    @Param({"binary80", "gray84"})
    public String observation;

    /** Steps × environments. */
    @Param({"16x8", "8x16", "32x64"})
    public String shape;

    @Param({"1", "2"})
    public int workers;

    /** Groups of environments: fewer make larger recurrent products, more keep more workers busy. */
    @Param("auto")
    public String shards;

    @Param("F32")
    public Precision precision;

    private WorkerPool pool;
    private VectorEnvironment environment;
    private Learner learner;
    private Rollout rollout;
    private double operations;

    @Setup
    public void setUp() {
        int steps = Integer.parseInt(shape.split("x")[0]);
        int environments = Integer.parseInt(shape.split("x")[1]);
        RunConfig config = config(steps, environments);
        RandomStreams streams = new RandomStreams(config.seed());
        pool = new WorkerPool(workers);
        environment = VectorEnvironment.of(EnvironmentRegistry.load(), "pong",
                Map.of("observation", observation, "frame-skip", 4), environments, streams, pool);
        PolicyNetwork policy = Trainer.policy(config, environment, Engines.open(config.engine(), precision));
        policy.reload(pool);
        boolean ppo = algorithm.equals("ppo");
        int groups = config.sharding().groups();
        RolloutCollector collector = new RolloutCollector(environment, policy, steps, groups, !ppo, true, streams);
        collector.reset();
        rollout = collector.collect(pool);
        PolicyBatch batch = ppo ? policy.batch(new BatchShape(groups, steps, environments / groups))
                : collector.actor();
        Optimiser optimiser = Optimisers.of(config.optimiser(), policy.parameters().size());
        learner = Trainer.learner(config, policy, batch, !ppo, optimiser, new Guards(config.guard()), streams, pool);
        operations = operations(rollout.rows(), ppo);
    }

    private double operations(int rows, boolean forward) {
        if (observation.equals("binary80")) {
            return (forward ? 3 : 2) * CellBenchmark.forwardOperations(rows, UNITS, UNITS);
        }
        NatureCnn encoder = new NatureCnn(Engines.open("onednn"), new Parameters(), "encoder", SIDE, SIDE, 1, ENCODER_UNITS, 1);
        double first = rows * NatureCnnBenchmark.firstOperations(encoder);
        double rest = rows * NatureCnnBenchmark.laterOperations(encoder)
                + CellBenchmark.forwardOperations(rows, ENCODER_UNITS, UNITS);
        return (forward ? 2 : 1) * first + (forward ? 3 : 2) * rest;
    }

    private PolicyConfig policy(PolicyConfig standard) {
        return observation.equals("binary80") ? standard
                : new PolicyConfig("nature-cnn", ENCODER_UNITS, standard.core(), standard.sequence());
    }

    private RunConfig config(int steps, int environments) {
        RunConfig d = RunConfig.defaults(algorithm.equals("ppo") ? new Ppo(1, 1, 0.1, true, 0.95, true, null) : new A2c());
        return d.with().environments(environments).steps(steps).policy(policy(d.policy()))
                .workers(Integer.toString(workers)).shards(shards).engine("onednn").build();
    }

    @TearDown
    public void tearDown() {
        environment.close();
        pool.close();
    }

    @Benchmark
    public UpdateReport update(FloatingPointOperations done) {
        done.add(operations);
        return learner.update(rollout, new Progress(0));
    }
}
