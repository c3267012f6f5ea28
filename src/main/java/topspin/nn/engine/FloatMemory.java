package topspin.nn.engine;

import org.bytedeco.javacpp.FloatPointer;

import java.nio.FloatBuffer;

/**
 * Native floats with a Java view: aligned for the widest vectors, zeroed, never moved. Bulk copies through the buffer
 * are intrinsics, without the cost of a native call.
 */
final class FloatMemory {
    private static final int ALIGNMENT = 64;

    private final Object owner;
    private final FloatPointer pointer;
    private final FloatBuffer buffer;

    FloatMemory(int length) {
        int padding = ALIGNMENT / Float.BYTES;
        FloatPointer block = new FloatPointer((long) length + padding);
        long misaligned = block.address() % ALIGNMENT;
        long skip = misaligned == 0 ? 0 : (ALIGNMENT - misaligned) / Float.BYTES;
        pointer = block.getPointer(skip);
        buffer = pointer.asBuffer();
        owner = block;
        FloatPointer.memset(block, 0, (long) (length + padding) * Float.BYTES);
    }

    /** Memory that belongs to {@code owner}, which is kept reachable. */
    FloatMemory(FloatPointer pointer, Object owner) {
        this.owner = owner;
        this.pointer = pointer;
        this.buffer = pointer.asBuffer();
    }

    Object owner() {
        return owner;
    }

    /** A pointer to element {@code offset}; keeps this memory alive only while this object is reachable. */
    FloatPointer pointer(int offset) {
        return pointer.getPointer(offset);
    }

    FloatBuffer buffer() {
        return buffer;
    }
}
