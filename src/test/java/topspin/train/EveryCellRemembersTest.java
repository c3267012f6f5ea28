package topspin.train;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.algorithm.ppo.Ppo;
import topspin.nn.cell.CoreConfig;
import topspin.optim.OptimiserConfig;
import topspin.policy.PolicyConfig;
import topspin.run.RunConfig;

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
        RunConfig c = TrainingFixture.config(new Ppo());
        OptimiserConfig o = c.optimiser();
        RunConfig config = c.with().env(TrainingFixture.env("recall", Map.of("cues", 2, "delay", DELAY)))
                .environments(16).steps(20).totalSteps(64_000).algorithm(new Ppo(4, 4, 0.1, true, 0.95, true, null))
                .optimiser(new OptimiserConfig(o.type(), 5e-3, o.schedule(), o.scheduleEnds(), o.epsilon(), o.decay(), o.beta1(), o.beta2()))
                .policy(new PolicyConfig("mlp", 16, new CoreConfig(type, 32), "fused")).seed(3).workers("2")
                .shards("auto").engine("onednn").log(new RunConfig.Log(64_000, 200))
                .checkpoint(new RunConfig.Checkpoints(1_000_000, 1)).guard(new RunConfig.Guard(true, false, false))
                .build();
        TrainingFixture.train(config, directory);
        return TrainingFixture.scores(directory).stream().reduce((a, b) -> b).map(row -> row.split(" ")[1])
                .map(Double::parseDouble).orElseThrow();
    }
}
