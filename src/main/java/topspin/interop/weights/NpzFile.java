package topspin.interop.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * NumPy's file of several arrays: a zip with {@code NAME.npy} for each. Written as {@code numpy.savez} does, not compressed and
 * without a clock, so that equal weights give equal bytes.
 */
final class NpzFile {
    private static final String ENDING = ".npy";
    /** The first that a zip can say; {@code numpy.savez} has it, too. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private NpzFile() {
    }

    static byte[] bytes(Map<String, WeightTensor> tensors) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, WeightTensor> tensor : tensors.entrySet()) {
                byte[] array = NpyArray.bytes(tensor.getValue());
                CRC32 sum = new CRC32();
                sum.update(array);
                ZipEntry entry = new ZipEntry(tensor.getKey() + ENDING);
                entry.setTimeLocal(NO_TIME);
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(array.length);
                entry.setCrc(sum.getValue());
                zip.putNextEntry(entry);
                zip.write(array);
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    /** @throws IOException if it is no such file; the message says what is wrong with it */
    static Map<String, WeightTensor> read(Path file) throws IOException {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (!entry.getName().endsWith(ENDING)) {
                    throw new IOException("holds " + entry.getName() + "; expected arrays alone, NAME" + ENDING);
                }
                String name = entry.getName().substring(0, entry.getName().length() - ENDING.length());
                if (tensors.put(name, array(zip, entry)) != null) {
                    throw new IOException("holds " + entry.getName() + " twice");
                }
            }
        }
        return tensors;
    }

    private static WeightTensor array(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            // a ZipFile does not check its entries itself
            CheckedInputStream checked = new CheckedInputStream(in, new CRC32());
            WeightTensor tensor = NpyArray.read(checked);
            if (checked.getChecksum().getValue() != entry.getCrc()) {
                throw new IOException("is damaged: its checksum does not match");
            }
            return tensor;
        } catch (IOException e) {
            throw new IOException(entry.getName() + " " + e.getMessage(), e);
        }
    }
}
