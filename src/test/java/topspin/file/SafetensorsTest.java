package topspin.file;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SafetensorsTest {
    @TempDir
    private Path directory;

    @Test
    void shouldWriteTheBytesOfTheFormat() throws IOException {
        byte[] bytes = written(new SafetensorsWriter().metadata("k", "v").bytes("b", new byte[] {7})
                .floats("a", new float[] {9f, 1f, -2f}, 1, 2, 1, 2));

        String header = "{\"__metadata__\":{\"k\":\"v\"},\"a\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
                + "\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[8,9]}}";
        int padded = (header.length() + 7) / 8 * 8;
        ByteBuffer expected = ByteBuffer.allocate(8 + padded + 9).order(ByteOrder.LITTLE_ENDIAN).putLong(padded)
                .put(String.format("%-" + padded + "s", header).getBytes(StandardCharsets.US_ASCII))
                .putFloat(1f).putFloat(-2f).put((byte) 7);
        assertThat(bytes).isEqualTo(expected.array());
    }

    @Test
    void shouldReadBackEveryTypeBitForBit() throws IOException {
        int length = 40_001;
        float[] floats = new float[length];
        double[] doubles = new double[length];
        long[] longs = new long[length];
        for (int i = 0; i < length; i++) {
            longs[i] = i * 0x9E3779B97F4A7C15L;
            floats[i] = Float.intBitsToFloat((int) longs[i] & 0x7F7F_FFFF);
            doubles[i] = 1.0 / (i + 1);
        }
        floats[3] = Float.NaN;
        Path file = save(written(new SafetensorsWriter().bytes("u8", new byte[] {-1, 0, 1})
                .floats("f32", floats, 0, length, length).doubles("f64", doubles, 0, length, length)
                .longs("i64", longs, 0, length, length).floats("empty", floats, 0, 0, 0, 4)
                .floats("scalar", floats, 5, 1)));

        try (Safetensors tensors = Safetensors.open(file)) {
            float[] f = new float[length + 2];
            tensors.floats("f32", f, 1, length);
            for (int i = 0; i < length; i++) {
                assertThat(Float.floatToRawIntBits(f[i + 1])).isEqualTo(Float.floatToRawIntBits(floats[i]));
            }
            double[] d = new double[length];
            tensors.doubles("f64", d, 0, length);
            assertThat(d).isEqualTo(doubles);
            long[] l = new long[length];
            tensors.longs("i64", l, 0, length);
            assertThat(l).isEqualTo(longs);
            assertThat(tensors.bytes("u8")).containsExactly(-1, 0, 1);
            assertThat(tensors.tensor("scalar").shape()).isEmpty();
            assertThat(tensors.tensor("empty").shape()).isEqualTo(List.of(0L, 4L));
            assertThat(tensors.tensors()).allMatch(t -> t.begin() % t.type().bytes() == 0);
            assertThatThrownBy(() -> tensors.floats("f32", f, 0, length - 1)).isInstanceOf(IOException.class)
                    .hasMessageContaining("tensor f32 is F32[40001], expected 40000 elements of F32");
            assertThatThrownBy(() -> tensors.bytes("f32")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> tensors.bytes("missing")).hasMessageContaining("has no tensor missing");
        }
    }

    @Test
    void shouldRefuseShapesThatDoNotHoldTheData() {
        assertThatThrownBy(() -> new SafetensorsWriter().floats("a", new float[6], 0, 6, 2, 2))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("does not hold 6");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[9],\"data_offsets\":[0,9]}}|is truncated",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[7],\"data_offsets\":[0,7]}}|has bytes after its data",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[7],\"data_offsets\":[0,8]}}|has 8 bytes, expected 7",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[7],\"data_offsets\":[1,8]}}|begins at 1, expected 0",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904],\"data_offsets\":[0,8]}}|overflow",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}|non-negative",
        "{\"a\":{\"dtype\":\"F8\",\"shape\":[8],\"data_offsets\":[0,8]}}|has dtype F8; expected one of",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[8]}}|two data_offsets",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},"
                + "\"b\":{\"dtype\":\"U8\",\"shape\":[6],\"data_offsets\":[2,8]}}|begins at 2, expected 4",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]},"
                + "\"a\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]}}|Duplicate",
        "{\"__metadata__\":{\"k\":1}}|to hold strings",
        "[1]|an object",
        "{\"a\":|bad safetensors header",
    })
    void shouldRefuseBadHeaders(String header, String complaint) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.US_ASCII);
        Path file = save(ByteBuffer.allocate(8 + json.length + 8).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length)
                .put(json).array());

        assertThatThrownBy(() -> Safetensors.open(file)).isInstanceOf(IOException.class)
                .hasMessageContaining(complaint).hasMessageStartingWith(file.toString()).hasMessageNotContaining("\n");
    }

    @Test
    void shouldRefuseEveryTruncation() throws IOException {
        byte[] bytes = written(new SafetensorsWriter().floats("a", new float[] {1, 2, 3}, 0, 3, 3));
        for (int length = 0; length < bytes.length; length++) {
            Path file = save(Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> Safetensors.open(file)).isInstanceOf(IOException.class);
        }
    }

    private static byte[] written(SafetensorsWriter writer) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.writeTo(out);
        return out.toByteArray();
    }

    private Path save(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("t.safetensors"), bytes);
    }
}
