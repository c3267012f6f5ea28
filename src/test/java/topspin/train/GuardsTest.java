package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import topspin.nn.Parameters;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GuardsTest {
    private final Guards guards = new Guards(new RunConfig.Guard(true, false, false));
    private final Guards off = new Guards(new RunConfig.Guard(false, false, false));
    private final Parameters parameters = new Parameters();

    @TempDir
    private Path directory;

    private void declare() {
        parameters.declare("core/0/bias", 4);
        parameters.declare("policy/weights", 2, 3);
        parameters.allocate();
    }

    @Test
    void shouldNameTheTensorWhoseGradientIsBroken() {
        declare();
        parameters.gradients()[5] = Float.NaN;
        assertThatThrownBy(() -> guards.checkGradient(Double.NaN, 12, parameters))
                .isInstanceOf(RunFailedException.class)
                .hasMessage("update 12: the gradient of policy/weights is not finite");
        assertThatCode(() -> guards.checkGradient(1, 12, parameters)).doesNotThrowAnyException();
        assertThatCode(() -> off.checkGradient(Double.NaN, 12, parameters)).doesNotThrowAnyException();
    }

    @Test
    void shouldNameTheTensorWhoseValuesAreBroken() {
        declare();
        parameters.values()[3] = Float.NEGATIVE_INFINITY;
        assertThatThrownBy(() -> guards.checkParameters(3, parameters)).isInstanceOf(RunFailedException.class)
                .hasMessage("update 3: the values of core/0/bias are not finite");
        assertThatCode(() -> off.checkParameters(3, parameters)).doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseAFirstRatioOtherThanOne() {
        assertThatThrownBy(() -> guards.checkFirstRatio(0.01, 5)).isInstanceOf(RunFailedException.class)
                .hasMessageStartingWith("update 5: the first minibatch has a probability ratio that is off 1 by 0.01");
        assertThatThrownBy(() -> guards.checkFirstRatio(Double.NaN, 5)).isInstanceOf(RunFailedException.class);
        assertThatCode(() -> guards.checkFirstRatio(0, 5)).doesNotThrowAnyException();
    }

    /** A learning rate of 10³⁰ throws every weight so far that the next update's gradient is no number. */
    @ParameterizedTest
    @EnumSource(names = {"PPO", "A2C"})
    void aDivergingRunShouldStopAndSayWhereItWasLastGood(RunConfig.Algorithm algorithm) {
        RunConfig config = TrainingFixture.withLearningRate(TrainingFixture.config(algorithm), 1e30);
        assertThatThrownBy(() -> TrainingFixture.train(config, directory.resolve("run")))
                .isInstanceOf(RunFailedException.class)
                .hasMessageMatching("update \\d+: .*(core/0/|policy/|value/|ratio|sum of squares).*; the last good "
                        + "checkpoint is in " + directory.resolve("run/checkpoints"));
    }

    /** Beyond the largest float: the very first update breaks the weights, and no checkpoint may hold them. */
    @ParameterizedTest
    @EnumSource(names = {"A2C", "REINFORCE"})
    void brokenWeightsShouldNeverReachACheckpoint(RunConfig.Algorithm algorithm) throws IOException {
        RunConfig c = TrainingFixture.config(algorithm);
        RunConfig config = new RunConfig(c.name(), c.env(), c.environments(), c.steps(), 60, c.algorithm(), c.ppo(),
                c.a2c(), c.gamma(), c.entropy(), c.value(), c.maxGradNorm(), c.optimiser(), c.policy(), c.seed(),
                c.workers(), c.shards(), c.engine(), new RunConfig.Log(40_000, 10), c.checkpoint(), c.guard());
        assertThatThrownBy(() -> TrainingFixture.train(TrainingFixture.withLearningRate(config, 1e39),
                directory.resolve("run"))).isInstanceOf(RunFailedException.class)
                .hasMessageMatching("update 1: the values of .* are not finite; the last good checkpoint is in .*");
        try (var files = Files.list(directory.resolve("run/checkpoints"))) {
            assertThat(files).isEmpty();
        }
    }

    /** A parameter that is poisoned on disk, between two sessions. */
    @Test
    void aPoisonedParameterShouldStopTheRun() throws IOException {
        RunConfig config = TrainingFixture.config(RunConfig.Algorithm.PPO);
        Path run = directory.resolve("run");
        TrainingFixture.trainUntil(360, config, run);
        poison(run.resolve("checkpoints/step-000000360.safetensors"));
        assertThatThrownBy(() -> TrainingFixture.resumeUntil(Long.MAX_VALUE, config, run))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("update 37: ").hasMessageEndingWith("; the last good checkpoint is in "
                        + run.resolve("checkpoints"));
    }

    /** Writes NaN over the first number of the file, and a checksum that fits. */
    private static void poison(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int header = Math.toIntExact(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0));
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(8 + header, Float.NaN);
        try {
            byte[] checksum = MessageDigest.getInstance("SHA-256")
                    .digest(Arrays.copyOf(bytes, bytes.length - 32));
            System.arraycopy(checksum, 0, bytes, bytes.length - 32, 32);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
        Files.write(file, bytes);
    }
}
