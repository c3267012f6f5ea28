package topspin.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.algorithm.Algorithm;
import topspin.metric.Metric;
import topspin.parallel.Phase;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ProfileTest {
    private static final int WORKERS = 2;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @MethodSource("topspin.algorithm.Algorithms#all")
    void shouldSayWhereEveryMillisecondOfTheWorkersWent(Algorithm algorithm) throws IOException {
        Path run = directory.resolve("run");
        RunConfig config = TrainingFixture.withWorkers(TrainingFixture.config(algorithm), WORKERS);
        TrainingFixture.train(config, run);

        List<String> lines = Files.readAllLines(run.resolve(RunDirectory.PROGRESS));
        for (String line : lines.subList(2, lines.size())) {
            double[] row = Arrays.stream(line.split(",", -1)).mapToDouble(c -> c.isEmpty() ? Double.NaN
                    : Double.parseDouble(c)).toArray();
            double wall = row[Metric.COLLECT_MS.ordinal()] + row[Metric.LEARN_MS.ordinal()];
            double sum = row[Metric.IDLE_MS.ordinal()];
            for (Phase phase : Phase.values()) {
                double ms = row[Metric.of(phase).ordinal()];
                sum += ms;
                if (phase == Phase.FORWARD && config.learnsFromActor()) {
                    assertThat(ms).as("acting was the forward pass").isZero();
                } else {
                    assertThat(ms).as("%s in %s", phase, line).isPositive();
                }
            }
            assertThat(wall).isPositive();
            assertThat(sum).as(line).isCloseTo(WORKERS * wall, within(1e-6 * wall));
        }
    }

    @ParameterizedTest
    @MethodSource("topspin.algorithm.Algorithms#all")
    void shouldSummariseTheSessionInTheRunsRecord(Algorithm algorithm) throws IOException {
        Path run = directory.resolve("run");
        TrainingFixture.train(TrainingFixture.withWorkers(TrainingFixture.config(algorithm), WORKERS), run);

        JsonNode profile = new ObjectMapper().readTree(run.resolve("run.json").toFile()).at("/summary/profile");
        assertThat(profile.get("workers").asInt()).isEqualTo(WORKERS);
        assertThat(profile.get("rollouts").asInt()).isEqualTo(1800 / 60);
        double shares = 0;
        for (JsonNode part : profile.get("worker-time")) {
            shares += part.get("share").asDouble();
        }
        assertThat(shares).isCloseTo(1, within(1e-9));
        assertThat(profile.at("/worker-time/environment/ms-per-rollout").asDouble()).isPositive();
    }
}
