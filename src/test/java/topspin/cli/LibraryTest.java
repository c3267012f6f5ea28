package topspin.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.Experiment;
import topspin.Policy;
import topspin.config.InputException;
import topspin.env.EnvironmentRegistry;
import topspin.file.Safetensors;
import topspin.metric.MetricSink;
import topspin.policy.ActionChoice;
import topspin.text.Decimal;
import topspin.train.CheckpointChoice;
import topspin.train.StopSignal;
import topspin.train.Trainer;
import topspin.train.Training;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** The library and the command line are the same program: the same bits, the same files, the same complaints. */
class LibraryTest {
    private static final String YAML = """
            env: {id: recall, delay: 3}
            environments: 4
            steps: 16
            total-steps: 640
            log: {every: 128}
            checkpoint: {every: 256}
            policy: {encoder-units: 16, core: {units: 8}}
            workers: 2
            """;

    @TempDir
    private Path directory;
    private String out;

    /** The last line on standard error. */
    private String commandLine(int code, Object... words) {
        ByteArrayOutputStream results = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(results, new PrintStream(err, true, StandardCharsets.UTF_8), false);
        assertThat(Main.run(console, EnvironmentRegistry::load, Trainer::new,
                Arrays.stream(words).map(Object::toString).toArray(String[]::new))).isEqualTo(code);
        out = results.toString(StandardCharsets.UTF_8);
        return err.toString(StandardCharsets.UTF_8).lines().reduce("", (before, line) -> line);
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(directory.resolve("mine.yaml"), yaml);
    }

    private static Map<String, Integer> tensors(Path run) throws IOException {
        Map<String, Integer> tensors = new TreeMap<>();
        try (Safetensors all = Safetensors.open(run.resolve("checkpoints/step-000000640.safetensors"))) {
            for (Safetensors.Tensor tensor : all.tensors()) {
                if (tensor.type() == Safetensors.Type.F32) {
                    float[] values = new float[(int) tensor.elements()];
                    all.floats(tensor.name(), values, 0, values.length);
                    tensors.put(tensor.name(), Arrays.hashCode(values));
                } else if (!List.of("state/session", "state/end-row", "checksum").contains(tensor.name())) {
                    tensors.put(tensor.name(), Arrays.hashCode(all.bytes(tensor.name())));
                }
            }
        }
        return tensors;
    }

    private static void assertSameRun(Path one, Path other) throws IOException {
        assertThat(tensors(one)).isEqualTo(tensors(other)).isNotEmpty();
        assertThat(one.resolve("config.yaml")).hasSameTextualContentAs(other.resolve("config.yaml"));
        assertThat(withoutClock(one.resolve("table.txt"))).isEqualTo(withoutClock(other.resolve("table.txt"))).hasSize(1 + 6);
        assertThat(names(one)).isEqualTo(names(other)).contains("run.json", "events.out.tfevents.topspin");
    }

    private static List<String> withoutClock(Path table) throws IOException {
        return Files.readAllLines(table).stream().map(line -> line.substring(0, line.lastIndexOf(' '))).toList();
    }

    private static List<String> names(Path run) throws IOException {
        try (var files = Files.walk(run)) {
            return files.map(file -> run.relativize(file).toString()).filter(name -> !name.contains("lock")).sorted().toList();
        }
    }

    @Test
    void shouldTrainAndPlayAsTheCommandLineDoes() throws IOException {
        Path theirs = directory.resolve("theirs");
        Path ours = directory.resolve("ours");
        commandLine(0, "train", file(YAML), "--out", theirs, "--set", "entropy=0.02");
        Training.Outcome outcome = Experiment.read(file(YAML)).set("entropy", 0.02).train(ours);
        assertThat(outcome.finished()).isTrue();
        assertThat(outcome.summary()).containsEntry("step", 640L);
        assertSameRun(ours, theirs);

        commandLine(0, "eval", ours, "--episodes", "9", "--deterministic");
        assertThat(out.lines().toList().get(1)).isEqualTo(line(Experiment.read(ours.resolve("config.yaml"))
                .evaluate(theirs, ActionChoice.DETERMINISTIC, 9)));
        commandLine(0, "eval", ours, "--episodes", "9", "--best");
        assertThat(out.lines().toList().get(1)).endsWith(line(Experiment.read(ours.resolve("config.yaml"))
                .evaluate(ours, CheckpointChoice.BEST, ActionChoice.SAMPLED, 9)).replaceFirst("\\d+", ""));
    }

    private static String line(Training.Evaluation evaluation) {
        double mean = evaluation.returns().stream().mapToDouble(value -> value).average().orElseThrow();
        double deviation = Math.sqrt(evaluation.returns().stream().mapToDouble(value -> (value - mean) * (value - mean)).sum()
                / (evaluation.returns().size() - 1));
        return String.join(" ", "640", "9", Decimal.of(mean, 2), Decimal.of(deviation, 2),
                Decimal.of(evaluation.returns().stream().mapToDouble(value -> value).min().orElseThrow(), 1),
                Decimal.of(evaluation.returns().stream().mapToDouble(value -> value).max().orElseThrow(), 1),
                Decimal.of(evaluation.lengths().stream().mapToInt(value -> value).average().orElseThrow(), 1));
    }

