package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.algorithm.Algorithm;
import topspin.algorithm.a2c.A2c;
import topspin.algorithm.ppo.Ppo;
import topspin.nn.cell.CoreConfig;
import topspin.policy.PolicyConfig;
import topspin.run.Checkpoint;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whole runs on pixels that must not differ by a bit: more workers, and interruptions; with one picture and an LSTM, and
 * with a stack of four and no core. (PPO's guard stops a run whose first ratio is not exactly 1.)
 */
class PixelsTest {
    private static final Map<String, Integer> ENCODER = Map.of("encoder/conv1/bias", 32, "encoder/conv2/weights",
            4 * 4 * 32 * 64, "encoder/conv2/bias", 64, "encoder/conv3/weights", 3 * 3 * 64 * 64, "encoder/conv3/bias", 64,
            "encoder/dense/weights", 7 * 7 * 64 * 16, "encoder/dense/bias", 16);

    @TempDir
    private Path directory;

    static Stream<Arguments> cases() {
        // groups of 2 environments, of 1, and of all 6
        return Stream.of(Arguments.of("lstm", new Ppo(), "3"),
                Arguments.of("lstm", new Ppo(), "6"), Arguments.of("lstm", new A2c(), "3"),
                Arguments.of("none", new Ppo(), "1"), Arguments.of("none", new A2c(), "6"));
    }

    /** At the fixture's own rate, six times as high, the few units of this encoder may all go out, depending on rounding. */
    private static RunConfig config(String core, Algorithm algorithm, String shards) {
        RunConfig c = TrainingFixture.withLearningRate(TrainingFixture.config(algorithm), 5e-4);
        Map<String, Object> env = TrainingFixture.env("pong", Map.of("observation", "gray84", "frame-skip", 4, "no-op-max",
                30, "frame-stack", core.equals("none") ? 4 : 1));
        return c.with().env(env).steps(5).totalSteps(300).algorithm(algorithm)
                .policy(new PolicyConfig("nature-cnn", 16, new CoreConfig(core, 8, 1, 0), "fused")).shards(shards)
                .log(new RunConfig.Log(60, 10)).checkpoint(new RunConfig.Checkpoints(120, 2)).build();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theNumberOfWorkersShouldChangeNoBit(String core, Algorithm algorithm, String shards)
            throws IOException {
        RunConfig config = config(core, algorithm, shards);
        Path one = directory.resolve("1");
        TrainingFixture.train(TrainingFixture.withWorkers(config, 1), one);
        assertThat(TrainingFixture.rows(one)).hasSize(7).doesNotHaveDuplicates();
        assertThat(weights(one)).isNotEqualTo(weights(still(config)));
        for (int workers : new int[] {2, 3}) {
            Path path = directory.resolve(Integer.toString(workers));
            TrainingFixture.train(TrainingFixture.withWorkers(config, workers), path);
            assertThat(TrainingFixture.rows(path)).as("%d workers", workers).isEqualTo(TrainingFixture.rows(one));
            assertThat(weights(path)).as("%d workers", workers).isEqualTo(weights(one));
        }
    }

    /** Its convolutions are its own: they begin and learn as no copy of the policy's. */
    @Test
    void aCriticWithConvolutionsOfItsOwnShouldHaveTheSameBitsForAnyNumberOfWorkers() throws IOException {
        RunConfig shared = config("lstm", new Ppo(), "3");
        RunConfig config = shared.with().policy(shared.policy().withSeparateCritic(PolicyConfig.Critic.SEPARATE)).build();
        Path one = directory.resolve("1");
        TrainingFixture.train(TrainingFixture.withWorkers(config, 1), one);
        for (int workers : new int[] {2, 8}) {
            Path path = directory.resolve(Integer.toString(workers));
            TrainingFixture.train(TrainingFixture.withWorkers(config, workers), path);
            assertThat(TrainingFixture.rows(path)).as("%d workers", workers).isEqualTo(TrainingFixture.rows(one));
            assertThat(TrainingFixture.weights(path)).as("%d workers", workers).isEqualTo(TrainingFixture.weights(one));
        }
        Path still = still(config);
        for (String tensor : new String[] {"encoder/conv1/bias", "encoder/dense/bias"}) {
            float[] own = tensor(one, "critic/" + tensor, ENCODER.get(tensor));
            assertThat(own).as(tensor).isNotEqualTo(tensor(one, tensor, ENCODER.get(tensor)))
                    .isNotEqualTo(tensor(still, "critic/" + tensor, ENCODER.get(tensor)));
        }
    }

    private static float[] tensor(Path run, String name, int length) throws IOException {
        float[] values = new float[length];
        try (Checkpoint checkpoint = Checkpoint.read(TrainingFixture.newest(run))) {
            checkpoint.floats(name, values, 0, length);
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aResumedRunShouldEqualOneThatNeverStopped(String core, Algorithm algorithm, String shards)
            throws IOException {
        RunConfig config = config(core, algorithm, shards);
        Path whole = directory.resolve("whole");
        Path parts = directory.resolve("parts");
        assertThat(TrainingFixture.train(config, whole).finished()).isTrue();
        assertThat(TrainingFixture.trainUntil(120, config, parts).finished()).isFalse();
        for (long stop : List.of(180L, Long.MAX_VALUE)) {
            TrainingFixture.resumeUntil(stop, config, parts);
        }
        assertThat(TrainingFixture.rows(parts)).isEqualTo(TrainingFixture.rows(whole));
        assertThat(weights(parts)).isEqualTo(weights(whole));
    }

    /** A run at a learning rate of zero. */
    private Path still(RunConfig config) throws IOException {
        Path path = directory.resolve("still");
        TrainingFixture.train(TrainingFixture.withLearningRate(config, 0), path);
        return path;
    }

    /** The bits of the encoder's weights in the newest checkpoint. */
    private static int[] weights(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path.resolve(RunDirectory.CHECKPOINTS))) {
            Path newest = files.filter(f -> f.getFileName().toString().startsWith("step-")).sorted()
                    .reduce((a, b) -> b).orElseThrow();
            float[] all = new float[ENCODER.values().stream().mapToInt(i -> i).sum()];
            try (Checkpoint checkpoint = Checkpoint.read(newest)) {
                int at = 0;
                for (String name : ENCODER.keySet().stream().sorted().toList()) {
                    checkpoint.floats(name, all, at, ENCODER.get(name));
                    at += ENCODER.get(name);
                }
            }
            int[] bits = new int[all.length];
            Arrays.setAll(bits, i -> Float.floatToRawIntBits(all[i]));
            return bits;
        }
    }
}
