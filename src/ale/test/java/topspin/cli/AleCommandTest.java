package topspin.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.file.Safetensors;
import topspin.interop.ale.Roms;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code env: {id: ale}} at the command line, in a build with ALE. */
class AleCommandTest {
    private final CommandLineFixture line = CommandLineFixture.real();
    @TempDir
    private Path directory;

    private Path experiment(Path rom) throws IOException {
        return Files.writeString(directory.resolve("atari.yaml"), """
                env: {id: ale, rom: "%s", observation: ram, sticky: 0.25, time-limit: 200}
                environments: 4
                steps: 32
                total-steps: 512
                log: {every: 64}
                checkpoint: {every: 128}
                policy: {core: {type: lstm, units: 8}}
                """.formatted(rom));
    }

    @Test
    void anUnknownRomShouldBeOneLine() throws IOException {
        Path rom = Files.writeString(directory.resolve("breakout.bin"), "no game");
        Path file = experiment(rom);
        assertThat(line.run("train", file.toString(), "--out", directory.resolve("run").toString())).isEqualTo(2);
        assertThat(line.err()).startsWith(file + ":1: env.rom: ALE knows no game in " + rom + " (MD5 ");
        assertThat(line.err().lines()).hasSize(1);
        assertThat(line.run("play", "ale", "--set", "rom=" + rom.resolveSibling("gone.bin"), "--png",
                directory.resolve("a.png").toString())).isEqualTo(2);
    }

    @Test
    void aResumedRunShouldBeTheSameAsAWholeOne() throws IOException {
        Path file = experiment(Roms.all().get(0));
        Path whole = directory.resolve("whole");
        Path parts = directory.resolve("parts");
        assertThat(line.run("train", file.toString(), "--out", whole.toString(), "--workers", "2")).as(line.err()).isZero();
        assertThat(line.run("train", file.toString(), "--out", parts.toString(), "--workers", "1", "--until", "256")).isZero();
        assertThat(line.run("train", "--resume", parts.toString())).as(line.err()).isZero();
        assertThat(withoutTimes(parts.resolve("episodes.csv"), ",[^,]*$")).hasSizeGreaterThan(8)
                .isEqualTo(withoutTimes(whole.resolve("episodes.csv"), ",[^,]*$"));
        assertThat(withoutTimes(parts.resolve("table.txt"), " +\\S+$")).isEqualTo(withoutTimes(whole.resolve("table.txt"), " +\\S+$"));
        assertThat(tensors(parts)).isEqualTo(tensors(whole)).containsKey("state/collector");
    }

    private static List<String> withoutTimes(Path file, String lastColumn) throws IOException {
        return Files.readAllLines(file).stream().map(row -> row.replaceFirst(lastColumn, "")).toList();
    }

    /** Of the last checkpoint, without those that hold times. */
    private static Map<String, Integer> tensors(Path run) throws IOException {
        Map<String, Integer> tensors = new TreeMap<>();
        Path path = run.resolve("checkpoints/step-000000512.safetensors");
        byte[] bytes = Files.readAllBytes(path);
        int data = Long.BYTES + ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
        try (Safetensors file = Safetensors.open(path)) {
            for (Safetensors.Tensor tensor : file.tensors()) {
                tensors.put(tensor.name(), Arrays.hashCode(Arrays.copyOfRange(bytes,
                        data + (int) tensor.begin(), data + (int) tensor.end())));
            }
        }
        tensors.keySet().removeAll(Set.of("state/session", "checksum"));
        return tensors;
    }

    @Test
    void aGameShouldBeSeen() throws IOException {
        Path picture = directory.resolve("game.png");
        assertThat(line.run("play", "ale", "--set", "rom=" + Roms.all().get(0), "--steps", "20", "--png", picture.toString()))
                .as(line.err()).isZero();
        assertThat(picture).isNotEmptyFile();
    }
}
