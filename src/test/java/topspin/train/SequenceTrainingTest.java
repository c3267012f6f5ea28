package topspin.train;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.algorithm.Algorithm;
import topspin.algorithm.Algorithms;
import topspin.algorithm.a2c.A2c;
import topspin.algorithm.ppo.Ppo;
import topspin.algorithm.reinforce.Reinforce;
import topspin.policy.PolicyConfig;
import topspin.run.ConfigRules;
import topspin.run.RunConfig;
import topspin.sequence.Variant;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Whole runs through the splitting variants: the same curve where the verdict is same bits, one curve per seed always. */
class SequenceTrainingTest {
    @TempDir
    private Path directory;

    static Stream<Arguments> exact() {
        return Stream.of("segmented", "padded").flatMap(sequence -> Algorithms.all().stream()
                .map(algorithm -> Arguments.of(sequence, algorithm)));
    }

    static Stream<Arguments> all() {
        return Arrays.stream(Variant.values()).flatMap(variant -> Algorithms.all().stream()
                .filter(algorithm -> algorithm instanceof Ppo || algorithm instanceof A2c
                        && variant.maths() != Variant.Maths.OTHER)
                .map(algorithm -> Arguments.of(variant.hasSteps() ? variant.label() + "(4)" : variant.label(), algorithm)));
    }

    @ParameterizedTest
    @MethodSource("exact")
    void sameBitsShouldMeanTheSameCurve(String sequence, Algorithm algorithm) throws IOException {
        RunConfig fused = with(TrainingFixture.config(algorithm), "fused", 2);
        assertSameCurve(fused, with(fused, sequence, 2));
    }

    /** With one minibatch {@code fused} goes on from the pass that acted; the others make that pass once more. */
    @ParameterizedTest
    @ValueSource(strings = {"segmented", "padded"})
    void sameBitsShouldMeanTheSameCurveWithoutMinibatches(String sequence) throws IOException {
        RunConfig config = TrainingFixture.config(new Ppo());
        RunConfig fused = with(TrainingFixture.withPpo(config, new Ppo(3, 1, 0.1, true, 0.95, true, null)),
                "fused", 2);
        assertSameCurve(fused, with(fused, sequence, 2));
    }

    @ParameterizedTest
    @MethodSource("all")
    void theNumberOfWorkersShouldChangeNoBit(String sequence, Algorithm algorithm) throws IOException {
        RunConfig one = with(TrainingFixture.config(algorithm), sequence, 1);
        ConfigRules.check(one);
        TrainingFixture.train(one, directory.resolve("one"));
        TrainingFixture.train(with(one, sequence, 3), directory.resolve("three"));
        List<String> rows = TrainingFixture.rows(directory.resolve("one"));
        assertThat(rows).doesNotHaveDuplicates();
        assertThat(TrainingFixture.rows(directory.resolve("three"))).isEqualTo(rows);
    }

    private void assertSameCurve(RunConfig fused, RunConfig other) throws IOException {
        TrainingFixture.train(fused, directory.resolve("fused"));
        TrainingFixture.train(other, directory.resolve("other"));
        assertThat(TrainingFixture.rows(directory.resolve("other")))
                .isEqualTo(TrainingFixture.rows(directory.resolve("fused")));
        assertThat(TrainingFixture.weights(directory.resolve("other")))
                .isEqualTo(TrainingFixture.weights(directory.resolve("fused")));
    }

    private static RunConfig with(RunConfig c, String sequence, int workers) {
        PolicyConfig policy = c.policy().withSequence(sequence);
        boolean reinforce = c.algorithm() instanceof Reinforce;
        return c.with().totalSteps(720).value(reinforce ? 0 : c.value()).policy(policy)
                .workers(Integer.toString(workers)).build();
    }
}
