package topspin.nn.engine;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

import java.nio.FloatBuffer;

/**
 * Native floats with a Java view: aligned for the widest vectors, zeroed, never moved. Bulk copies through the buffer
 * are intrinsics and cost no native call.
 */
final class FloatMemory {
    private static final int ALIGNMENT = 64;

    private final Object owner;
    /** Null once the memory is freed. */
    private final Pointer block;
    private final FloatPointer pointer;
    private final FloatBuffer buffer;

    FloatMemory(int length) {
        int padding = ALIGNMENT / Float.BYTES;
        FloatPointer all = new FloatPointer((long) length + padding);
        long misaligned = all.address() % ALIGNMENT;
        long skip = misaligned == 0 ? 0 : (ALIGNMENT - misaligned) / Float.BYTES;
        pointer = all.getPointer(skip);
        buffer = pointer.asBuffer();
        block = all;
        owner = all;
        FloatPointer.memset(all, 0, (long) (length + padding) * Float.BYTES);
    }

    /**
     * Memory that belongs to {@code owner}, which is kept reachable.
     *
     * @param pointer to be set to null when the memory is freed
     */
    FloatMemory(FloatPointer pointer, Object owner) {
        this.owner = owner;
        this.block = pointer;
        this.pointer = pointer;
        this.buffer = pointer.asBuffer();
    }

    /** @throws IllegalStateException if the memory is freed */
    Object owner() {
        NativeObjects.requireOpen(block);
        return owner;
    }

    /** A pointer to element {@code offset}; does not keep this memory alive. */
    FloatPointer pointer(int offset) {
        NativeObjects.requireOpen(block);
        return pointer.getPointer(offset);
    }

    /** @throws IllegalStateException if the memory is freed */
    FloatBuffer buffer() {
        NativeObjects.requireOpen(block);
        return buffer;
    }
}
