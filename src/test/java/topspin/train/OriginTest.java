package topspin.train;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.algorithm.a2c.A2c;
import topspin.algorithm.ppo.Ppo;
import topspin.file.Sha256;
import topspin.nn.cell.CoreConfig;
import topspin.normalise.NormaliseConfig;
import topspin.policy.PolicyConfig;
import topspin.run.Checkpoint;
import topspin.run.CheckpointException;
import topspin.run.ConfigHash;
import topspin.run.Origin;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HexFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Runs that begin with the weights of another one. */
class OriginTest {
    private final RunConfig config = TrainingFixture.config(new Ppo());
    @TempDir
    private Path directory;
    private Path source;

    @BeforeEach
    void trainAnother() throws IOException {
        RunConfig another = TrainingFixture.config(new A2c());
        TrainingFixture.train(another, directory.resolve("another"));
        source = directory.resolve("another/checkpoints/step-000001800.safetensors");
    }

    @Test
    void shouldBeginWithTheWeightsAndNothingElse() throws IOException {
        Path run = begin("run", config);
        TrainingFixture.resumeUntil(0, config, run);

        Path first = run.resolve("checkpoints/step-000000000.safetensors");
        assertThat(TrainingFixture.weightsIn(first)).isEqualTo(TrainingFixture.weightsIn(source));
        float[] moments = new float[TrainingFixture.weightsIn(first).size()];
        try (Checkpoint checkpoint = Checkpoint.read(first)) {
            checkpoint.floats("optimiser/m", moments, 0, moments.length);
            assertThat(checkpoint.step()).isZero();
        }
        assertThat(moments).containsOnly(0);
        assertThat(TrainingFixture.scores(run)).containsExactly("step score", "0 0.0");
        assertThat(Files.readString(run.resolve("run.json"))).containsSubsequence("\"from\" : {", source.toString(),
                "\"sha256\" : \"" + sha256(source) + "\"", "\"step\" : 1800");
    }

    @Test
    void shouldGoOnWithoutTheOtherRunOnceItHasBegun() throws IOException {
        Path whole = begin("whole", config);
        TrainingFixture.resumeUntil(Long.MAX_VALUE, config, whole);
        Path parts = begin("parts", config);
        TrainingFixture.resumeUntil(0, config, parts);
        Files.delete(source);
        TrainingFixture.resumeUntil(540, config, parts);
        TrainingFixture.resumeUntil(Long.MAX_VALUE, config, parts);

        assertThat(TrainingFixture.rows(parts)).isEqualTo(TrainingFixture.rows(whole));
        assertThat(TrainingFixture.weights(parts)).isEqualTo(TrainingFixture.weights(whole));
        TrainingFixture.train(config, directory.resolve("fresh"));
        assertThat(TrainingFixture.weights(parts)).isNotEqualTo(TrainingFixture.weights(directory.resolve("fresh")));
    }

    @Test
    void shouldNotBeginWithAnotherFileOfThatName() throws IOException {
        Path run = begin("run", config);
        Files.copy(directory.resolve("another/checkpoints/step-000001200.safetensors"), source,
                StandardCopyOption.REPLACE_EXISTING);

        assertThatThrownBy(() -> TrainingFixture.resumeUntil(0, config, run)).isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("checkpoint " + source + " has changed since the run began from it");
    }

