package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.algorithm.Algorithm;
import topspin.algorithm.Progress;
import topspin.algorithm.a2c.A2c;
import topspin.algorithm.ppo.Ppo;
import topspin.env.EnvironmentRegistry;
import topspin.metric.Metric;
import topspin.optim.OptimiserConfig;
import topspin.random.RandomStreams;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Coefficients that fall as the learning rate does. */
class ScheduledCoefficientsTest {
    private static final Progress HALFWAY = new Progress(0, 3e-2, 0.5);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"ppo", "a2c", "reinforce"})
    void halfOfTheEntropysCoefficientShouldBeLeftHalfway(Algorithm algorithm) {
        RunConfig half = TrainingFixture.config(algorithm).with().entropy(0.25).build();
        RunConfig whole = half.with().entropy(0.5).build();
        RunConfig falling = whole.with().entropySchedule("linear").build();
        assertThat(weightsAfterAnUpdate(falling)).isEqualTo(weightsAfterAnUpdate(half))
                .isNotEqualTo(weightsAfterAnUpdate(whole));
    }

    @Test
    void halfOfTheClipShouldBeLeftHalfway() {
        RunConfig half = clipped(0.01, "constant");
        RunConfig whole = clipped(0.02, "constant");
        RunConfig falling = clipped(0.02, "linear");
        assertThat(weightsAfterAnUpdate(falling)).isEqualTo(weightsAfterAnUpdate(half))
                .isNotEqualTo(weightsAfterAnUpdate(whole));
    }

    private static RunConfig clipped(double clip, String schedule) {
        return TrainingFixture.config(new Ppo()).with()
                .algorithm(new Ppo(4, 2, clip, schedule, true, 0.95, true, null)).build();
    }

    private static float[] weightsAfterAnUpdate(RunConfig config) {
        try (Equipment equipment = Equipment.open(EnvironmentRegistry.load(), config, 1, config.environments(),
                new RandomStreams(config.seed()))) {
            TrainingParts parts = TrainingParts.of(config, equipment);
            parts.reload();
            parts.collector().reset();
            parts.learner().update(parts.collector().collect(equipment.workers()), HALFWAY);
            return parts.policy().parameters().values().clone();
        }
    }

    /** Rollouts of 60 decisions; the falls end at 600 and at the end, and a rate that is constant does not. */
    @Test
    void aRunShouldLogWhatItsUpdatesWereMadeWith() throws IOException {
        RunConfig config = clipped(0.2, "linear").with().entropySchedule("linear").totalSteps(1200)
                .log(new RunConfig.Log(60, 10)).build();
        OptimiserConfig o = config.optimiser();
        TrainingFixture.train(TrainingFixture.withOptimiser(config, new OptimiserConfig(o.type(), 1e-3, "constant", "600,1200",
                o.epsilon(), o.decay(), o.beta1(), o.beta2())), directory);
        List<Double> clips = column(Metric.CLIP);
        List<Double> coefficients = column(Metric.ENTROPY_COEFFICIENT);
        assertThat(column(Metric.LEARNING_RATE)).hasSize(20).containsOnly(1e-3);
        for (int k = 0; k < 20; k++) {
            double left = 1 - k % 10 / 10.0;
            assertThat(clips.get(k)).as("rollout %d", k).isCloseTo(0.2 * left, within(1e-12));
            assertThat(coefficients.get(k)).as("rollout %d", k)
                    .isCloseTo(config.entropy() * left, within(1e-12));
        }
    }

    @Test
    void whatStaysShouldHaveNoColumn() throws IOException {
        TrainingFixture.train(TrainingFixture.config(new A2c()), directory);
        assertThat(Files.readAllLines(directory.resolve(RunDirectory.PROGRESS)).get(0)).endsWith(",packing_ms,idle_ms");
    }

    private List<Double> column(Metric metric) throws IOException {
        List<String> lines = Files.readAllLines(directory.resolve(RunDirectory.PROGRESS));
        int at = List.of(lines.get(0).split(",")).indexOf(metric.column());
        List<Double> values = new ArrayList<>();
        for (String line : lines.subList(2, lines.size())) { // the first row is of no update
            values.add(Double.parseDouble(line.split(",", -1)[at]));
        }
        return values;
    }
}
