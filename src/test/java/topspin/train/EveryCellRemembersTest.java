package topspin.train;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.nn.cell.CoreConfig;
import topspin.optim.OptimiserConfig;
import topspin.policy.PolicyConfig;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Every cell learns to remember what it saw four steps ago, and the core without memory cannot. */
class EveryCellRemembersTest {
    private static final int DELAY = 4;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"lstm", "gru", "rnn", "mingru", "lru"})
    void shouldRecallTheCue(String cell) throws IOException {
        assertThat(finalScore(cell)).as(cell).isGreaterThan(0.9);
    }

    @ParameterizedTest
    @ValueSource(strings = "none")
    void shouldGuessWithoutMemory(String core) throws IOException {
        assertThat(finalScore(core)).isBetween(-0.4, 0.4);
    }

    private double finalScore(String type) throws IOException {
        RunConfig c = TrainingFixture.config(RunConfig.Algorithm.PPO);
        OptimiserConfig o = c.optimiser();
        RunConfig config = new RunConfig(c.name(), TrainingFixture.env("recall", Map.of("cues", 2, "delay", DELAY)), 16, 20,
                64_000, c.algorithm(), new RunConfig.Ppo(4, 4, 0.1, true, 0.95, true, null), c.a2c(), c.gamma(), c.entropy(),
                c.value(), c.maxGradNorm(),
                new OptimiserConfig(o.type(), 5e-3, o.schedule(), o.scheduleEnds(), o.epsilon(), o.decay(), o.beta1(), o.beta2()),
                new PolicyConfig("mlp", 16, new CoreConfig(type, 32), "fused"), 3, "2", "auto", "onednn",
                new RunConfig.Log(64_000, 200), new RunConfig.Checkpoints(1_000_000, 1), new RunConfig.Guard(true, false, false));
        TrainingFixture.train(config, directory);
        return TrainingFixture.scores(directory).stream().reduce((a, b) -> b).map(row -> row.split(" ")[1])
                .map(Double::parseDouble).orElseThrow();
    }
}
