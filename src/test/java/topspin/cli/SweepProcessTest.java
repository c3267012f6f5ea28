package topspin.cli;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import topspin.file.Safetensors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Whole sweeps of small but real trials, every one a process, some of which meet a bad end. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(120)
class SweepProcessTest {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int SIGTERM = 143;
    private static final long TOTAL = 120_000;

    @TempDir
    private Path directory;
    private Path file;
    private Path out;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void place() throws IOException {
        file = Files.writeString(directory.resolve("sweep.yaml"), """
                base:
                  env: {id: recall, delay: 2}
                  environments: 4
                  steps: 10
                  total-steps: 120000
                  algorithm: a2c
                  policy: {encoder: none, core: {units: 4}}
                  log: {every: 5000}
                  checkpoint: {every: 10000}
                variants:
                  sound: {}
                  doomed: {optimiser.learning-rate: 1e38}
                parallel: 1
                retry: 1
                """);
        out = directory.resolve("out");
    }

    @AfterEach
    void leaveNobodyBehind() {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    @Test
    void shouldGiveTheSameBytesAfterKillsOfTrialsAndSweeps() throws Exception {
        Path trial = out.resolve("sound/seed-1");
        // killed: the sweep starts it again from its checkpoint
        Process sweep = start("sweep");
        awaitRows(trial, 4);
        sweep.children().forEach(ProcessHandle::destroyForcibly);
        // stopped: the trial leaves a checkpoint
        awaitErrors("sound/seed-1 goes on after step");
        awaitRows(trial, 10);
        List<ProcessHandle> trials = sweep.children().toList();
        sweep.destroy();
        assertThat(exitCode(sweep)).isEqualTo(SIGTERM);
        assertThat(trials).isNotEmpty().noneMatch(ProcessHandle::isAlive);
        assertThat(errors()).contains("sound/seed-1 died: ended by signal 9; starting it again", "sound/seed-1 paused",
                "interrupted; go on with ./topspin sweep ");
        assertThat(Files.readString(trial.resolve("run.json"))).contains("\"status\" : \"interrupted\"");
        // and again, but killed itself: its trial notices, and leaves a checkpoint all the same
        sweep = start("sweep");
        awaitRows(trial, 14);
        trials = sweep.children().toList();
        sweep.destroyForcibly().waitFor();
        for (ProcessHandle orphan : trials) {
            orphan.onExit().get(30, TimeUnit.SECONDS);
        }
        assertThat(Files.readString(trial.resolve("run.json"))).contains("\"status\" : \"interrupted\"");
        // and once more, and started again at once: what the trial still saves is waited for
        sweep = start("sweep");
        awaitRows(trial, 18);
        sweep.destroyForcibly().waitFor();

        assertThat(exitCode(start("sweep"))).isEqualTo(FAILED);
        assertThat(errors()).contains("sound/seed-1 finished", "doomed/seed-1 died: update ", "is not finite",
                "starting it again", "given up, standard error is in " + out + "/doomed/seed-1/stderr.txt",
                "1 of 2 trials died");
        assertThat(Files.readString(directory.resolve("stdout"))).containsPattern("sound +1 +120000 .* finished")
                .containsPattern("doomed +1 +0 .* failed");

        Path whole = directory.resolve("whole");
        assertThat(exitCode(start("train", trial.resolve("config.yaml").toString(), "--out", whole.toString())))
                .isEqualTo(DONE);
        assertThat(numbers(trial)).isEqualTo(numbers(whole));
        assertThat(scores(trial)).isEqualTo(scores(whole)).hasSize(26);
    }

    @Test
    void shouldPauseAtARungAndPruneTheWorse() throws Exception {
        Files.writeString(file, Files.readString(file)
                .replace("optimiser.learning-rate: 1e38", "env.cues: 30").replace("parallel: 1", "parallel: 2")
                + "seeds: [1, 2]\nprune: {rule: halving, first: 60000, reduction: 2}\n");

        assertThat(exitCode(start("sweep"))).isEqualTo(DONE);
        String result = Files.readString(directory.resolve("stdout"));
        assertThat(result).containsPattern("sound +1 +120000 .* finished").containsPattern("sound +2 +120000 .* finished")
                .containsPattern("doomed +1 +60000 .* pruned").containsPattern("doomed +2 +60000 .* pruned");
        String leaderboard = result.substring(result.indexOf("Leaderboard by final score"));
        assertThat(leaderboard).containsPattern("variant +cues +seeds +IQM").containsPattern("sound +2 +2 .* 120,000\n")
                .containsPattern("doomed +30 +2 .* 60,000 pruned\n");
        assertThat(leaderboard.indexOf("sound")).as("the best first").isLessThan(leaderboard.indexOf("doomed"));
        assertThat(errors()).contains("sound/seed-1 paused at step 60,000", "doomed is given up: ");
        assertThat(Files.readString(out.resolve("doomed/seed-1/run.json"))).contains("\"pruned\"");
    }

    /** A finished trial takes the steps that it lacks; new seeds and variants are trained from the start. */
    @Test
    void shouldTakeMoreStepsSeedsAndVariantsLater() throws Exception {
        String sweep = """
                base:
                  env: {id: recall, delay: 2}
                  environments: 4
                  steps: 10
                  total-steps: %d
                  algorithm: a2c
                  optimiser: {schedule: constant}
                  policy: {encoder: none, core: {units: 4}}
                  log: {every: 5000}
                variants: {%s}
                seeds: %s
                parallel: 2
                """;
        Files.writeString(file, sweep.formatted(TOTAL / 2, "a: {gamma: 0.9}", "[1]"));
        assertThat(exitCode(start("sweep"))).isEqualTo(DONE);
        Files.writeString(file, sweep.formatted(TOTAL, "a: {gamma: 0.9}, b: {gamma: 0.8}", "[1, 2]"));
        Files.createDirectories(out.resolve("a/seed-9"));
        Files.copy(out.resolve("a/seed-1/run.json"), out.resolve("a/seed-9/run.json"));
        assertThat(exitCode(start("sweep"))).isEqualTo(DONE);

        assertThat(errors()).contains("a/seed-1 goes on after step 60,000", out.resolve("a/seed-9") + " is no trial of this sweep");
        assertThat(Files.readString(directory.resolve("stdout"))).containsPattern("a +1 +120000 .* finished")
                .containsPattern("b +2 +120000 .* finished");
        Path whole = directory.resolve("whole");
        assertThat(exitCode(start("train", out.resolve("a/seed-1/config.yaml").toString(), "--out", whole.toString())))
                .isEqualTo(DONE);
        assertThat(numbers(out.resolve("a/seed-1"))).isEqualTo(numbers(whole));
        assertThat(scores(out.resolve("a/seed-1"))).isEqualTo(scores(whole));
        assertThat(Files.readString(out.resolve("a/seed-1/config.yaml"))).isEqualTo(Files.readString(whole.resolve("config.yaml")));
    }

    /** Trials of a sweep without variants lie in its own directory. */
    @Test
    void shouldTellStrangersFromItsOwnTrials() throws Exception {
        Files.writeString(file, """
                base:
                  env: {id: recall, delay: 2}
                  environments: 4
                  steps: 10
                  total-steps: 400
                  algorithm: a2c
                  policy: {encoder: none, core: {units: 4}}
                seeds: [1, 2]
                parallel: 1
                """);
        assertThat(exitCode(start("sweep"))).isEqualTo(DONE);
        Files.createDirectory(out.resolve("somebody-elses"));

        assertThat(exitCode(start("sweep"))).isEqualTo(DONE);
        assertThat(errors()).contains(out.resolve("somebody-elses") + " is no variant of this sweep")
                .doesNotContain("seed-1 is no variant", "seed-2 is no variant");
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        if (arguments.length == 1) {
            command.addAll(List.of(file.toString(), "--out", out.toString(), "--workers", "1"));
        }
        Process process = new ProcessBuilder(command).redirectOutput(directory.resolve("stdout").toFile())
                .redirectError(directory.resolve("stderr").toFile()).start();
        started.add(process);
        return process;
    }

    private String errors() throws IOException {
        return Files.readString(directory.resolve("stderr"));
    }

    private void awaitErrors(String text) throws Exception {
        while (!errors().contains(text)) {
            Thread.sleep(5);
        }
    }

    private static void awaitRows(Path trial, int rows) throws Exception {
        Path table = trial.resolve("table.txt");
        while (!Files.exists(table) || Files.readAllLines(table).size() < rows + 2) {
            Thread.sleep(2);
        }
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(110, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** Every tensor and every byte of state of the last checkpoint but the clock's. */
    private static Map<String, List<Object>> numbers(Path run) throws IOException {
        Map<String, List<Object>> numbers = new TreeMap<>();
        Path last = run.resolve("checkpoints/step-%09d.safetensors".formatted(TOTAL));
        try (Safetensors tensors = Safetensors.open(last)) {
            for (Safetensors.Tensor tensor : tensors.tensors()) {
                List<Object> values = new ArrayList<>();
                if (tensor.type() == Safetensors.Type.F32) {
                    float[] floats = new float[(int) tensor.elements()];
                    tensors.floats(tensor.name(), floats, 0, floats.length);
                    for (float value : floats) {
                        values.add(value);
                    }
                } else if (!List.of("state/session", "checksum").contains(tensor.name())) {
                    for (byte value : tensors.bytes(tensor.name())) {
                        values.add(value);
                    }
                }
                numbers.put(tensor.name(), values);
            }
        }
        return numbers;
    }

    private static List<String> scores(Path run) throws IOException {
        return Files.readAllLines(run.resolve("table.txt")).stream().map(line -> line.replaceAll(" \\S+$", "")).toList();
    }
}