    @Test
    void shouldNameTheTensorsThatDoNotFit() throws IOException {
        RunConfig wider = withPolicy(config, new PolicyConfig("none", 1, new CoreConfig("lstm", 9, 1, 0), "fused"));
        Path run = begin("wider", wider);
        assertThatThrownBy(() -> TrainingFixture.resumeUntil(0, wider, run)).isInstanceOf(CheckpointException.class)
                .hasMessage("checkpoint " + source + " is of another network: core/0/input-weights is [3, 32] there and "
                        + "[3, 36] here, core/0/recurrent-weights is [8, 32] there and [9, 36] here, core/0/bias is [32] there "
                        + "and [36] here and 2 more; give the run the policy and the kind of observations that wrote it");

        RunConfig deeper = withPolicy(config, new PolicyConfig("none", 1, new CoreConfig("lstm", 8, 2, 0), "fused"));
        Path other = begin("deeper", deeper);
        assertThatThrownBy(() -> TrainingFixture.resumeUntil(0, deeper, other))
                .hasMessageContaining("core/1/input-weights is missing, core/1/recurrent-weights is missing");

        RunConfig without = withPolicy(config, new PolicyConfig("none", 1, new CoreConfig("none", 1, 1, 0), "fused"));
        Path last = begin("without", without);
        assertThatThrownBy(() -> TrainingFixture.resumeUntil(0, without, last)).hasMessageContaining("is unknown here");
    }

    @Test
    void statisticsShouldComeWithTheWeightsThatReadByThem() throws IOException {
        RunConfig both = normalising(config, true, true);
        TrainingFixture.train(normalising(TrainingFixture.config(new A2c()), true, true), directory.resolve("normalised"));
        source = TrainingFixture.newest(directory.resolve("normalised"));

        Path run = begin("run", both);
        TrainingFixture.resumeUntil(0, both, run);
        byte[] taken = statistics(TrainingFixture.newest(run));
        byte[] there = statistics(source);
        int returns = 6 * Double.BYTES;
        assertThat(Arrays.copyOf(taken, taken.length - returns)).isEqualTo(Arrays.copyOf(there, there.length - returns));
        assertThat(Arrays.copyOfRange(taken, taken.length - returns, taken.length)).as("the games are its own").containsOnly(0);

        RunConfig observations = normalising(config, true, false);
        Path unscaled = begin("unscaled", observations);
        TrainingFixture.resumeUntil(0, observations, unscaled);
        assertThat(Arrays.copyOfRange(statistics(TrainingFixture.newest(unscaled)), 2, 40)).isEqualTo(Arrays.copyOfRange(there, 2, 40));

        Path plain = begin("plain", config);
        assertThatThrownBy(() -> TrainingFixture.resumeUntil(0, config, plain)).isInstanceOf(CheckpointException.class)
                .hasMessage("checkpoint " + source + " is of a run with normalise.observations: true, this one has false, so the "
                        + "weights would read other numbers than they have learned from; set normalise.observations=true");
    }

    @Test
    void aRunThatNormalisesShouldNotBeginWithWeightsThatReadEverythingAsItIs() throws IOException {
        RunConfig observations = normalising(config, true, false);
        Path run = begin("run", observations);
        assertThatThrownBy(() -> TrainingFixture.resumeUntil(0, observations, run)).isInstanceOf(CheckpointException.class)
                .hasMessageContaining("normalise.observations: false, this one has true");
        RunConfig rewards = normalising(config, false, true);
        Path scaled = begin("scaled", rewards);
        TrainingFixture.resumeUntil(0, rewards, scaled);
        assertThat(TrainingFixture.newest(scaled)).exists();
    }

    private static RunConfig normalising(RunConfig c, boolean observations, boolean rewards) {
        return c.with().normalise(new NormaliseConfig(observations, rewards)).build();
    }

    private static byte[] statistics(Path file) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.read(file)) {
            return checkpoint.bytes(Checkpoint.NORMALISER);
        }
    }

    private Path begin(String name, RunConfig config) throws IOException {
        Path run = directory.resolve(name);
        try (RunDirectory created = RunDirectory.create(run, "", ConfigHash.of(config))) {
            created.beginFrom(Origin.of(source));
        }
        return run;
    }

    private static RunConfig withPolicy(RunConfig c, PolicyConfig policy) {
        return c.with().policy(policy).build();
    }

    private static String sha256(Path file) throws IOException {
        return HexFormat.of().formatHex(Sha256.digest().digest(Files.readAllBytes(file)));
    }
}
