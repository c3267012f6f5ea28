package topspin.train;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.algorithm.a2c.A2c;
import topspin.algorithm.ppo.Ppo;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Engines;
import topspin.nn.engine.Precision;
import topspin.policy.PolicyConfig;
import topspin.run.RunConfig;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Whole runs with products of bfloat16 are as exact as those of float32: no bit depends on workers or interruptions. (PPO's
 * guard stops a run whose first ratio is not exactly 1: acting and learning round alike.)
 */
class PrecisionTest {
    @TempDir
    private Path directory;

    @BeforeAll
    static void needsAProcessorThatMultipliesIt() {
        try {
            Engines.open("onednn", Precision.BF16).close();
        } catch (IllegalStateException e) {
            assumeTrue(false, e.getMessage());
        }
    }

    static Stream<RunConfig> configs() {
        RunConfig ppo = TrainingFixture.config(new Ppo()).with().precision(Precision.BF16).build();
        return Stream.of(ppo, TrainingFixture.config(new A2c()).with().precision(Precision.BF16).build(), pixels(ppo));
    }

    private static RunConfig pixels(RunConfig c) {
        Map<String, Object> env = TrainingFixture.env("pong", Map.of("observation", "gray84", "frame-skip", 4));
        return c.with().env(env).steps(5).totalSteps(300)
                .policy(new PolicyConfig("nature-cnn", 16, new CoreConfig("lstm", 8, 1, 0), "fused"))
                .log(new RunConfig.Log(60, 10)).checkpoint(new RunConfig.Checkpoints(120, 2)).build();
    }

    @ParameterizedTest
    @MethodSource("configs")
    void theNumberOfWorkersShouldChangeNoBit(RunConfig config) throws IOException {
        Path one = directory.resolve("1");
        TrainingFixture.train(TrainingFixture.withWorkers(config, 1), one);
        Path three = directory.resolve("3");
        TrainingFixture.train(TrainingFixture.withWorkers(config, 3), three);
        assertThat(TrainingFixture.rows(three)).isEqualTo(TrainingFixture.rows(one));
        Path single = directory.resolve("f32");
        TrainingFixture.train(config.with().precision(Precision.F32).build(), single);
        assertThat(TrainingFixture.rows(single)).as("float32").hasSameSizeAs(TrainingFixture.rows(one))
                .isNotEqualTo(TrainingFixture.rows(one));
    }

    @ParameterizedTest
    @MethodSource("configs")
    void aResumedRunShouldEqualOneThatNeverStopped(RunConfig config) throws IOException {
        Path whole = directory.resolve("whole");
        Path parts = directory.resolve("parts");
        assertThat(TrainingFixture.train(config, whole).finished()).isTrue();
        assertThat(TrainingFixture.trainUntil(config.checkpoint().every(), config, parts).finished()).isFalse();
        TrainingFixture.resumeUntil(Long.MAX_VALUE, config, parts);
        assertThat(TrainingFixture.rows(parts)).isEqualTo(TrainingFixture.rows(whole));
    }
}
