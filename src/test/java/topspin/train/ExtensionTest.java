package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.algorithm.Algorithm;
import topspin.algorithm.a2c.A2c;
import topspin.algorithm.ppo.Ppo;
import topspin.config.InvalidConfigException;
import topspin.file.Safetensors;
import topspin.optim.OptimiserConfig;
import topspin.run.Checkpoint;
import topspin.run.Extension;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Runs that take more steps than they were begun with. */
class ExtensionTest {
    /** No multiple of {@code log.every}, and no rollout ends there: rollouts have 60 steps, and 1,020 is the end. */
    private static final long SHORT = 1000;
    private static final long LONG = 1800;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @MethodSource("topspin.algorithm.Algorithms#all")
    void anExtendedRunShouldEqualOneThatWasBegunWithAllItsSteps(Algorithm algorithm) throws IOException {
        RunConfig atOnce = constant(TrainingFixture.config(algorithm)).withEnd(LONG, "auto");
        RunConfig before = atOnce.withEnd(SHORT, "auto");
        Path whole = directory.resolve("whole");
        Path extended = directory.resolve("extended");
        TrainingFixture.train(atOnce, whole);
        assertThat(TrainingFixture.train(before, extended).finished()).isTrue();
        assertThat(TrainingFixture.scores(extended)).as("its end is a row").last().asString().startsWith(SHORT + " ");

        extend(extended, new Extension(before, atOnce));
        assertThat(TrainingFixture.resumeUntil(Long.MAX_VALUE, atOnce, extended).finished()).isTrue();

        assertSame(extended, whole);
        assertThat(configHash(extended)).isEqualTo(configHash(whole));
        assertThat(Files.readString(extended.resolve("run.json"))).containsSubsequence("\"extensions\" : [ {",
                "\"total-steps-before\" : 1000", "\"set\" : {", "\"total-steps\" : 1800");
    }

    @Test
    void anExtendedRunThatWasStoppedShouldEqualOneThatWasNot() throws IOException {
        RunConfig atOnce = linear("1000,1800").withEnd(LONG, "1000,1800");
        RunConfig before = atOnce.withEnd(SHORT, "auto");
        Path whole = directory.resolve("whole");
        Path parts = directory.resolve("parts");
        TrainingFixture.train(atOnce, whole);
        TrainingFixture.trainUntil(540, before, parts);
        extend(parts, new Extension(before, atOnce)); // before its end
        for (long stop : List.of(720L, 1080L, 1440L, Long.MAX_VALUE)) {
            TrainingFixture.resumeUntil(stop, atOnce, parts);
        }

        assertSame(parts, whole);
        List<Double> rates = rates(whole);
        assertThat(rates.get(4)).as("in the row of step 900").isLessThan(0.2 * rates.get(0));
        assertThat(rates.get(5)).as("in the row of step 1080, anew").isGreaterThan(rates.get(0));
    }

    /** Killed after its last checkpoint, before {@code run.json} said that it had finished. */
    @Test
    void theLastRowShouldBeThereWheneverARunIsKilled() throws IOException {
        RunConfig config = constant(TrainingFixture.config(new Ppo())).withEnd(SHORT, "auto");
        Path run = directory.resolve("run");
        TrainingFixture.train(config, run);
        List<String> rows = TrainingFixture.rows(run);
        Path record = run.resolve("run.json");
        Files.writeString(record, Files.readString(record).replace("\"finished\"", "\"running\""));

        TrainingFixture.resumeUntil(Long.MAX_VALUE, config, run);
        assertThat(TrainingFixture.rows(run)).isEqualTo(rows).last().asString().startsWith(SHORT + ",");
    }

    @Test
    void shouldGoBackToABestCheckpointOfBefore() throws IOException {
        RunConfig atOnce = constant(TrainingFixture.config(new Ppo())).withEnd(LONG, "auto");
        RunConfig before = atOnce.withEnd(SHORT, "auto");
        Path run = directory.resolve("run");
        TrainingFixture.train(before, run);
        extend(run, new Extension(before, atOnce));

        try (RunDirectory open = RunDirectory.open(run); Checkpoint best = open.best().orElseThrow();
             Checkpoint latest = open.latest(warning -> { }).orElseThrow()) {
            assertThat(best.step()).isLessThan(latest.step());
            assertThat(latest.step()).isEqualTo(1020);
        }
    }

