package topspin.cli;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** A run as a process of its own, stopped from outside. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(120)
class InterruptionTest {
    private static final int KILLS = 5;
    private static final int DONE = 0;
    private static final int SIGTERM = 143;

    @TempDir
    private Path directory;
    private Path file;
    private Path out;

    @BeforeEach
    void place() throws IOException {
        file = Files.writeString(directory.resolve("pong.yaml"), """
                env: {id: pong}
                environments: 4
                steps: 25
                total-steps: 10000
                checkpoint: {every: 1000}
                """);
        out = directory.resolve("out");
    }

    @Test
    void shouldCheckpointOnTheFirstSignalAndResume() throws Exception {
        Process run = start("train", file.toString(), "--out", out.toString());
        awaitRows(5);
        run.destroy();
        assertThat(exitCode(run)).isEqualTo(SIGTERM);
        assertThat(Files.readString(directory.resolve("stderr"))).contains("--resume " + out);
        assertThat(Files.readString(out.resolve("run.json"))).contains("\"status\" : \"interrupted\"");

        assertThat(exitCode(start("train", "--resume", out.toString()))).isEqualTo(DONE);
        assertThat(Files.readAllLines(out.resolve("table.txt"))).hasSize(102).endsWith("10000 100.0 1000.0");
    }

    @Test
    void shouldEndAtOnceOnTheSecondSignal() throws Exception {
        Process run = start("-Dhang-at=500", "train", file.toString(), "--out", out.toString());
        awaitRows(5);
        run.destroy();
        while (!Files.readString(directory.resolve("stderr")).contains("SIGTERM")) {
            Thread.sleep(10);
        }
        assertThat(run.isAlive()).isTrue();
        run.destroy();

        assertThat(exitCode(run)).isEqualTo(SIGTERM);
    }

    @Test
    void shouldGiveTheSameBytesAfterAnyNumberOfKills() throws Exception {
        Path whole = directory.resolve("whole");
        // long enough that no session between two kills reaches the end
        Files.writeString(file, Files.readString(file).replace("10000", "30000"));
        assertThat(exitCode(start("train", file.toString(), "--out", whole.toString()))).isEqualTo(DONE);

        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < KILLS; i++) {
            Process run = startOrResume();
            run.waitFor(300 + random.nextInt(500), TimeUnit.MILLISECONDS);
            run.destroyForcibly().waitFor();
        }
        assertThat(exitCode(startOrResume())).as("seed %d", seed).isEqualTo(DONE);

        for (String name : List.of("table.txt", "progress.csv", "config.yaml", "checkpoints/step-000029000.safetensors",
                "checkpoints/step-000030000.safetensors")) {
            assertThat(out.resolve(name)).as("seed %d", seed).hasSameBinaryContentAs(whole.resolve(name));
        }
        assertThat(Files.size(out.resolve("events.out.tfevents.topspin")))
                .isEqualTo(Files.size(whole.resolve("events.out.tfevents.topspin")));
    }

    private Process startOrResume() throws IOException {
        return Files.exists(out.resolve("run.json")) ? start("train", "--resume", out.toString())
                : start("train", file.toString(), "--out", out.toString());
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        int options = arguments[0].startsWith("-D") ? 1 : 0;
        command.addAll(List.of(arguments).subList(0, options));
        command.add(SlowTopspin.class.getName());
        command.addAll(List.of(arguments).subList(options, arguments.length));
        return new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(directory.resolve("stderr").toFile()).start();
    }

    private void awaitRows(int rows) throws Exception {
        Path table = out.resolve("table.txt");
        while (!Files.exists(table) || Files.readAllLines(table).size() < rows + 2) {
            Thread.sleep(10);
        }
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
