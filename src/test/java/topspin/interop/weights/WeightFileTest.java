package topspin.interop.weights;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.config.InputException;
import topspin.file.SafetensorsWriter;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Files of tensors come back as they were, NumPy's are read however they were written, and others are refused in one line. */
class WeightFileTest {
    private static final Path FIXTURES = Path.of("src/test/resources/topspin/interop/weights");
    private static final String REMEDY = "; expected a file of weights such as ./topspin export writes";

    @TempDir
    private Path directory;

    private static Map<String, WeightTensor> tensors() {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        tensors.put("lstm/kernel", new WeightTensor(new long[] {2, 3}, new float[] {0, 1.5f, -2, Float.MIN_VALUE, 4, -0.0f}));
        tensors.put("bias", new WeightTensor(new long[] {2}, new float[] {1e30f, 7}));
        tensors.put("scalar", new WeightTensor(new long[] {}, new float[] {3}));
        tensors.put("cube", new WeightTensor(new long[] {1, 2, 2}, new float[] {1, 2, 3, 4}));
        return tensors;
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.npz", "A.NPZ", "a.safetensors"})
    void shouldBringTensorsBack(String name) throws IOException {
        Path file = directory.resolve(name);
        Files.write(file, WeightFile.bytes(file, tensors()));
        Map<String, WeightTensor> read = WeightFile.read(file);
        assertThat(read.keySet()).containsExactlyElementsOf(tensors().keySet());
        tensors().forEach((tensor, expected) -> {
            assertThat(read.get(tensor).shape()).as(tensor).isEqualTo(expected.shape());
            assertThat(read.get(tensor).values()).as(tensor).isEqualTo(expected.values());
        });
        assertThat(WeightFile.bytes(file, tensors())).as("equal tensors, equal bytes").isEqualTo(Files.readAllBytes(file));
    }

    /** The elements begin at a multiple of 64, and the header is what {@code numpy.save} writes. */
    @Test
    void shouldWriteNumPysOwnBytes() {
        byte[] bytes = NpyArray.bytes(new WeightTensor(new long[] {2}, new float[] {1, 2}));
        assertThat(bytes).hasSize(128 + 8).startsWith(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0);
        assertThat(new String(bytes, 10, 118, StandardCharsets.US_ASCII))
                .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }  ").endsWith(" \n");
        assertThat(Arrays.copyOfRange(bytes, 128, 136)).containsExactly(0, 0, 0x80, 0x3f, 0, 0, 0, 0x40);
    }

    /** {@code fixtures.py} has the same two rows in every entry. */
    @Test
    void shouldReadWhateverNumPyWrites() {
        Map<String, WeightTensor> arrays = WeightFile.read(FIXTURES.resolve("arrays.npz"));
        assertThat(arrays.keySet()).containsExactly("plain", "compressed", "fortran", "wide", "wide-fortran", "big-endian", "version-2");
        arrays.forEach((name, array) -> {
            assertThat(array.shape()).as(name).containsExactly(2, 3);
            assertThat(array.values()).as(name).containsExactly(0, 1, 2, 3, 4, 5);
        });
        Map<String, WeightTensor> others = WeightFile.read(FIXTURES.resolve("scalar.npz"));
        assertThat(others.get("scalar").shape()).isEmpty();
        assertThat(others.get("scalar").values()).containsExactly(1.5f);
        assertThat(others.get("vector").shape()).containsExactly(2);
    }

    @Test
    void shouldRoundDoubles() throws IOException {
        Path file = directory.resolve("wide.safetensors");
        try (OutputStream out = Files.newOutputStream(file)) {
            new SafetensorsWriter().doubles("x", new double[] {0.1, 2}, 0, 2, 2).writeTo(out);
        }
        assertThat(WeightFile.read(file).get("x").values()).containsExactly(0.1f, 2);
    }

