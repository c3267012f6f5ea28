package topspin.train;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.algorithm.Algorithm;
import topspin.algorithm.Algorithms;
import topspin.algorithm.a2c.A2c;
import topspin.algorithm.ppo.Ppo;
import topspin.env.EnvironmentRegistry;
import topspin.env.Matching;
import topspin.policy.ActionChoice;
import topspin.policy.Outputs;
import topspin.policy.PolicyConfig;
import topspin.run.Checkpoint;
import topspin.run.RunConfig;
import topspin.space.Box;
import topspin.space.Discrete;
import topspin.space.MultiDiscrete;
import topspin.space.Space;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Whole runs over every kind of action; that the first ratio is 1 is a guard of each of them. */
class AnyActionsTest {
    @TempDir
    private Path directory;

    static Stream<Space> spaces() {
        return Stream.of(new Discrete(2), new MultiDiscrete(2, 2, 2), Box.floats(-0.5f, 1.5f, 2));
    }

    private static RunConfig config(Algorithm algorithm) {
        RunConfig c = TrainingFixture.config(algorithm);
        return c.with().env(TrainingFixture.env("matching", Map.of()))
                .policy(c.policy().withPrevious(PolicyConfig.Previous.ACTION_REWARD)).build();
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void workersAndResumptionShouldChangeNoBit(Space space) throws IOException {
        for (Algorithm algorithm : Algorithms.all().stream().filter(suiting -> suits(suiting, space)).toList()) {
            RunConfig config = config(algorithm);
            EnvironmentRegistry registry = Matching.registry(space);
            Path one = directory.resolve("one-" + algorithm.name());
            Path three = directory.resolve("three-" + algorithm.name());
            TrainingFixture.train(TrainingFixture.withWorkers(config, 1), one, registry);
            TrainingFixture.trainUntil(900, TrainingFixture.withWorkers(config, 3), three, registry);
            TrainingFixture.resumeUntil(Long.MAX_VALUE, TrainingFixture.withWorkers(config, 2), three, registry);

            assertThat(TrainingFixture.weights(three)).as("%s", algorithm).isEqualTo(TrainingFixture.weights(one));
            assertThat(TrainingFixture.rows(three)).isEqualTo(TrainingFixture.rows(one));
        }
    }

    private static boolean suits(Algorithm algorithm, Space space) {
        return algorithm.outputs() == Outputs.POLICY_AND_VALUE || space instanceof Discrete;
    }

    /** By chance a score is −2.5. A2C makes a sixth of the updates. Seed 7. */
    @ParameterizedTest
    @MethodSource("spaces")
    void aPolicyShouldLearnToRepeatWhatItSees(Space space) throws IOException {
        for (Algorithm algorithm : List.of(new Ppo(), new A2c())) {
            RunConfig config = config(algorithm).with().totalSteps(algorithm instanceof Ppo ? 30_000 : 120_000).gamma(0).entropy(0).build();
            config = TrainingFixture.withLearningRate(config, algorithm instanceof Ppo ? 1e-2 : 2e-3);
            EnvironmentRegistry registry = Matching.registry(space);
            Path path = directory.resolve(algorithm.name());
            TrainingFixture.train(config, path, registry);
            try (Checkpoint checkpoint = Checkpoint.read(TrainingFixture.newest(path))) {
                double mean = new Trainer(registry).evaluate(config, checkpoint, ActionChoice.DETERMINISTIC, 50).returns()
                        .stream().mapToDouble(r -> r).average().orElseThrow();
                assertThat(mean).as("%s over %s", algorithm.name(), space).isGreaterThan(algorithm instanceof Ppo ? -0.5 : -1.5);
            }
        }
    }
}
