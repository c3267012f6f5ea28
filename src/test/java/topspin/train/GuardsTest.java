package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.algorithm.Algorithm;
import topspin.algorithm.ppo.Ppo;
import topspin.nn.Parameters;
import topspin.run.Guards;
import topspin.run.RunConfig;
import topspin.run.RunFailedException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

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
    void shouldSayThatTheNormOverflowsWhereEveryElementIsFinite() {
        declare();
        parameters.gradients()[5] = Float.MAX_VALUE;
        assertThatThrownBy(() -> guards.checkGradient(Double.POSITIVE_INFINITY, 12, parameters))
                .hasMessage("update 12: the gradient is finite, but so large that its norm is not");
    }

    @Test
    void shouldRefuseAFirstRatioOtherThanOne() {
        declare();
        for (Guards any : List.of(guards, off)) {
            assertThatThrownBy(() -> any.checkFirstRatio(0.01, 5, parameters)).isInstanceOf(RunFailedException.class)
                    .hasMessageStartingWith("update 5: the first minibatch has a probability ratio that is off 1 by 0.01, "
                            + "though no weight has changed since acting");
            assertThatThrownBy(() -> any.checkFirstRatio(Double.POSITIVE_INFINITY, 5, parameters))
                    .hasMessageContaining("off 1 by Infinity");
            assertThatCode(() -> any.checkFirstRatio(0, 5, parameters)).doesNotThrowAnyException();
        }
    }

    @Test
    void shouldNotBlameMasksForARatioThatIsNoNumber() {
        declare();
        assertThatThrownBy(() -> guards.checkFirstRatio(Double.NaN, 5, parameters)).isInstanceOf(RunFailedException.class)
                .hasMessageStartingWith("update 5: the policy's log-probabilities are not finite, though all of its weights "
                        + "are");
        parameters.values()[7] = Float.NaN;
        assertThatThrownBy(() -> guards.checkFirstRatio(Double.NaN, 5, parameters)).isInstanceOf(RunFailedException.class)
                .hasMessage("update 4: the values of policy/weights are not finite");
        assertThatCode(() -> off.checkFirstRatio(Double.NaN, 5, parameters)).doesNotThrowAnyException();
    }

    /** Every number is NaN after a few updates, and the user has said not to mind. */
    @ParameterizedTest
    @MethodSource("topspin.algorithm.Algorithms#all")
    void aDivergingRunShouldGoOnWhereTheGuardIsOff(Algorithm algorithm) throws IOException {
        RunConfig config = TrainingFixture.withGuard(TrainingFixture.withLearningRate(TrainingFixture.config(algorithm), 1e30),
                new RunConfig.Guard(false, false, false));

        assertThat(TrainingFixture.train(config, directory.resolve("run")).finished()).isTrue();
    }

    /** A learning rate of 10³⁰ throws every weight so far that the next update's gradient is no number. */
    @ParameterizedTest
    @ValueSource(strings = {"ppo", "a2c"})
    void aDivergingRunShouldStopAndNameNoCheckpointWhereThereIsNone(Algorithm algorithm) {
        RunConfig config = TrainingFixture.withLearningRate(TrainingFixture.config(algorithm), 1e30);
        assertThatThrownBy(() -> TrainingFixture.train(config, directory.resolve("run")))
                .isInstanceOf(RunFailedException.class)
                .hasMessageMatching("update \\d+: .*(core/0/|policy/|value/|log-probabilities|its norm).*")
                .hasMessageNotContaining("checkpoint")
                .satisfies(failure -> assertThat(((RunFailedException) failure).repeats()).isTrue());
    }

    /** Beyond the largest float: the very first update breaks the weights, and no checkpoint may hold them. */
    @ParameterizedTest
    @ValueSource(strings = {"a2c", "reinforce"})
    void brokenWeightsShouldNeverReachACheckpoint(Algorithm algorithm) throws IOException {
        RunConfig c = TrainingFixture.config(algorithm);
        RunConfig config = c.with().totalSteps(60).log(new RunConfig.Log(40_000, 10)).build();
        assertThatThrownBy(() -> TrainingFixture.train(TrainingFixture.withLearningRate(config, 1e39),
                directory.resolve("run"))).isInstanceOf(RunFailedException.class)
                .hasMessageMatching("update 1: the values of .* are not finite");
        try (var files = Files.list(directory.resolve("run/checkpoints"))) {
            assertThat(files).isEmpty();
        }
    }

    /** A parameter that is poisoned on disk, between two sessions. */
    @Test
    void aPoisonedParameterShouldStopTheRun() throws IOException {
        RunConfig config = TrainingFixture.config(new Ppo());
        Path run = directory.resolve("run");
        TrainingFixture.trainUntil(360, config, run);
        poison(run.resolve("checkpoints/step-000000360.safetensors"));
        assertThatThrownBy(() -> TrainingFixture.resumeUntil(Long.MAX_VALUE, config, run))
                .isInstanceOf(RunFailedException.class)
                .hasMessageMatching("update 36: the values of core/0/\\S+ are not finite; .*").hasMessageEndingWith("; the last good checkpoint is in "
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
