package topspin.cli;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.file.Safetensors;
import topspin.run.RunDirectory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real training in processes of its own: killed without warning at ten random moments, and gone on with by 1, 2, 3 or 8
 * workers, it leaves the bytes of the run that never stopped. {@code docs/exactness.md} has the same at full length.
 */
class KillTest {
    private static final int KILLS = 10;
    private static final int ROWS = 40;
    private static final int[] WORKERS = {1, 2, 3, 8};
    /** Columns that tell time, which no two runs share. */
    private static final Set<String> CLOCKS = Set.of("fps", "seconds", "frames_per_second");
    /** Tensors that hold time, and what is made of them. */
    private static final Set<String> TIMES = Set.of("state/session", "checksum");

    @TempDir
    private Path directory;
    private Path file;

    @BeforeEach
    void place() throws IOException {
        file = Files.writeString(directory.resolve("experiment.yaml"), """
                env: {id: pong, observation: features, frame-stack: 2, sticky: 0.25, flicker: 0.1, time-limit: 900}
                environments: 8
                steps: 16
                total-steps: %d
                algorithm: ppo
                policy: {encoder: mlp, encoder-units: 16, core: {units: 16, layers: 2}}
                log: {every: 512}
                checkpoint: {every: 1300, archive: 4000}
                """.formatted(ROWS * 512));
    }

    @Test
    void shouldGiveTheSameBytesAfterTenKillsWhateverTheWorkers() throws Exception {
        Path whole = directory.resolve("whole");
        assertThat(exitCode(start("train", file.toString(), "--out", whole.toString(), "--workers", "2"))).isZero();

        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Path out = directory.resolve("out");
        int[] rows = random.ints(1, ROWS - 10).distinct().limit(KILLS).sorted().toArray();
        for (int kill = 0; kill < KILLS; kill++) {
            Process run = startOrResume(out, WORKERS[random.nextInt(WORKERS.length)]);
            awaitRow(rows[kill], out, run);
            Thread.sleep(random.nextInt(30));
            assertThat(run.isAlive()).as("seed %d: killed while it trains", seed).isTrue();
            run.destroyForcibly().waitFor();
        }
        assertThat(exitCode(startOrResume(out, 3))).as("seed %d", seed).isZero();

        assertThat(rows(out)).as("seed %d", seed).hasSize(ROWS + 2).isEqualTo(rows(whole));
        assertThat(scores(out)).as("seed %d", seed).isEqualTo(scores(whole));
        assertThat(episodes(out)).as("seed %d", seed).hasSizeGreaterThan(20).isEqualTo(episodes(whole));
        String last = "checkpoints/step-%09d.safetensors".formatted(ROWS * 512);
        Map<String, Integer> tensors = tensors(out.resolve(last));
        assertThat(tensors).as("seed %d", seed).isEqualTo(tensors(whole.resolve(last)))
                .containsKeys("core/1/recurrent-weights", "optimiser/m", "state/collector", "state/learner");
        String best = "checkpoints/best.safetensors";
        assertThat(tensors(out.resolve(best))).as("seed %d", seed).isEqualTo(tensors(whole.resolve(best)));
        List<String> archived = archived(out);
        assertThat(archived).as("seed %d", seed).hasSize(ROWS * 512 / 4000).isEqualTo(archived(whole));
        for (String archive : archived) {
            assertThat(tensors(out.resolve(archive))).as("seed %d", seed).isEqualTo(tensors(whole.resolve(archive)));
        }
    }

    private static List<String> episodes(Path run) throws IOException {
        return Files.readAllLines(run.resolve(RunDirectory.EPISODES)).stream()
                .map(line -> line.substring(0, line.lastIndexOf(','))).toList();
    }

    private static List<String> archived(Path run) throws IOException {
        try (var files = Files.list(run.resolve(RunDirectory.CHECKPOINTS))) {
            return files.map(file -> run.relativize(file).toString()).filter(name -> name.contains("/archive-")).sorted()
                    .toList();
        }
    }

    private Process startOrResume(Path out, int workers) throws IOException {
        return Files.exists(out.resolve(RunDirectory.RECORD))
                ? start("train", "--resume", out.toString(), "--workers", Integer.toString(workers))
                : start("train", file.toString(), "--out", out.toString(), "--workers", Integer.toString(workers));
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(directory.resolve("stderr").toFile());
        return builder.start();
    }

    /** Waits until the row is on disk: kills are spread over the run, however fast the machine. */
    private void awaitRow(int row, Path out, Process run) throws Exception {
        Path table = out.resolve(RunDirectory.TABLE);
        while (!Files.exists(table) || Files.readAllLines(table).size() < row + 2) {
            assertThat(run.isAlive()).as(Files.readString(directory.resolve("stderr"))).isTrue();
            Thread.sleep(5);
        }
    }

    private int exitCode(Process process) throws Exception {
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static List<List<String>> rows(Path run) throws IOException {
        List<String> lines = Files.readAllLines(run.resolve(RunDirectory.PROGRESS));
        List<String> header = Arrays.asList(lines.get(0).split(","));
        List<List<String>> rows = new ArrayList<>();
        for (String line : lines) {
            String[] cells = line.split(",", -1);
            List<String> kept = new ArrayList<>();
            for (int i = 0; i < cells.length; i++) {
                if (!CLOCKS.contains(header.get(i)) && !header.get(i).endsWith("_ms")) {
                    kept.add(cells[i]);
                }
            }
            rows.add(kept);
        }
        return rows;
    }

    private static List<String> scores(Path run) throws IOException {
        return Files.readAllLines(run.resolve(RunDirectory.TABLE)).stream()
                .map(line -> line.substring(0, line.lastIndexOf(' '))).toList();
    }

    /** Every tensor's bits, by name. */
    private static Map<String, Integer> tensors(Path file) throws IOException {
        Map<String, Integer> tensors = new TreeMap<>();
        try (Safetensors all = Safetensors.open(file)) {
            for (Safetensors.Tensor tensor : all.tensors()) {
                if (!TIMES.contains(tensor.name())) {
                    tensors.put(tensor.name(), bits(all, tensor));
                }
            }
        }
        return tensors;
    }

    private static int bits(Safetensors all, Safetensors.Tensor tensor) throws IOException {
        if (tensor.type() == Safetensors.Type.U8) {
            return Arrays.hashCode(all.bytes(tensor.name()));
        }
        float[] values = new float[(int) tensor.elements()];
        all.floats(tensor.name(), values, 0, values.length);
        return Arrays.hashCode(values);
    }
}
