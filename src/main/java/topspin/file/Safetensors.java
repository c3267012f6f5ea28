package topspin.file;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A safetensors file (huggingface/safetensors, README.md, "Format"), open for reading: 8 bytes of little-endian header
 * length, a JSON header, then the tensors' elements, little-endian and row-major. Python reads the same files with
 * {@code safetensors.numpy.load_file}. {@link SafetensorsWriter} writes them.
 *
 * <p>Strict: the tensors must cover the data exactly, without hole, overlap or rest, as the reference implementation
 * demands. Tensors are read from disk when asked for; the file may be replaced by a rename meanwhile without harm. One
 * thread at a time.
 */
public final class Safetensors implements Closeable {
    /** The reference implementation's limit, against absurd lengths in damaged files. */
    private static final long MAX_HEADER_BYTES = 100_000_000;
    private static final int CHUNK_BYTES = 1 << 16;

    /** Element types, by the names that the format gives them. */
    public enum Type {
        F64(8), I64(8), F32(4), U8(1);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }

        /** Bytes of one element. */
        public int bytes() {
            return bytes;
        }
    }

    /**
     * One tensor's place.
     *
     * @param shape row-major; empty for a scalar
     * @param begin first byte, counted from the end of the header
     * @param end   byte after the last
     */
    public record Tensor(String name, Type type, List<Long> shape, long begin, long end) {

        /** Number of elements: the product of the shape. */
        public long elements() {
            return shape.stream().reduce(1L, Math::multiplyExact);
        }
    }

    private final Path file;
    private final FileChannel channel;
    private final SafetensorsHeader header;
    private final long dataStart;

    private Safetensors(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        long size = channel.size();
        if (size < Long.BYTES) {
            throw new IOException(file + " is truncated: " + size + " bytes");
        }
        long headerBytes = read(0, Long.BYTES).getLong();
        if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES) {
            throw new IOException(file + " is not a safetensors file: it begins with the header length " + headerBytes);
        }
        this.dataStart = Long.BYTES + headerBytes;
        if (dataStart > size) {
            throw new IOException(file + " is truncated: its header needs " + dataStart + " bytes, it has " + size);
        }
        try {
            this.header = SafetensorsHeader.parse(read(Long.BYTES, (int) headerBytes).array());
            checkLayout();
        } catch (IOException | ArithmeticException e) {
            throw new IOException(file + " has a bad safetensors header: " + firstLine(e), e);
        }
        long promised = header.tensors().values().stream().mapToLong(Tensor::end).max().orElse(0);
        if (dataStart + promised != size) {
            throw new IOException(file + (dataStart + promised > size ? " is truncated" : " has bytes after its data")
                    + ": its header promises " + (dataStart + promised) + " bytes, it has " + size);
        }
    }

    /**
     * Opens a file and checks its header.
     *
     * @throws IOException if it cannot be read or is not well-formed; the message is one sentence naming the file
     */
    public static Safetensors open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new Safetensors(file, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(header.metadata());
    }

    /** In the file's order. */
    public Collection<Tensor> tensors() {
        return Collections.unmodifiableCollection(header.tensors().values());
    }

    public boolean contains(String name) {
        return header.tensors().containsKey(name);
    }

    /** @throws IOException if there is none of this name */
    public Tensor tensor(String name) throws IOException {
        Tensor tensor = header.tensors().get(name);
        if (tensor == null) {
            throw new IOException(file + " has no tensor " + name);
        }
        return tensor;
    }

    /** Reads all elements of an F32 tensor, row-major, into {@code length} elements of {@code to}. */
    public void floats(String name, float[] to, int offset, int length) throws IOException {
        stream(expect(name, Type.F32, length), new Chunks() {
            private int next = offset;

            @Override
            public void accept(ByteBuffer chunk) {
                int count = chunk.remaining() / Float.BYTES;
                chunk.asFloatBuffer().get(to, next, count);
                next += count;
            }
        });
    }

    /** Reads all elements of an F64 tensor, row-major, into {@code length} elements of {@code to}. */
    public void doubles(String name, double[] to, int offset, int length) throws IOException {
        stream(expect(name, Type.F64, length), new Chunks() {
            private int next = offset;

            @Override
            public void accept(ByteBuffer chunk) {
                int count = chunk.remaining() / Double.BYTES;
                chunk.asDoubleBuffer().get(to, next, count);
                next += count;
            }
        });
    }

    /** Reads all elements of an I64 tensor, row-major, into {@code length} elements of {@code to}. */
    public void longs(String name, long[] to, int offset, int length) throws IOException {
        stream(expect(name, Type.I64, length), new Chunks() {
            private int next = offset;

            @Override
            public void accept(ByteBuffer chunk) {
                int count = chunk.remaining() / Long.BYTES;
                chunk.asLongBuffer().get(to, next, count);
                next += count;
            }
        });
    }

    /** All bytes of a U8 tensor. */
    public byte[] bytes(String name) throws IOException {
        Tensor tensor = tensor(name);
        expect(name, Type.U8, tensor.elements());
        return read(dataStart + tensor.begin(), Math.toIntExact(tensor.elements())).array();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private interface Chunks {
        void accept(ByteBuffer chunk);
    }

    private void stream(Tensor tensor, Chunks chunks) throws IOException {
        for (long at = tensor.begin(); at < tensor.end(); at += CHUNK_BYTES) {
            chunks.accept(read(dataStart + at, (int) Math.min(CHUNK_BYTES, tensor.end() - at)));
        }
    }

    private Tensor expect(String name, Type type, long length) throws IOException {
        Tensor tensor = tensor(name);
        if (tensor.type() != type || tensor.elements() != length) {
            throw new IOException(file + ": tensor " + name + " is " + tensor.type() + tensor.shape() + ", expected "
                    + length + " elements of " + type);
        }
        return tensor;
    }

    private ByteBuffer read(long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException(file + " ended while it was read");
            }
        }
        return buffer.flip();
    }

    private void checkLayout() throws IOException {
        List<Tensor> byPosition = header.tensors().values().stream()
                .sorted(Comparator.comparingLong(Tensor::begin).thenComparingLong(Tensor::end)).toList();
        long next = 0;
        for (Tensor tensor : byPosition) {
            if (tensor.begin() != next) {
                throw new IOException("tensor " + tensor.name() + " begins at " + tensor.begin() + ", expected " + next);
            }
            long bytes = Math.multiplyExact(tensor.elements(), tensor.type().bytes());
            if (tensor.end() - tensor.begin() != bytes) {
                throw new IOException("tensor " + tensor.name() + " of " + tensor.type() + tensor.shape() + " has "
                        + (tensor.end() - tensor.begin()) + " bytes, expected " + bytes);
            }
            next = tensor.end();
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
