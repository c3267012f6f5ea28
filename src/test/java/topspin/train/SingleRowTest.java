package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.algorithm.Algorithm;
import topspin.algorithm.a2c.A2c;
import topspin.algorithm.ppo.Ppo;
import topspin.nn.cell.CoreConfig;
import topspin.policy.PolicyConfig;
import topspin.run.RunConfig;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Batches of one row: there is nothing to normalise an advantage by. */
class SingleRowTest {
    @TempDir
    private Path directory;

    private List<Integer> weights(Algorithm algorithm, int environments, double rate) throws IOException {
        RunConfig c = TrainingFixture.withLearningRate(TrainingFixture.config(algorithm), rate);
        // nothing but the advantages moves a weight, every row is looked at, and the fixture fails at a remark
        RunConfig config = c.with().environments(environments).steps(1).totalSteps(60)
                .algorithm(algorithm instanceof Ppo ? new Ppo(1, environments, 0.1, true, 0.95, true, null) : new A2c(1, true))
                .entropy(0).value(0).maxGradNorm(null)
                .policy(new PolicyConfig("none", 1, new CoreConfig("lstm", 8, 1, 0), "fused")).workers("1").shards("1")
                .engine("onednn").log(new RunConfig.Log(environments, 10)).build();
        Path run = directory.resolve(algorithm + "-" + environments + "-" + rate);
        TrainingFixture.train(config, run);
        return TrainingFixture.weights(run);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ppo", "a2c"})
    void aPolicyShouldLearnFromThem(Algorithm algorithm) throws IOException {
        assertThat(weights(algorithm, 1, 3e-3)).isNotEqualTo(weights(algorithm, 1, 0));
    }

    /** Several environments, in as many minibatches. */
    @Test
    void aPolicyShouldLearnFromEachMinibatch() throws IOException {
        Algorithm ppo = new Ppo();
        assertThat(weights(ppo, 6, 3e-3)).isNotEqualTo(weights(ppo, 6, 0));
    }
}
