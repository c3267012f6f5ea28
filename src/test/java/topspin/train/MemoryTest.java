package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.nn.cell.CoreConfig;
import topspin.optim.OptimiserConfig;
import topspin.policy.PolicyConfig;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** A task that asks for memory: solved with a core, a coin toss without one. */
class MemoryTest {
    @TempDir
    private Path directory;

    private double score(String core, long seed) throws IOException {
        RunConfig d = RunConfig.defaults(RunConfig.Algorithm.PPO);
        RunConfig config = new RunConfig("recall", TrainingFixture.env("recall", Map.of("cues", 2, "delay", 4)), 16, 20,
                60_000, RunConfig.Algorithm.PPO, new RunConfig.Ppo(4, 4, 0.2, false, 0.95, true, null), d.a2c(), 0.95,
                0.01, 0.5, 0.5, new OptimiserConfig("adam", 5e-3, "linear", 1e-5, 0.99, 0.9, 0.999),
                new PolicyConfig("none", 1, new CoreConfig(core, 16, 1, 1), "fused"), seed, "2", "auto",
                "onednn", new RunConfig.Log(10_000, 200), new RunConfig.Checkpoints(100_000, 1),
                new RunConfig.Guard(true, false, false));
        return (double) TrainingFixture.train(config, directory.resolve(core + seed)).summary().get("score");
    }

    @Test
    void aRecallTaskShouldBeSolvedWithACoreAndNotWithoutOne() throws IOException {
        for (long seed = 1; seed <= 2; seed++) {
            assertThat(score("lstm", seed)).as("with a core, seed %d", seed).isGreaterThan(0.9);
            // The mean of 200 tosses of ±1 has a standard deviation of 0.07.
            assertThat(score("none", seed)).as("without a core, seed %d", seed).isBetween(-0.4, 0.4);
        }
    }
}