    @Test
    void shouldRefuseOtherFiles() throws IOException {
        Path none = directory.resolve("none.npz");
        assertRefused(none, none + ": no such file" + REMEDY);
        assertRefused(directory, directory + ": expected a name that ends in .safetensors or .npz");
        Path folder = Files.createDirectory(directory.resolve("folder.npz"));
        assertRefused(folder, folder + ": is not a file" + REMEDY);
        Path model = directory.resolve("model.h5");
        assertRefused(model, model + ": expected a name that ends in .safetensors or .npz");
        assertThatThrownBy(() -> WeightFile.bytes(model, tensors())).isInstanceOf(InputException.class);
        Path text = Files.writeString(directory.resolve("text.npz"), "weights\n".repeat(20));
        assertThatThrownBy(() -> WeightFile.read(text)).isInstanceOf(InputException.class)
                .hasMessageStartingWith(text + ": is not a zip file, as .npz is (").hasMessageEndingWith(REMEDY);
        Path plain = Files.writeString(directory.resolve("text.safetensors"), "weights\n".repeat(20));
        assertThatThrownBy(() -> WeightFile.read(plain)).isInstanceOf(InputException.class)
                .hasMessageStartingWith(plain + " is not a safetensors file").hasMessageEndingWith(REMEDY);
        Path bytes = directory.resolve("bytes.safetensors");
        try (OutputStream out = Files.newOutputStream(bytes)) {
            new SafetensorsWriter().bytes("state/lab", new byte[] {1}).writeTo(out);
        }
        assertRefused(bytes, bytes + ": tensor state/lab has dtype U8; expected F32 or F64" + REMEDY);
    }

    @Test
    void shouldRefuseZipsOfOtherThings() throws IOException {
        Path whole = FIXTURES.resolve("whole-numbers.npz");
        assertRefused(whole, whole + ": lstm/kernel.npy has elements of type <i8; expected float32 or float64 (<f4 or <f8)" + REMEDY);
        byte[] good = NpyArray.bytes(new WeightTensor(new long[] {2}, new float[] {1, 2}));
        assertZipRefused("readme.txt", "x", "holds readme.txt; expected arrays alone, NAME.npy");
        assertZipRefused("a.npy", "no array", "a.npy is not an array of NumPy: it does not begin with \\x93NUMPY");
        assertZipRefused("a.npy", Arrays.copyOf(good, good.length - 3), "a.npy is truncated: it ends 3 bytes early");
        assertZipRefused("a.npy", Arrays.copyOf(good, good.length + 1), "a.npy has bytes after its data");
        assertZipRefused("a.npy", Arrays.copyOf(good, 9), "a.npy is truncated: it ends 1 bytes early");
        assertZipRefused("a.npy", changed(good, 6, 9), "a.npy has version 9 of NumPy's format; expected 1, 2 or 3");
        assertZipRefused("a.npy", changed(good, 9, 0xff), "a.npy has a header of 65398 bytes; expected at most 10000");
        assertZipRefused("a.npy", header("{'descr': '<f4', 'fortran_order': False, }"),
                "a.npy has a header without a shape that Topspin knows");
        assertZipRefused("a.npy", header("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }"),
                "a.npy has a header without a descr that Topspin knows");
        assertZipRefused("a.npy", header("['<f4']"), "a.npy has a header that is no dictionary");
        assertZipRefused("a.npy", header("{'descr': '<f4', 'fortran_order': False, 'shape': (100000, 100000), }"),
                "a.npy has the shape (100000, 100000), which is too large");
        assertZipRefused("a.npy", header("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }"),
                "a.npy has the shape (99999999999999999999,), which is too large");
        assertZipRefused("a.npy", header("{'descr': '<f4', 'fortran_order': False, 'shape': (100000, 1000), }"),
                "a.npy is truncated: it ends 400000000 bytes early");
    }

    @Test
    void shouldFindAFlippedBit() throws IOException {
        Path file = directory.resolve("flipped.npz");
        byte[] bytes = WeightFile.bytes(file, tensors());
        int value = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(" \n") + 6;
        Files.write(file, changed(bytes, value, bytes[value] ^ 1));
        assertRefused(file, file + ": lstm/kernel.npy is damaged: its checksum does not match" + REMEDY);
    }

    private static byte[] changed(byte[] bytes, int index, int value) {
        byte[] changed = bytes.clone();
        changed[index] = (byte) value;
        return changed;
    }

    private static byte[] header(String text) {
        byte[] bytes = new byte[10 + text.length()];
        System.arraycopy(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length(), 0}, 0, bytes, 0, 10);
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, bytes, 10, text.length());
        return bytes;
    }

    private void assertZipRefused(String entry, String content, String problem) throws IOException {
        assertZipRefused(entry, content.getBytes(StandardCharsets.US_ASCII), problem);
    }

    private void assertZipRefused(String entry, byte[] content, String problem) throws IOException {
        Path file = directory.resolve("bad.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(content);
        }
        assertRefused(file, file + ": " + problem + REMEDY);
    }

    private static void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> WeightFile.read(file)).isInstanceOf(InputException.class).hasMessage(message);
    }
}
