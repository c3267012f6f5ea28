package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.algorithm.Algorithm;
import topspin.algorithm.Learner;
import topspin.algorithm.Progress;
import topspin.algorithm.a2c.A2c;
import topspin.algorithm.ppo.Ppo;
import topspin.env.EnvironmentRegistry;
import topspin.env.VectorEnvironment;
import topspin.nn.BatchShape;
import topspin.nn.engine.OneDnnEngine;
import topspin.optim.Optimisers;
import topspin.parallel.WorkerPool;
import topspin.policy.PolicyBatch;
import topspin.policy.PolicyNetwork;
import topspin.random.RandomStreams;
import topspin.rollout.Rollout;
import topspin.rollout.RolloutCollector;
import topspin.run.Guards;
import topspin.run.RunConfig;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What learners and scores make of an episode that was cut short. */
class TruncationTest {
    private static final int STEP = 4;
    private static final int ENVIRONMENT = 2;
    private static final float WORTH = 5;

    @TempDir
    private Path directory;

    static List<Algorithm> algorithms() {
        return List.of(new Ppo(), new A2c());
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void learnersShouldAddWhatTheCutOffFutureWasWorth(Algorithm algorithm) {
        RunConfig config = TrainingFixture.config(algorithm);
        try (WorkerPool workers = new WorkerPool(1)) {
            RandomStreams streams = new RandomStreams(3);
            VectorEnvironment environment = VectorEnvironment.of(EnvironmentRegistry.load(), "recall",
                    Map.of("cues", 2, "delay", 30), config.environments(), streams, workers);
            PolicyNetwork policy = new PolicyNetwork(config.policy(), environment.observationSpace(),
                    environment.actionSpace(), new OneDnnEngine(), streams);
            policy.reload(workers);
            boolean a2c = algorithm instanceof A2c;
            RolloutCollector collector = new RolloutCollector(environment, policy, config.steps(), 2, a2c, true, streams);
            collector.reset();
            Rollout rollout = collector.collect(workers);
            PolicyBatch batch = a2c ? collector.actor() : policy.batch(new BatchShape(3, config.steps(), 1));
            Guards guards = new Guards(config.guard());
            Learner learner = Trainer.learner(config, policy, batch, a2c, Optimisers.of(config.optimiser(), policy.parameters().size()), guards,
                    streams, workers);
            int row = rollout.row(STEP, ENVIRONMENT);
            rollout.done()[row] = true;
            rollout.truncationValues()[row] = WORTH;
            float reward = rollout.rewards()[row];

            learner.update(rollout, new Progress(0));

            double expected = reward + config.gamma() * WORTH;
            assertThat((double) rollout.returns()[row]).isCloseTo(expected, within(1e-5));
            assertThat((double) rollout.advantages()[row]).isCloseTo(expected - rollout.values()[row], within(1e-5));
        }
    }

    /** The serve waits 60 frames and games end after 40: no point is ever scored, whatever the critic thinks of it. */
    @Test
    void scoresShouldNotCountWhatWasBootstrapped() throws IOException {
        RunConfig c = TrainingFixture.config(new A2c());
        RunConfig config = c.with()
                .env(TrainingFixture.env("pong", Map.of("observation", "features", "time-limit", 40, "no-op-max", 0)))
                .build();
        TrainingFixture.train(config, directory.resolve("run"));

        List<String> scores = TrainingFixture.scores(directory.resolve("run"));
        assertThat(scores).hasSize(12);
        assertThat(scores.subList(1, 12)).allMatch(row -> row.endsWith(" 0.0"));
    }
}