    @Test
    void shouldRefuseWhatWouldBeAnotherExperiment() {
        RunConfig linear = linear("auto").withEnd(SHORT, "auto");
        assertThatThrownBy(() -> new Extension(linear, linear.withEnd(LONG, "auto")))
                .isInstanceOf(InvalidConfigException.class).hasMessage("expected '1000,1800' (the learning rate "
                        + "falls again, from its full value to 0) or '1000' (it stays 0, and nothing more is learned), got "
                        + "'auto'");
        assertThatThrownBy(() -> new Extension(linear, linear.withEnd(LONG, "1800"))).hasMessageContaining("got '1800'");
        assertThatThrownBy(() -> new Extension(linear, linear.withEnd(900, "auto")))
                .hasMessage("expected more than the 1000 steps that the run has already, got 900");
        assertThat(new Extension(linear, linear.withEnd(LONG, "1000")).settings())
                .containsExactly(Map.entry("total-steps", LONG), Map.entry("optimiser.schedule-ends", "1000"));
        assertThat(Extension.isSameExperiment(linear, TrainingFixture.withLearningRate(linear, 1))).isFalse();
        assertThatThrownBy(() -> new Extension(linear, TrainingFixture.withLearningRate(linear, 1).withEnd(LONG, "1000")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** A constant rate, but a coefficient that falls to the end of the run. */
    @Test
    void whatFallsShouldFallAsItWould() {
        RunConfig falling = constant(TrainingFixture.config(new A2c())).with().entropySchedule("linear").build()
                .withEnd(SHORT, "auto");
        assertThatThrownBy(() -> new Extension(falling, falling.withEnd(LONG, "auto"))).hasMessage("expected '1000,1800' (what is "
                + "linear falls again, from its full value to 0) or '1000' (it stays 0), got 'auto'");
        assertThat(new Extension(falling, falling.withEnd(LONG, "1000,1800")).settings()).hasSize(2);
    }

    private static void extend(Path run, Extension extension) throws IOException {
        try (RunDirectory open = RunDirectory.reopen(run)) {
            open.extend(extension, "");
        }
    }

    private static RunConfig constant(RunConfig config) {
        return withSchedule(config, "constant", "auto");
    }

    private static RunConfig linear(String ends) {
        return withSchedule(TrainingFixture.config(new A2c()), "linear", ends);
    }

    private static RunConfig withSchedule(RunConfig c, String schedule, String ends) {
        OptimiserConfig o = c.optimiser();
        return TrainingFixture.withOptimiser(c, new OptimiserConfig(o.type(), o.learningRate(), schedule, ends, o.epsilon(),
                o.decay(), o.beta1(), o.beta2()));
    }

    private static String configHash(Path run) throws IOException {
        try (RunDirectory directory = RunDirectory.view(run)) {
            return directory.configHash();
        }
    }

    private static List<Double> rates(Path run) throws IOException {
        List<String> lines = Files.readAllLines(run.resolve("progress.csv"));
        int column = List.of(lines.get(0).split(",")).indexOf("learning_rate");
        List<Double> rates = new ArrayList<>();
        for (String line : lines.subList(2, lines.size())) {
            rates.add(Double.parseDouble(line.split(",", -1)[column]));
        }
        return rates;
    }

    /** Rows, episodes, and every tensor of the last and the best checkpoint but the clock's. */
    private static void assertSame(Path one, Path other) throws IOException {
        assertThat(TrainingFixture.rows(one)).isEqualTo(TrainingFixture.rows(other));
        assertThat(TrainingFixture.scores(one)).isEqualTo(TrainingFixture.scores(other));
        assertThat(episodes(one)).isEqualTo(episodes(other)).isNotEmpty();
        for (String file : List.of("checkpoints/step-000001800.safetensors", "checkpoints/best.safetensors")) {
            assertThat(tensors(one.resolve(file))).as(file).isEqualTo(tensors(other.resolve(file))).isNotEmpty();
        }
    }

    private static List<String> episodes(Path run) throws IOException {
        return Files.readAllLines(run.resolve("episodes.csv")).stream()
                .map(line -> line.substring(0, line.lastIndexOf(','))).toList();
    }

    private static Map<String, Integer> tensors(Path file) throws IOException {
        Map<String, Integer> tensors = new TreeMap<>();
        try (Safetensors all = Safetensors.open(file)) {
            for (Safetensors.Tensor tensor : all.tensors()) {
                if (tensor.type() == Safetensors.Type.F32) {
                    float[] values = new float[(int) tensor.elements()];
                    all.floats(tensor.name(), values, 0, values.length);
                    tensors.put(tensor.name(), Arrays.hashCode(values));
                } else if (!List.of("state/session", "checksum").contains(tensor.name())) {
                    tensors.put(tensor.name(), Arrays.hashCode(all.bytes(tensor.name())));
                }
            }
        }
        return tensors;
    }
}
