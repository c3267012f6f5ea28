package topspin.run;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.file.Safetensors;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CheckpointTest {
    @TempDir
    private Path directory;

    @Test
    void shouldReadBackWhatWasWritten() throws IOException {
        Path file = sample();

        try (Checkpoint checkpoint = Checkpoint.read(file)) {
            float[] weights = new float[6];
            checkpoint.floats("core/weights", weights, 0, 6);
            assertThat(weights).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(checkpoint.bytes("state/streams")).containsExactly(9, 8, 7);
            assertThat(checkpoint.step()).isEqualTo(123);
            assertThat(checkpoint.text("engine")).isEqualTo("onednn");
            assertThat(checkpoint.sinkLengths()).containsExactly(10, 0, 77);
            checkpoint.requireConfig(List.of("xyz", "abc"));
        }
    }

    @Test
    void shouldLeaveWeightsWhereOtherReadersLookForThem() throws IOException {
        try (Safetensors tensors = Safetensors.open(sample())) {
            assertThat(tensors.tensor("core/weights").shape()).containsExactly(2L, 3L);
            assertThat(tensors.tensors()).last().extracting(Safetensors.Tensor::name).isEqualTo("checksum");
        }
    }

    @Test
    void shouldWriteTheSameBytesTwice() throws IOException {
        Checkpoint.Writer writer = writer();
        writer.writeTo(directory.resolve("a"));
        writer.writeTo(directory.resolve("b"));

        assertThat(directory.resolve("a")).hasSameBinaryContentAs(directory.resolve("b"));
    }

    @Test
    void shouldFindEveryFlippedBit() throws IOException {
        byte[] good = Files.readAllBytes(sample());
        Path file = directory.resolve("flipped");
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 400; i++) {
            int bit = i < 64 ? i : i < 128 ? good.length * 8 - 1 - (i - 64) : random.nextInt(good.length * 8);
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, bad);

            assertThatThrownBy(() -> Checkpoint.read(file)).as("seed %d, bit %d", seed, bit)
                    .isInstanceOfSatisfying(CheckpointException.class,
                            e -> assertThat(e.kind()).isEqualTo(CheckpointException.Kind.DAMAGED))
                    .hasMessageContaining(file.toString()).hasMessageNotContaining("\n");
        }
    }

    @Test
    void shouldFindEveryTruncationAndEveryExtension() throws IOException {
        byte[] good = Files.readAllBytes(sample());
        Path file = directory.resolve("cut");
        for (int length = 0; length <= good.length + 40; length++) {
            if (length != good.length) {
                Files.write(file, Arrays.copyOf(good, length));
                assertThatThrownBy(() -> Checkpoint.read(file)).as("length %d", length)
                        .isInstanceOf(CheckpointException.class).hasMessage("checkpoint " + file
                                + " is truncated or damaged: its checksum does not match its " + length
                                + " bytes");
            }
        }
    }

    @Test
    void shouldRefuseANewerFormat() throws IOException {
        byte[] bytes = Files.readAllBytes(sample());
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = text.indexOf("\"topspin-checkpoint\":\"1\"") + "\"topspin-checkpoint\":\"".length();
        bytes[at] = '2';
        Path file = Files.write(directory.resolve("newer"), resealed(bytes));

        assertThatThrownBy(() -> Checkpoint.read(file)).isInstanceOf(CheckpointException.class).hasMessage("checkpoint "
                + file + " has format 2, this Topspin reads format 1: use the Topspin that wrote it, or a newer one");
    }

    @Test
    void shouldRefuseAnotherConfig() throws IOException {
        Path file = sample();
        try (Checkpoint checkpoint = Checkpoint.read(file)) {
            assertThatThrownBy(() -> checkpoint.requireConfig(List.of("def"))).isInstanceOf(CheckpointException.class)
                    .hasMessage("checkpoint " + file + " is of another config (abc, this run has def): "
                            + "give one of this run, or restore its config.yaml");
        }
    }

    @Test
    void shouldRefuseFilesThatWereNeverCheckpoints() throws IOException {
        Path file = Files.write(directory.resolve("zeros"), resealed(new byte[100]));

        assertThatThrownBy(() -> Checkpoint.read(file)).isInstanceOf(CheckpointException.class)
                .hasMessageContaining("is not a Topspin checkpoint");
        assertThatThrownBy(() -> Checkpoint.read(directory.resolve("none"))).isInstanceOf(CheckpointException.class)
                .hasMessageContaining("no such checkpoint");
    }

    @Test
    void shouldSayWhyACheckpointCouldNotBeWritten() {
        Path file = directory.resolve("missing/step-1.safetensors");

        assertThatThrownBy(() -> writer().writeTo(file)).isInstanceOf(CheckpointException.class)
                .hasMessage("cannot write checkpoint " + file
                        + ": no such file or directory");
    }

    private Path sample() throws IOException {
        Path file = directory.resolve("step-000000123.safetensors");
        writer().writeTo(file);
        return file;
    }

    private static Checkpoint.Writer writer() {
        return new Checkpoint.Writer(123, "abc").text("engine", "onednn").sinkLengths(10, 0, 77)
                .bytes("state/streams", new byte[] {9, 8, 7})
                .floats("core/weights", new float[] {0, 1, 2, 3, 4, 5, 6}, 1, 6, 2, 3);
    }

    private static byte[] resealed(byte[] bytes) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(bytes, 0, bytes.length - 32);
            System.arraycopy(sha256.digest(), 0, bytes, bytes.length - 32, 32);
            return bytes;
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
