package topspin.train;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.algorithm.Algorithm;
import topspin.algorithm.Learner;
import topspin.algorithm.Progress;
import topspin.algorithm.ppo.Ppo;
import topspin.env.EnvironmentRegistry;
import topspin.env.VectorEnvironment;
import topspin.nn.Nonlinearity;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Engines;
import topspin.normalise.NormaliseConfig;
import topspin.optim.Optimiser;
import topspin.optim.Optimisers;
import topspin.parallel.WorkerPool;
import topspin.policy.HeadsConfig;
import topspin.policy.Outputs;
import topspin.policy.PolicyBatch;
import topspin.policy.PolicyConfig;
import topspin.policy.PolicyNetwork;
import topspin.random.RandomStreams;
import topspin.rollout.Rollout;
import topspin.rollout.RolloutCollector;
import topspin.run.Guards;
import topspin.run.RunConfig;

import java.lang.management.ManagementFactory;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Once everything has been used, acting, stepping and learning leave the collector of garbage nothing to do. */
class AllocationTest {
    private static final int ROLLOUTS = 20;
    private static final int STEPS = 16;
    private static final int ENVIRONMENTS = 8;
    /** A few small objects per update, such as the advantages' moments, are no matter; one per step would be. */
    private static final long MOST_BYTES = 4 * 64;

    @ParameterizedTest
    @CsvSource({"ppo, SHARED", "ppo, SEPARATE", "a2c, SHARED", "a2c, SEPARATE", "reinforce, SHARED", "pqn, SHARED"})
    void shouldAllocateNothingPerStep(Algorithm algorithm, PolicyConfig.Critic critic) {
        PolicyConfig policy = RunConfig.defaults(algorithm).policy();
        check(algorithm, "binary80", policy.withCritic(critic).withPrevious(PolicyConfig.Previous.ACTION_REWARD),
                new NormaliseConfig(false, true));
    }

    @ParameterizedTest
    @MethodSource("topspin.algorithm.Algorithms#all")
    void layersOfEncoderAndHeadsShouldAllocateNothingPerStep(Algorithm algorithm) {
        PolicyConfig network = RunConfig.defaults(algorithm).policy().withEncoder("mlp")
                .withEncoderLayers(3, Nonlinearity.RELU, true).withHeads(new HeadsConfig(2, 32, Nonlinearity.TANH));
        check(algorithm, "features", algorithm.outputs() == Outputs.ACTION_VALUES ? network
                : network.withSeparateCritic(PolicyConfig.Critic.SEPARATE), new NormaliseConfig(true, true));
    }

    private static void check(Algorithm algorithm, String observation, PolicyConfig network, NormaliseConfig normalise) {
        RunConfig d = RunConfig.defaults(algorithm);
        RunConfig config = d.with().environments(ENVIRONMENTS).steps(STEPS)
                .algorithm(algorithm instanceof Ppo ? new Ppo(2, 2, 0.1, true, 0.95, true, null) : algorithm)
                .policy(network).normalise(normalise).workers("1").engine("onednn")
                .build();
        RandomStreams streams = new RandomStreams(1);
        // One worker, the caller: its allocation is all there is.
        try (WorkerPool pool = new WorkerPool(1); Engine engine = Engines.open("onednn");
             VectorEnvironment environment = VectorEnvironment.of(EnvironmentRegistry.load(), "pong",
                     Map.of("observation", observation, "frame-skip", 4), ENVIRONMENTS, streams, pool)) {
            PolicyNetwork policy = Trainer.policy(config, environment, engine);
            policy.reload(pool);
            boolean replays = !config.learnsFromActor();
            int groups = config.sharding().groups();
            RolloutCollector collector = new RolloutCollector(environment, policy, STEPS, groups, !replays, true,
                    Trainer.normaliser(config, environment), streams);
            collector.reset();
            PolicyBatch batch = replays ? Trainer.minibatch(config, policy) : collector.actor();
            Optimiser optimiser = Optimisers.of(config.optimiser(), policy.parameters().size());
            Guards guards = new Guards(config.guard());
            Learner learner = Trainer.learner(config, policy, batch, !replays, optimiser, guards,
                    streams, pool);
            play(collector, learner, pool);

            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            threads.getCurrentThreadAllocatedBytes();
            long before = threads.getCurrentThreadAllocatedBytes();
            play(collector, learner, pool);
            long bytes = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(bytes / ROLLOUTS).as("bytes per rollout of %d steps", STEPS * ENVIRONMENTS)
                    .isLessThan(MOST_BYTES);
        }
    }

    private static void play(RolloutCollector collector, Learner learner, WorkerPool pool) {
        for (int i = 0; i < ROLLOUTS; i++) {
            Rollout rollout = collector.collect(pool, learner.acting(0));
            learner.update(rollout, new Progress(1e-4));
        }
    }
}
