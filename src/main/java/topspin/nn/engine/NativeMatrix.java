package topspin.nn.engine;

import java.nio.FloatBuffer;
import java.util.Objects;

/** A {@link Matrix} over {@link FloatMemory}; windows share the memory and differ in offset and shape. */
final class NativeMatrix implements Matrix {
    private static final float[] ZEROS = new float[4096];

    private final FloatMemory memory;
    private final int offset;
    private final int rows;
    private final int columns;
    private final int stride;

    NativeMatrix(int rows, int columns) {
        this(new FloatMemory(Math.multiplyExact(rows, columns)), rows, columns);
    }

    NativeMatrix(FloatMemory memory, int rows, int columns) {
        this(memory, 0, rows, columns, columns);
    }

    private NativeMatrix(FloatMemory memory, int offset, int rows, int columns, int stride) {
        this.memory = memory;
        this.offset = offset;
        this.rows = rows;
        this.columns = columns;
        this.stride = stride;
    }

    FloatMemory memory() {
        return memory;
    }

    int offset() {
        return offset;
    }

    /** Floats between the beginnings of two rows. */
    int stride() {
        return stride;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public void put(int row, int count, float[] source, int from) {
        Objects.checkFromIndexSize(row, count, rows);
        if (stride == columns) {
            memory.buffer().put(offset + row * stride, source, from, count * columns);
            return;
        }
        for (int r = 0; r < count; r++) {
            memory.buffer().put(offset + (row + r) * stride, source, from + r * columns, columns);
        }
    }

    @Override
    public void get(int row, int count, float[] target, int to) {
        Objects.checkFromIndexSize(row, count, rows);
        if (stride == columns) {
            memory.buffer().get(offset + row * stride, target, to, count * columns);
            return;
        }
        for (int r = 0; r < count; r++) {
            memory.buffer().get(offset + (row + r) * stride, target, to + r * columns, columns);
        }
    }

    @Override
    public void copy(int row, int count, Matrix source, int from) {
        NativeMatrix other = (NativeMatrix) source;
        Objects.checkFromIndexSize(row, count, rows);
        Objects.checkFromIndexSize(from, count, other.rows);
        FloatBuffer buffer = memory.buffer();
        FloatBuffer others = other.memory.buffer();
        if (stride == columns && other.stride == columns) {
            buffer.put(offset + row * stride, others, other.offset + from * stride, count * columns);
            return;
        }
        for (int r = 0; r < count; r++) {
            buffer.put(offset + (row + r) * stride, others, other.offset + (from + r) * other.stride, columns);
        }
    }

    @Override
    public void clear(int row, int count) {
        Objects.checkFromIndexSize(row, count, rows);
        for (int r = row; r < row + count; r++) {
            for (int c = 0; c < columns; c += ZEROS.length) {
                memory.buffer().put(offset + r * stride + c, ZEROS, 0, Math.min(ZEROS.length, columns - c));
            }
        }
    }

    @Override
    public NativeMatrix rows(int first, int count) {
        Objects.checkFromIndexSize(first, count, rows);
        return new NativeMatrix(memory, offset + first * stride, count, columns, stride);
    }

    @Override
    public NativeMatrix columns(int first, int count) {
        Objects.checkFromIndexSize(first, count, columns);
        return new NativeMatrix(memory, offset + first, rows, count, stride);
    }
}
