package topspin.cli;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import topspin.interop.tracker.FakeMlflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Real runs in processes of their own, which send to a strict server and meet a bad end. */
@Timeout(180)
class TrackedProcessTest {
    private static final String BASE = """
            env: {id: recall, delay: 2}
            environments: 4
            steps: 10
            total-steps: %d
            algorithm: a2c
            policy: {encoder: none, core: {units: 4}}
            optimiser: {schedule: constant}
            log: {every: 5000}
            checkpoint: {every: 50000}
            """;

    @TempDir
    private Path directory;
    private final List<Process> started = new ArrayList<>();
    private FakeMlflow mlflow;

    @AfterEach
    void leaveNobodyBehind() {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        mlflow.close();
    }

    private Process start(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("said").toFile())).start();
        started.add(process);
        return process;
    }

    private String said() throws IOException {
        return Files.readString(directory.resolve("said"));
    }

    private static List<Long> steps(FakeMlflow.Run run) {
        return run.of("score").stream().map(FakeMlflow.Point::step).toList();
    }

    private static List<Long> grid(long to) {
        return LongStream.rangeClosed(0, to / 5000).mapToObj(i -> i * 5000).toList();
    }

    @Test
    void aRunThatIsKilledAndGoesOnShouldHaveEveryRowOnce() throws Exception {
        mlflow = new FakeMlflow().start();
        Path file = Files.writeString(directory.resolve("x.yaml"), BASE.formatted(600_000));
        Path run = directory.resolve("recall/seed-1");
        Process first = start("train", file.toString(), "--out", run.toString(), "--mlflow", mlflow.url());
        while (mlflow.runs().isEmpty() || steps(mlflow.runs().get(0)).size() < 13) {
            assertThat(first.isAlive()).as(said()).isTrue();
            Thread.sleep(10);
        }
        first.destroyForcibly().waitFor();
        int before = steps(mlflow.runs().get(0)).size();

        Process second = start("train", "--resume", run.toString(), "--mlflow", mlflow.url());
        assertThat(second.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).as(said()).isZero();
        assertThat(mlflow.runs()).hasSize(1);
        assertThat(before).isLessThan(121);
        assertThat(steps(mlflow.runs().get(0))).isEqualTo(grid(600_000));
        assertThat(mlflow.runs().get(0).status()).isEqualTo("FINISHED");
        assertThat(mlflow.violations()).isEmpty();
    }

    @Test
    void everyTrialOfASweepShouldBeARunOfOneExperiment() throws Exception {
        mlflow = new FakeMlflow().start();
        Path file = Files.writeString(directory.resolve("cells.yaml"), "base:\n" + BASE.formatted(20_000).indent(2)
                + "variants:\n  lstm: {policy.core.type: lstm}\n  gru: {policy.core.type: gru}\nparallel: 2\n");
        Process sweep = start("sweep", file.toString(), "--out", directory.resolve("cells").toString(), "--mlflow", mlflow.url());
        assertThat(sweep.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(sweep.exitValue()).as(said()).isZero();
        assertThat(mlflow.experiments()).containsExactly("cells");
        assertThat(mlflow.runs()).extracting(run -> run.info.get("run_name")).containsExactlyInAnyOrder("lstm/seed-1", "gru/seed-1");
        assertThat(mlflow.runs()).allSatisfy(run -> {
            assertThat(steps(run)).isEqualTo(grid(20_000));
            assertThat(run.status()).isEqualTo("FINISHED");
        });
        assertThat(mlflow.violations().stream().filter(violation -> !violation.contains("already exists"))).isEmpty();
    }
}
