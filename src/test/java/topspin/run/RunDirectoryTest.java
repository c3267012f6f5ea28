package topspin.run;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RunDirectoryTest {
    private static final String HASH = "abc";

    @TempDir
    private Path root;
    private Path path;

    @BeforeEach
    void place() {
        path = root.resolve("pong/seed-1");
    }

    @Test
    void shouldRecordHowARunWent() throws IOException {
        try (RunDirectory run = RunDirectory.create(path, "name: pong\n", HASH)) {
            run.begin(List.of("train", "pong.yaml"), "onednn, avx2", 2);
            assertThat(run.status()).isEqualTo(RunDirectory.Status.RUNNING);
            run.end(RunDirectory.Status.FINISHED, Map.of("score", 20.5));
        }

        assertThat(path.resolve(RunDirectory.CONFIG)).hasContent("name: pong");
        assertThat(Files.readString(path.resolve(RunDirectory.RECORD))).contains("\"status\" : \"finished\"",
                "\"score\" : 20.5", "\"engine\" : \"onednn, avx2\"", "\"workers\" : 2", "\"command\" : [ \"train\", \"pong.yaml\" ]",
                "\"jvm\"", "\"cores\"", "\"config-hash\" : \"abc\"", "\"ended\"");
    }

    @Test
    void shouldAddASessionWhenResumed() throws IOException {
        try (RunDirectory run = RunDirectory.create(path, "", HASH)) {
            run.begin(List.of("train", "pong.yaml"), "onednn", 2);
        }
        try (RunDirectory run = RunDirectory.open(path)) {
            run.begin(List.of("train", "--resume", "x"), "nd4j", 2);
        }

        assertThat(Files.readString(path.resolve(RunDirectory.RECORD)))
                .contains("\"engine\" : \"onednn\"", "\"engine\" : \"nd4j\"");
    }

    @Test
    void shouldKeepTheNewestCheckpointsAndTheBest() throws IOException {
        try (RunDirectory run = RunDirectory.create(path, "", HASH)) {
            for (long step = 100; step <= 500; step += 100) {
                run.save(checkpoint(step, HASH), 2);
                if (step == 200) {
                    run.saveBest(checkpoint(step, HASH));
                }
            }
            assertThat(names()).containsExactlyInAnyOrder("step-000000400.safetensors", "step-000000500.safetensors",
                    "best.safetensors");
            assertThat(latestStep(run, new ArrayList<>())).isEqualTo(500);
            try (Checkpoint best = run.best().orElseThrow()) {
                assertThat(best.step()).isEqualTo(200);
            }
        }
    }

    @Test
    void shouldNeverRemoveArchivedCheckpoints() throws IOException {
        try (RunDirectory run = RunDirectory.create(path, "", HASH)) {
            for (long step = 100; step <= 500; step += 100) {
                if (step % 200 == 0) {
                    run.archive(checkpoint(step, HASH));
                }
                run.save(checkpoint(step, HASH), 1);
            }
        }
        try (RunDirectory run = RunDirectory.open(path)) {
            run.save(checkpoint(600, HASH), 1);
            assertThat(names()).containsExactlyInAnyOrder("archive-000000200.safetensors",
                    "archive-000000400.safetensors", "step-000000600.safetensors");
            Path archived = path.resolve("checkpoints/archive-000000200.safetensors");
            try (Checkpoint checkpoint = run.checkpoint(archived)) {
                assertThat(checkpoint.step()).isEqualTo(200);
            }
        }
    }

    @Test
    void shouldGoOnFromAnArchivedCheckpointThatIsTheNewestWholeOne() throws IOException {
        try (RunDirectory run = RunDirectory.create(path, "", HASH)) {
            run.begin(List.of(), "nd4j", 2);
            run.archive(checkpoint(200, HASH));
        }
        // it is a result like any other: nothing is begun over it
        assertThatThrownBy(() -> RunDirectory.create(path, "", HASH)).hasMessageContaining("holds this very run, unfinished");

        try (RunDirectory run = RunDirectory.open(path)) {
            run.save(checkpoint(100, HASH), 1);
            assertThat(names()).contains("step-000000100.safetensors");
            assertThat(latestStep(run, new ArrayList<>())).isEqualTo(200);
            flip(run.save(checkpoint(300, HASH), 1));
            assertThat(latestStep(run, new ArrayList<>())).isEqualTo(200);
        }
    }

    @Test
    void shouldSayWhichCheckpointCannotBeReadAndWhatToDo() throws IOException {
        try (RunDirectory run = RunDirectory.create(path, "", HASH)) {
            Path file = path.resolve("checkpoints/step-000000100.safetensors");
            // what not even root may read
            Files.createSymbolicLink(file, file);
            assertUnreadable(() -> run.latest(warning -> { }), "cannot read checkpoint " + file + ": ", "; make it readable");
            run.save(checkpoint(50, HASH), 5);
            assertUnreadable(() -> run.latest(warning -> { }), "cannot read checkpoint " + file + ": ",
                    "; make it readable, or move it away to use an older one");
            Files.createSymbolicLink(path.resolve("checkpoints/best.safetensors"), file);
            assertUnreadable(run::best, "cannot read checkpoint " + path.resolve("checkpoints/best.safetensors") + ": ",
                    "; make it readable");
            assertUnreadable(() -> run.checkpoint(path.resolve("none")), path.resolve("none") + ": no such checkpoint; ",
                    "expected a file such as results/pong/seed-1/checkpoints/best.safetensors");
            assertUnreadable(() -> run.checkpoint(path), path + " is a directory; ",
                    "expected a file such as results/pong/seed-1/checkpoints/best.safetensors");
        }
    }

    private static void assertUnreadable(ThrowingCallable reading, String beginning, String end) {
        assertThatThrownBy(reading).isInstanceOfSatisfying(CheckpointException.class,
                e -> assertThat(e.kind()).isEqualTo(CheckpointException.Kind.UNREADABLE))
                .hasMessageStartingWith(beginning).hasMessageEndingWith(end);
    }

    @Test
    void shouldPassOverADamagedCheckpointWithAWarning() throws IOException {
        try (RunDirectory run = RunDirectory.create(path, "", HASH)) {
            run.save(checkpoint(100, HASH), 2);
            Path newest = run.save(checkpoint(200, HASH), 2);
            flip(newest);

            List<String> warnings = new ArrayList<>();
            assertThat(latestStep(run, warnings)).isEqualTo(100);
            assertThat(warnings).singleElement().asString().startsWith("passing over checkpoint " + newest);

            flip(path.resolve("checkpoints/step-000000100.safetensors"));
            assertThatThrownBy(() -> run.latest(warnings::add)).isInstanceOf(CheckpointException.class)
                    .hasMessage("every checkpoint in " + path.resolve("checkpoints")
                            + " is damaged: train anew with another --out");
        }
    }

    @Test
    void shouldGoOnFromTheBestCheckpointWhenAllOthersAreDamaged() throws IOException {
        try (RunDirectory run = RunDirectory.create(path, "", HASH)) {
            run.saveBest(checkpoint(100, HASH));
            flip(run.save(checkpoint(200, HASH), 2));

            List<String> warnings = new ArrayList<>();
            assertThat(latestStep(run, warnings)).isEqualTo(100);
            assertThat(warnings).hasSize(1);

            flip(path.resolve("checkpoints/best.safetensors"));
            assertThatThrownBy(() -> run.latest(warnings::add)).isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("every checkpoint in ");
            assertThat(warnings).last().asString().contains("best.safetensors");
        }
    }

    @Test
    void shouldPassOverACheckpointWhoseHeaderMakesNoSense() throws IOException {
        try (RunDirectory run = RunDirectory.create(path, "", HASH)) {
            run.save(checkpoint(100, HASH), 2);
            run.save(checkpoint(200, HASH).text("sinks", "ten"), 2);

            List<String> warnings = new ArrayList<>();
            assertThat(latestStep(run, warnings)).isEqualTo(100);
            assertThat(warnings).singleElement().asString().contains("has the sinks ten");
        }
    }

    /** A trainer that was asked to stop saves before it lets go. */
    @Test
    @Timeout(60)
    void shouldWaitForAnotherProcessThatIsAboutToEnd() throws Exception {
        RunDirectory.create(path, "", HASH).close();
        Process other = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Holder.class.getName(), path.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader said = other.inputReader()) {
            assertThat(said.readLine()).isEqualTo("holding");
            assertThat(RunDirectory.inUse(path)).isTrue();
            RunDirectory.open(path).close();
            assertThat(said.readLine()).isEqualTo("saved");
        }
        assertThat(other.waitFor()).isZero();
        assertThat(RunDirectory.inUse(path)).isFalse();
    }

    /** Holds a run for a moment. */
    static final class Holder {
        private static final int MOMENT_MILLIS = 300;

        private Holder() {
        }

        public static void main(String[] args) throws Exception {
            try (RunDirectory run = RunDirectory.open(Path.of(args[0]))) {
                System.out.println("holding");
                Thread.sleep(MOMENT_MILLIS);
                System.out.println("saved");
                run.note("saved", true);
            }
        }
    }

    @Test
    void shouldNotPassOverACheckpointOfAnotherConfig() throws IOException {
        try (RunDirectory run = RunDirectory.create(path, "", HASH)) {
            run.save(checkpoint(100, HASH), 2);
            run.save(checkpoint(200, "def"), 2);

            assertThatThrownBy(() -> run.latest(warning -> { })).isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("is of another config");
        }
    }

    @Test
    void shouldStartOverWhenKilledBeforeTheFirstCheckpoint() throws IOException {
        RunDirectory.create(path, "", HASH).close();
        try (RunDirectory run = RunDirectory.create(path, "", HASH)) {
            assertThat(run.latest(warning -> { })).isEmpty();
        }
        try (RunDirectory run = RunDirectory.open(path)) {
            assertThat(run.latest(warning -> { })).isEmpty();
        }
    }

    @Test
    void shouldRefuseTheDirectoryOfAnotherExperiment() throws IOException {
        try (RunDirectory run = RunDirectory.create(path, "", HASH)) {
            run.begin(List.of(), "nd4j", 2);
        }

        assertThatThrownBy(() -> RunDirectory.create(path, "", "def")).isInstanceOf(RunDirectoryException.class)
                .hasMessage(path + " holds a run of another experiment (its config differs): "
                        + "choose another directory with --out, or another name, or remove it");
    }

    @Test
    void shouldTakeOverADirectoryWhereNothingBegan() throws IOException {
        RunDirectory.create(path, "", HASH).close();
        try (RunDirectory run = RunDirectory.create(path, "", "def")) {
            assertThat(run.configHash()).isEqualTo("def");
        }
    }

    @Test
    void shouldRefuseToOverwriteResults() throws IOException {
        try (RunDirectory run = RunDirectory.create(path, "", HASH)) {
            run.begin(List.of(), "nd4j", 2);
            run.save(checkpoint(100, HASH), 2);
        }
        assertThatThrownBy(() -> RunDirectory.create(path, "", HASH)).hasMessage(path
                + " holds this very run, unfinished: go on with ./topspin train --resume " + path + ", or remove it");

        try (RunDirectory run = RunDirectory.open(path)) {
            run.end(RunDirectory.Status.FINISHED, Map.of());
        }
        assertThatThrownBy(() -> RunDirectory.create(path, "", HASH)).hasMessage(
                path + " holds this very run, finished: choose another --seed or --out, or remove it");
        assertThatThrownBy(() -> RunDirectory.open(path)).hasMessageContaining("finished run: there is nothing to resume");
    }

    @Test
    void shouldLeaveForeignDirectoriesAlone() throws IOException {
        Files.createDirectories(path);
        Files.writeString(path.resolve("thesis.tex"), "precious");

        assertThatThrownBy(() -> RunDirectory.create(path, "", HASH)).isInstanceOf(RunDirectoryException.class)
                .hasMessage(path + " holds something that is not a run (thesis.tex): "
                        + "choose another directory with --out");
        try (var files = Files.list(path)) {
            assertThat(files).containsExactly(path.resolve("thesis.tex"));
        }
    }

    @Test
    void shouldSayThatEarlierCheckpointsAreIntactWhereThereAreAny() throws IOException {
        try (RunDirectory run = RunDirectory.create(path, "", HASH)) {
            // in the way of the temporary file
            Files.createDirectories(path.resolve("checkpoints/.step-000000200.safetensors.tmp/something"));
            assertThatThrownBy(() -> run.save(checkpoint(200, HASH), 1)).isInstanceOf(CheckpointException.class)
                    .hasMessageStartingWith("cannot write checkpoint ").hasMessageNotContaining("intact");
            run.save(checkpoint(100, HASH), 1);
            assertThatThrownBy(() -> run.save(checkpoint(200, HASH), 1))
                    .hasMessageEndingWith("; earlier checkpoints are intact");
        }
    }

    @Test
    void shouldLetOneWriterAtATimeIn() throws IOException {
        try (RunDirectory run = RunDirectory.create(path, "", HASH)) {
            assertThatThrownBy(() -> RunDirectory.open(path)).isInstanceOf(RunDirectoryException.class)
                    .hasMessage("another process is writing " + path + ": wait for it or stop it");
            assertThatThrownBy(() -> RunDirectory.create(path, "", HASH)).hasMessage("another process is writing " + path
                    + ": wait for it or stop it, or choose another directory with --out");
            try (RunDirectory reader = RunDirectory.view(path)) {
                assertThat(reader.configHash()).isEqualTo(HASH);
                assertThatThrownBy(() -> reader.end(RunDirectory.Status.FAILED, Map.of()))
                        .isInstanceOf(IllegalStateException.class);
            }
            assertThat(run.status()).isEqualTo(RunDirectory.Status.RUNNING);
        }
        RunDirectory.open(path).close();
    }

    @Test
    void shouldClearAwayWhatACrashLeftBehind() throws IOException {
        try (RunDirectory run = RunDirectory.create(path, "", HASH)) {
            run.save(checkpoint(100, HASH), 2);
        }
        Path half = path.resolve("checkpoints/.step-000000200.safetensors.tmp");
        Files.write(half, new byte[50]);

        try (RunDirectory run = RunDirectory.open(path)) {
            assertThat(half).doesNotExist();
            assertThat(latestStep(run, new ArrayList<>())).isEqualTo(100);
        }
    }

    @Test
    void shouldExplainWhatIsNotARunDirectory() throws IOException {
        assertThatThrownBy(() -> RunDirectory.open(path)).hasMessage(
                path + " does not exist: expected a run directory, such as results/pong/seed-1");
        Files.createDirectories(path);
        assertThatThrownBy(() -> RunDirectory.open(path)).hasMessage(path
                + " is not a run directory: it has no run.json; expected one such as results/pong/seed-1");
        Files.writeString(path.resolve("run.json"), "{\"status\": ");
        assertThatThrownBy(() -> RunDirectory.open(path))
                .hasMessage(path + "/run.json is damaged: restore it or remove the directory");
        for (String other : List.of("{}", "null")) {
            Files.writeString(path.resolve("run.json"), other);
            assertThatThrownBy(() -> RunDirectory.open(path))
                    .hasMessage(path + "/run.json is not a run's record: restore it or remove the directory");
        }
    }

    /** As some editors save it. */
    @Test
    void shouldReadARecordWithAMark() throws IOException {
        RunDirectory.create(path, "", HASH).close();
        Path record = path.resolve("run.json");
        Files.write(record, ("\ufeff" + Files.readString(record).replace("\n", "\r\n")).getBytes(StandardCharsets.UTF_16LE));

        try (RunDirectory run = RunDirectory.view(path)) {
            assertThat(run.configHash()).isEqualTo(HASH);
        }
        Files.write(record, new byte[] {(byte) 0xc3, 0x28});
        assertThatThrownBy(() -> RunDirectory.view(path)).hasMessage(record
                + " is damaged: restore it or remove the directory");
    }

    @Test
    void shouldSayWhyADirectoryCannotBeMade() throws IOException {
        Path file = Files.writeString(root.resolve("file"), "");

        assertThatThrownBy(() -> RunDirectory.create(file.resolve("seed-1"), "", HASH)).hasMessageStartingWith(
                "cannot create the run directory " + file.resolve("seed-1") + ": ").hasMessageContaining("--out");
    }

    private static Checkpoint.Writer checkpoint(long step, String hash) {
        return new Checkpoint.Writer(step, hash).bytes("state/x", new byte[] {1, 2, 3});
    }

    private static long latestStep(RunDirectory run, List<String> warnings) throws IOException {
        try (Checkpoint checkpoint = run.latest(warnings::add).orElseThrow()) {
            return checkpoint.step();
        }
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(path.resolve("checkpoints"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }
}
