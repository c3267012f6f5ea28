package topspin.train;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import topspin.env.EnvironmentRegistry;
import topspin.env.VectorEnvironment;
import topspin.learn.GradientStep;
import topspin.nn.BatchShape;
import topspin.nn.Nonlinearity;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Engines;
import topspin.optim.Optimiser;
import topspin.optim.Optimisers;
import topspin.parallel.WorkerPool;
import topspin.policy.PolicyBatch;
import topspin.policy.PolicyConfig;
import topspin.policy.RecurrentActorCritic;
import topspin.random.RandomStreams;
import topspin.rollout.Rollout;
import topspin.rollout.RolloutCollector;

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
    @CsvSource({"PPO, SHARED", "PPO, SEPARATE", "A2C, SHARED", "A2C, SEPARATE", "REINFORCE, SHARED"})
    void shouldAllocateNothingPerStep(RunConfig.Algorithm algorithm, PolicyConfig.Critic critic) {
        PolicyConfig policy = RunConfig.defaults(algorithm).policy();
        check(algorithm, "binary80", policy.withCritic(critic).withPrevious(PolicyConfig.Previous.ACTION_REWARD));
    }

    @ParameterizedTest
    @EnumSource
    void layersOfAnEncoderShouldAllocateNothingPerStep(RunConfig.Algorithm algorithm) {
        check(algorithm, "features", RunConfig.defaults(algorithm).policy().withEncoder("mlp")
                .withEncoderLayers(3, Nonlinearity.RELU, true));
    }

    private static void check(RunConfig.Algorithm algorithm, String observation, PolicyConfig network) {
        RunConfig d = RunConfig.defaults(algorithm);
        RunConfig config = new RunConfig(d.name(), d.env(), ENVIRONMENTS, STEPS, d.totalSteps(), algorithm,
                new RunConfig.Ppo(2, 2, 0.1, true, 0.95, true, null), d.a2c(), d.gamma(), d.entropy(), d.value(),
                d.maxGradNorm(), d.optimiser(), network, d.seed(), "1", d.shards(), "onednn", d.log(), d.checkpoint(),
                d.guard());
        RandomStreams streams = new RandomStreams(1);
        // One worker, the caller: its allocation is all there is.
        try (WorkerPool pool = new WorkerPool(1); Engine engine = Engines.open("onednn");
             VectorEnvironment environment = VectorEnvironment.of(EnvironmentRegistry.load(), "pong",
                     Map.of("observation", observation, "frame-skip", 4), ENVIRONMENTS, streams, pool)) {
            RecurrentActorCritic policy = Trainer.policy(config, environment, engine);
            policy.reload(pool);
            boolean ppo = algorithm == RunConfig.Algorithm.PPO;
            int groups = Sharding.groups(config);
            RolloutCollector collector = new RolloutCollector(environment, policy, STEPS, groups, !ppo, true, streams);
            collector.reset();
            PolicyBatch batch = ppo ? policy.batch(new BatchShape(groups, STEPS, ENVIRONMENTS / 2 / groups))
                    : collector.actor();
            Optimiser optimiser = Optimisers.of(config.optimiser(), policy.parameters().size());
            Guards guards = new Guards(config.guard());
            GradientStep step = Trainer.step(policy, batch, optimiser, config.maxGradNorm(), guards, pool);
            Learner learner = switch (algorithm) {
                case PPO -> new Ppo(config, batch, false, policy.actions(), policy.stateSize(), step, guards,
                        streams.stream("shuffle"), pool);
                case A2C -> new A2c(config, batch, policy.actions(), step, pool);
                case REINFORCE -> new Reinforce(config, batch, policy.actions(), step, pool);
            };
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
            Rollout rollout = collector.collect(pool);
            learner.update(rollout, 1e-4);
        }
    }
}
