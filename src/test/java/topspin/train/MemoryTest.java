package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.algorithm.ppo.Ppo;
import topspin.nn.cell.CoreConfig;
import topspin.optim.OptimiserConfig;
import topspin.policy.PolicyConfig;
import topspin.run.RunConfig;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** A task that asks for memory: solved with a core, a coin toss without one. */
class MemoryTest {
    @TempDir
    private Path directory;

    private double score(String core, long seed) throws IOException {
        RunConfig d = RunConfig.defaults(new Ppo());
        RunConfig config = d.with().name("recall").env(TrainingFixture.env("recall", Map.of("cues", 2, "delay", 4)))
                .environments(16).steps(20).totalSteps(60_000)
                .algorithm(new Ppo(4, 4, 0.2, false, 0.95, true, null)).gamma(0.95).entropy(0.01).value(0.5)
                .maxGradNorm(0.5).optimiser(new OptimiserConfig("adam", 5e-3, "linear", 1e-5, 0.99, 0.9, 0.999))
                .policy(new PolicyConfig("none", 1, new CoreConfig(core, 16, 1, 1), "fused")).seed(seed).workers("2")
                .shards("auto").engine("onednn").log(new RunConfig.Log(10_000, 200))
                .checkpoint(new RunConfig.Checkpoints(100_000, 1)).guard(new RunConfig.Guard(true, false, false))
                .build();
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
