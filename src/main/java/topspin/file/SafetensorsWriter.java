package topspin.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a safetensors file. Order of use: name the metadata and tensors, then {@link #writeTo} once. Arrays are kept by
 * reference and streamed out, never copied whole: do not change them in between. One thread.
 *
 * <p>Tensors are in the order given, except that wider element types come first, so that every tensor is aligned to its
 * elements, as PyTorch's loader requires. The same calls give the same bytes.
 */
public final class SafetensorsWriter {
    private static final int CHUNK_BYTES = 1 << 16;

    /** Puts a tensor's elements on a stream. */
    public interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    private record Planned(String name, Safetensors.Type type, List<Long> shape, Body body) {
    }

    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<String, Planned> planned = new LinkedHashMap<>();

    public SafetensorsWriter metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    /** Adds an F32 tensor: {@code length} elements from {@code offset}, row-major in {@code shape}. */
    public SafetensorsWriter floats(String name, float[] data, int offset, int length, long... shape) {
        return add(name, Safetensors.Type.F32, length, shape, out -> {
            ByteBuffer chunk = chunk();
            int step = CHUNK_BYTES / Float.BYTES;
            for (int i = 0; i < length; i += step) {
                int count = Math.min(step, length - i);
                chunk.asFloatBuffer().put(data, offset + i, count);
                out.write(chunk.array(), 0, count * Float.BYTES);
            }
        });
    }

    /** Adds an F64 tensor: {@code length} elements from {@code offset}, row-major in {@code shape}. */
    public SafetensorsWriter doubles(String name, double[] data, int offset, int length, long... shape) {
        return add(name, Safetensors.Type.F64, length, shape, out -> {
            ByteBuffer chunk = chunk();
            int step = CHUNK_BYTES / Double.BYTES;
            for (int i = 0; i < length; i += step) {
                int count = Math.min(step, length - i);
                chunk.asDoubleBuffer().put(data, offset + i, count);
                out.write(chunk.array(), 0, count * Double.BYTES);
            }
        });
    }

    /** Adds an I64 tensor: {@code length} elements from {@code offset}, row-major in {@code shape}. */
    public SafetensorsWriter longs(String name, long[] data, int offset, int length, long... shape) {
        return add(name, Safetensors.Type.I64, length, shape, out -> {
            ByteBuffer chunk = chunk();
            int step = CHUNK_BYTES / Long.BYTES;
            for (int i = 0; i < length; i += step) {
                int count = Math.min(step, length - i);
                chunk.asLongBuffer().put(data, offset + i, count);
                out.write(chunk.array(), 0, count * Long.BYTES);
            }
        });
    }

    /** Adds a U8 tensor of one dimension. */
    public SafetensorsWriter bytes(String name, byte[] data) {
        return bytes(name, data.length, out -> out.write(data));
    }

    /** Adds a U8 tensor of one dimension whose {@code length} bytes are made when its turn to be written comes. */
    public SafetensorsWriter bytes(String name, int length, Body body) {
        return add(name, Safetensors.Type.U8, length, new long[] {length}, body);
    }

    /** Writes the whole file. Does not close the stream. */
    public void writeTo(OutputStream out) throws IOException {
        List<Planned> order = new ArrayList<>(planned.values());
        order.sort(Comparator.comparingInt(tensor -> -tensor.type().bytes()));
        Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
        long position = 0;
        for (Planned tensor : order) {
            long elements = tensor.shape().stream().reduce(1L, (a, b) -> a * b);
            long end = position + elements * tensor.type().bytes();
            tensors.put(tensor.name(),
                    new Safetensors.Tensor(tensor.name(), tensor.type(), tensor.shape(), position, end));
            position = end;
        }
        byte[] header = new SafetensorsHeader(metadata, tensors).toBytes();
        out.write(chunk().putLong(header.length).array(), 0, Long.BYTES);
        out.write(header);
        for (Planned tensor : order) {
            tensor.body().writeTo(out);
        }
    }

    private SafetensorsWriter add(String name, Safetensors.Type type, long length, long[] shape, Body body) {
        List<Long> dimensions = Arrays.stream(shape).boxed().toList();
        if (dimensions.stream().reduce(1L, Math::multiplyExact) != length) {
            throw new IllegalArgumentException(name + ": shape " + dimensions + " does not hold " + length + " elements");
        }
        if (planned.put(name, new Planned(name, type, dimensions, body)) != null) {
            throw new IllegalArgumentException(name + " was added twice");
        }
        return this;
    }

    private static ByteBuffer chunk() {
        return ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }
}
