package topspin.cli;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.stats.RunFixtures;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Disks that are full and readers that went away: nothing of it passes for success, and nothing old is lost. */
@DisabledOnOs(OS.WINDOWS)
class LostOutputTest {
    private static final String BROKEN_PIPE = "Broken pipe";

    @TempDir
    private Path directory;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CommandLineFixture fixture = new CommandLineFixture();

    @BeforeEach
    void someRuns() throws IOException {
        RunFixtures.run(directory.resolve("runs/a/seed-1"), 1, 2, 3);
        RunFixtures.run(directory.resolve("runs/b/seed-1"), 3, 2, 1);
        StringBuilder log = new StringBuilder();
        for (int run = 1; run <= 2; run++) {
            log.append("# ").append(run).append('\n');
            for (int row = 1; row <= 100 * run; row++) {
                log.append(100 * row).append(' ').append(run).append(".0 10.0\n");
            }
        }
        Files.writeString(directory.resolve("log.txt"), log);
        Files.writeString(directory.resolve("experiment.yaml"), """
                env: {id: pong}
                environments: 4
                steps: 10
                total-steps: 400
                log: {every: 40}
                """);
        Files.writeString(directory.resolve("sweep.yaml"), "base: experiment.yaml\nseeds: [1, 2]\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "--help", "train --help", "envs", "stats $runs", "stats $runs --json",
        "plot $runs -o $curves.svg", "report $runs -o $report.html", "import-log $log.txt --out $imported --third fps",
        "train $experiment.yaml --out $run", "sweep $sweep.yaml --out $swept --dry-run"})
    void shouldNotCallACommandDoneWhoseOutputIsLost(String line) {
        assertThat(run(broken(), line)).isEqualTo(Main.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8)).endsWith("standard output is lost: broken pipe\n");
        err.reset();
        assertThat(run(OutputStream.nullOutputStream(), line.replace("--out $", "--out $again-")))
                .as(err.toString(StandardCharsets.UTF_8)).isZero();
    }

    @Test
    void shouldTrainToTheEndThoughNobodyReadsTheTable() throws IOException {
        assertThat(run(broken(), "train $experiment.yaml --out $run")).isEqualTo(Main.FAILED);
        assertThat(directory.resolve("run/run.json")).content().contains("\"status\" : \"finished\"");
        assertThat(Files.readAllLines(directory.resolve("run/table.txt"))).hasSize(1 + 1 + 10);
    }

    @Test
    void shouldKeepTheCodeOfWrongInput() {
        assertThat(run(broken(), "stats $nowhere")).as("nothing was printed, nothing was lost").isEqualTo(Main.WRONG_INPUT);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("nowhere is not a directory").hasLineCount(1);
    }

    @Test
    void shouldNameTheReasonOfADeviceThatIsFull() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full));
        try (OutputStream out = new FileOutputStream(full.toFile())) {
            assertThat(run(out, "stats $runs --json")).isEqualTo(Main.FAILED);
        }
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("standard output is lost: no space left on device\n");
        err.reset();
        Files.createSymbolicLink(directory.resolve("full.svg"), full);

        assertThat(run(OutputStream.nullOutputStream(), "plot $runs -o $full.svg")).isEqualTo(Main.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo(directory.resolve("full.svg")
                + " cannot be written: no space left on device; give a file elsewhere\n");
        assertThat(Files.isRegularFile(full)).as("a device is written to, not replaced").isFalse();
        Files.delete(directory.resolve("full.svg"));
    }

    /** A limit on the size of files stands for the full disk. */
    @Test
    void shouldKeepTheOldFileWhenTheNewOneDoesNotFit() throws Exception {
        Files.writeString(directory.resolve("curves.svg"), "old figure");
        Files.writeString(directory.resolve("report.html"), "old page");

        for (String line : List.of("plot $runs -o $curves.svg", "report $runs -o $report.html")) {
            assertThat(limited(1, line)).isEqualTo(Main.FAILED);
            assertThat(stderr()).matches(".* cannot be written: file too large; the old one is as it was; give a file "
                    + "elsewhere\n");
        }

        assertThat(directory.resolve("curves.svg")).hasContent("old figure");
        assertThat(directory.resolve("report.html")).hasContent("old page");
        assertThat(hidden()).isEmpty();
    }

    @Test
    void shouldLeaveNothingOfAnImportThatDidNotFit() throws Exception {
        String line = "import-log $log.txt --out $imported --third fps";
        // the first run's curve fits, the second's does not
        assertThat(limited(6, line)).isEqualTo(Main.FAILED);
        assertThat(stderr()).isEqualTo(directory.resolve("imported")
                + " cannot be written: file too large; nothing was imported\n");
        assertThat(directory.resolve("imported")).doesNotExist();

        assertThat(run(OutputStream.nullOutputStream(), line)).isZero();
        assertThat(directory.resolve("imported/run-2/seed-0/progress.csv")).exists();
    }

    @Test
    void shouldImportOverWhatAKilledImportLeft() throws Exception {
        Path home = Files.createDirectories(directory.resolve("imported/run-1/seed-0"));
        Files.writeString(home.resolve("config.yaml"), "cut o");
        Files.writeString(home.resolve(".progress.csv.tmp"), "step,sc");

        assertThat(run(OutputStream.nullOutputStream(), "import-log $log.txt --out $imported --third fps")).isZero();
        assertThat(home.resolve("config.yaml")).content().contains("variant: run-1");
        assertThat(run(OutputStream.nullOutputStream(), "import-log $log.txt --out $imported --third fps"))
                .as("a whole run is not overwritten").isEqualTo(Main.WRONG_INPUT);
    }

    @Test
    void shouldFollowALinkAndLeaveItOne() throws IOException {
        Path figure = Files.createDirectories(directory.resolve("figures")).resolve("real.svg");
        Files.writeString(figure, "old");
        Path link = Files.createSymbolicLink(directory.resolve("link.svg"), figure);

        assertThat(run(OutputStream.nullOutputStream(), "plot $runs -o $link.svg")).isZero();

        assertThat(link).isSymbolicLink();
        assertThat(figure).content().startsWith("<svg");
    }

    @Test
    void shouldSayWhyAFileCannotBeThere() {
        assertThat(run(OutputStream.nullOutputStream(), "plot $runs -o $runs/none/c.svg")).isEqualTo(Main.WRONG_INPUT);
        assertThat(err.toString(StandardCharsets.UTF_8)).endsWith(" cannot be written: there is no directory "
                + directory.resolve("runs/none") + "; make it, or give a file elsewhere\n");
        err.reset();
        assertThat(run(OutputStream.nullOutputStream(), "report $runs -o $runs")).isEqualTo(Main.WRONG_INPUT);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .endsWith("runs cannot be written: it is a directory; give the name of a file in it\n");
        err.reset();
        assertThat(run(OutputStream.nullOutputStream(), "import-log $log.txt --out $log.txt --third fps"))
                .isEqualTo(Main.WRONG_INPUT);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("log.txt cannot be written: ",
                "; nothing was imported; give another --out").hasLineCount(1);
    }

    private int run(OutputStream out, String line) {
        Console console = new Console(out, new PrintStream(err, true, StandardCharsets.UTF_8), false);
        return Main.run(console, plugins -> fixture.registry(), worlds -> new CommandLineFixture.Counting(), words(line).toArray(new String[0]));
    }

    /** {@code $} is this test's directory. */
    private List<String> words(String line) {
        return Arrays.stream(line.split(" ")).map(word -> word.replace("$", directory + "/")).toList();
    }

    private static OutputStream broken() {
        return new OutputStream() {
            @Override
            public void write(int letter) throws IOException {
                throw new IOException(BROKEN_PIPE);
            }
        };
    }

    /** @param kilobytes that a file may have at most */
    private int limited(int kilobytes, String line) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash", "-c", "ulimit -f " + kilobytes + " && exec \"$@\"", "bash",
                System.getProperty("java.home") + "/bin/java", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-cp",
                System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(words(line));
        Process process = new ProcessBuilder(command).redirectOutput(directory.resolve("stdout").toFile())
                .redirectError(directory.resolve("stderr").toFile()).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private String stderr() throws IOException {
        return Files.readString(directory.resolve("stderr"));
    }

    private List<Path> hidden() throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(".")).toList();
        }
    }
}
