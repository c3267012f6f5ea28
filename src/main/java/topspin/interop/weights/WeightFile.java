package topspin.interop.weights;

import topspin.config.InputException;
import topspin.file.FileProblem;
import topspin.file.Safetensors;
import topspin.file.SafetensorsWriter;
import topspin.text.Excerpt;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipException;

/** Named tensors in a file, {@code .safetensors} or {@code .npz} by its ending. */
public final class WeightFile {
    private static final String REMEDY = "; expected a file of weights such as ./topspin export writes";

    /** By the file's ending. */
    private enum Format { SAFETENSORS, NPZ }

    private WeightFile() {
    }

    /** @throws InputException if the file has another ending than these */
    public static void requireKnown(Path file) {
        format(file);
    }

    private static Format format(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        for (Format format : Format.values()) {
            if (name.endsWith("." + format.name().toLowerCase(Locale.ROOT))) {
                return format;
            }
        }
        throw new InputException(file + ": expected a name that ends in .safetensors or .npz");
    }

    /**
     * The bytes of a file.
     *
     * @param file    whose ending decides
     * @param tensors in their order
     * @throws InputException if the file has another ending than these
     */
    public static byte[] bytes(Path file, Map<String, WeightTensor> tensors) throws IOException {
        if (format(file) == Format.NPZ) {
            return NpzFile.bytes(tensors);
        }
        SafetensorsWriter writer = new SafetensorsWriter();
        tensors.forEach((name, tensor) -> writer.floats(name, tensor.values(), 0, tensor.values().length, tensor.shape()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        writer.writeTo(bytes);
        return bytes.toByteArray();
    }

    /**
     * Reads all tensors, float64 rounded to float32.
     *
     * @throws InputException if the file has another ending than these, cannot be read, or is not what its ending says
     */
    public static Map<String, WeightTensor> read(Path file) {
        Format format = format(file);
        if (!Files.isRegularFile(file)) {
            throw new InputException(file + ": " + (Files.exists(file) ? "is not a file" : "no such file") + REMEDY);
        }
        if (!Files.isReadable(file)) {
            throw new InputException(file + ": permission denied; make it readable");
        }
        try {
            return format == Format.NPZ ? NpzFile.read(file) : safetensors(file);
        } catch (ZipException e) {
            throw new InputException(file + ": is not a zip file, as .npz is (" + FileProblem.reason(e) + ")" + REMEDY, e);
        } catch (IOException e) {
            String problem = Excerpt.printable(e instanceof FileSystemException || e.getMessage() == null ? FileProblem.reason(e)
                    : e.getMessage());
            throw new InputException((problem.startsWith(file.toString()) ? "" : file + ": ") + problem + REMEDY, e);
        }
    }

    private static Map<String, WeightTensor> safetensors(Path file) throws IOException {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        try (Safetensors all = Safetensors.open(file)) {
            for (Safetensors.Tensor tensor : all.tensors()) {
                float[] values = new float[Math.toIntExact(tensor.elements())];
                switch (tensor.type()) {
                    case F32 -> all.floats(tensor.name(), values, 0, values.length);
                    case F64 -> {
                        double[] wide = new double[values.length];
                        all.doubles(tensor.name(), wide, 0, wide.length);
                        for (int i = 0; i < wide.length; i++) {
                            values[i] = (float) wide[i];
                        }
                    }
                    default -> throw new IOException("tensor " + tensor.name() + " has dtype " + tensor.type()
                            + "; expected F32 or F64");
                }
                long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
                tensors.put(tensor.name(), new WeightTensor(shape, values));
            }
        }
        return tensors;
    }
}