    /** Each goes on with what the other began, and beginning from another's weights is the same, too. */
    @Test
    void shouldGoOnWithEachOthersRuns() throws IOException {
        Path whole = directory.resolve("whole");
        Path ours = directory.resolve("ours");
        Path theirs = directory.resolve("theirs");
        Experiment experiment = Experiment.read(file(YAML));
        experiment.train(whole);

        StopSignal stop = new StopSignal();
        assertThat(experiment.train(ours, stop, stopAt(256, stop)).finished()).isFalse();
        commandLine(0, "train", "--resume", ours);
        assertSameRun(ours, whole);

        commandLine(0, "train", file(YAML), "--out", theirs, "--until", 256);
        assertThat(experiment.resume(theirs).finished()).isTrue();
        assertSameRun(theirs, whole);

        commandLine(0, "train", file(YAML), "--out", directory.resolve("from"), "--from", whole);
        experiment.from(whole).train(directory.resolve("from-us"));
        assertSameRun(directory.resolve("from-us"), directory.resolve("from"));
        assertThat(tensors(directory.resolve("from"))).isNotEqualTo(tensors(whole));
    }

    private static MetricSink stopAt(long step, StopSignal stop) {
        return row -> {
            if (row.step() >= step) {
                stop.request();
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "- 1\n", "env: {id: recall}\nppo: {clipp: 0.1}\n", "env: {id: recal}\n", "steps: 3\n",
        "env: {id: recall, cues: 1}\n", "env: {id: recall}\ngamma: 2\n", "env: {id: recall}\nlearning_rate: 1\n",
        "env: {id: recall}\nenv: {id: pong}\n", "env: [", "base: pong.yaml\n", "env: {id: recall}\npolicy: {encoder: nature-cnn}\n",
        "env: {id: recall}\nenvironments: 6\n", "env: {id: recall}\nsteps: 268435455\ntotal-steps: 1e15\n",
        "env: {id: recall}\noptimiser: {type: momentum}\n", "env: {id: recall}\nseed: 1e30\n"})
    void whatIsWrongInAnExperimentShouldBeSaidAlike(String yaml) throws IOException {
        Path file = file(yaml);
        Path run = directory.resolve("run");
        String said = commandLine(2, "train", file, "--out", run);
        assertThatThrownBy(() -> Experiment.read(file).train(run)).isInstanceOf(InputException.class).hasMessage(said);
        assertThatThrownBy(() -> Experiment.parse(yaml).train(run)).isInstanceOf(InputException.class)
                .hasMessage(said.replace(file.toString(), "experiment"));
        assertThat(run).doesNotExist();
    }

    /** What each of them says of the same wrong directories and files. */
    @Test
    void whatIsWrongWithRunsShouldBeSaidAlike() throws IOException {
        Path done = directory.resolve("done");
        Path other = directory.resolve("other");
        Path none = directory.resolve("none");
        Path file = file(YAML);
        Experiment experiment = Experiment.read(file);
        experiment.train(done);
        experiment.set("policy.core.units", 12).train(other);
        Path foreign = other.resolve("checkpoints/step-000000640.safetensors");
        Path broken = Files.write(directory.resolve("broken.safetensors"), new byte[100]);

        assertAlike(() -> experiment.train(done), "train", file, "--out", done);
        assertAlike(() -> experiment.set("gamma", 0.5).train(done), "train", file, "--out", done, "--set", "gamma=0.5");
        assertAlike(() -> experiment.resume(done), "train", "--resume", done);
        assertAlike(() -> experiment.resume(none), "train", "--resume", none);
        assertAlike(() -> experiment.from(none).train(directory.resolve("new")), "train", file, "--out",
                directory.resolve("new"), "--from", none);
        assertAlike(() -> experiment.from(other).train(directory.resolve("new")), "train", file, "--out",
                directory.resolve("new"), "--from", other);
        assertThat(catchThrowable(() -> experiment.from(other).train(directory.resolve("newer"))))
                .hasMessageContaining(" is of another network: core/0/input-weights is [16, 48] there and [16, 32] here");
        assertAlike(() -> Policy.load(none), "eval", none);
        assertAlike(() -> Policy.load(done, CheckpointChoice.of(foreign)), "eval", done, "--checkpoint", foreign);
        assertThat(catchThrowable(() -> Policy.load(done, CheckpointChoice.of(foreign))))
                .hasMessageContaining(" is of another config (");
        assertAlike(() -> Policy.load(done, CheckpointChoice.of(broken)), "eval", done, "--checkpoint", broken);
        assertAlike(() -> Policy.load(done, CheckpointChoice.of(none)), "eval", done, "--checkpoint", none);
        assertAlike(() -> experiment.evaluate(done, CheckpointChoice.of(foreign), ActionChoice.SAMPLED, 1), "eval", done,
                "--checkpoint", foreign);
        Files.writeString(done.resolve("config.yaml"), Files.readString(done.resolve("config.yaml")).replace("gamma: 0.99",
                "gamma: 0.9"));
        assertAlike(() -> Policy.load(done), "eval", done);
        assertAlike(() -> experiment.resume(done), "train", "--resume", done, "--set", "workers=1");
        try (var checkpoints = Files.newDirectoryStream(other.resolve("checkpoints"))) {
            for (Path checkpoint : checkpoints) {
                Files.delete(checkpoint);
            }
        }
        assertAlike(() -> Policy.load(other), "eval", other);
        assertAlike(() -> Policy.load(other, CheckpointChoice.BEST), "eval", other, "--best");
    }

    private interface Deed {
        Object go() throws IOException;
    }

    private void assertAlike(Deed deed, Object... words) {
        Throwable complaint = catchThrowable(deed::go);
        assertThat(complaint).isNotNull();
        assertThat(complaint.getMessage()).isEqualTo(commandLine(2, words)).doesNotContain("\n");
    }
}
