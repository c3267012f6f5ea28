package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import topspin.nn.cell.CoreConfig;
import topspin.policy.PolicyConfig;

import java.io.IOException;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** Batches of one row: there is nothing to normalise an advantage by. */
class SingleRowTest {
    @TempDir
    private Path directory;

    private int[] weights(RunConfig.Algorithm algorithm, int environments, double rate) throws IOException {
        RunConfig c = TrainingFixture.withLearningRate(TrainingFixture.config(algorithm), rate);
        // nothing but the advantages moves a weight, every row is looked at, and the fixture fails at a remark
        RunConfig config = new RunConfig(c.name(), c.env(), environments, 1, 60, algorithm,
                new RunConfig.Ppo(1, environments, 0.1, true, 0.95, true, null), new RunConfig.A2c(1, true), c.gamma(), 0, 0,
                null, c.optimiser(), new PolicyConfig("none", 1, new CoreConfig("lstm", 8, 1, 0), "fused"), c.seed(),
                "1", "1", "onednn", new RunConfig.Log(environments, 10), c.checkpoint(), c.guard());
        Path run = directory.resolve(algorithm + "-" + environments + "-" + rate);
        TrainingFixture.train(config, run);
        return TrainingFixture.weights(config, run);
    }

    @ParameterizedTest
    @EnumSource(names = {"PPO", "A2C"})
    void aPolicyShouldLearnFromThem(RunConfig.Algorithm algorithm) throws IOException {
        assertThat(weights(algorithm, 1, 3e-3)).isNotEqualTo(weights(algorithm, 1, 0));
    }

    /** Several environments, in as many minibatches. */
    @Test
    void aPolicyShouldLearnFromEachMinibatch() throws IOException {
        RunConfig.Algorithm ppo = RunConfig.Algorithm.PPO;
        assertThat(weights(ppo, 6, 3e-3)).isNotEqualTo(weights(ppo, 6, 0));
    }
}
