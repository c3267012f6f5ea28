package topspin.nn;

import java.util.ArrayList;
import java.util.List;

/**
 * All trainable numbers of a network in one array, and their gradients in another of the same layout; layers own named
 * slices. Order of use: every layer {@link #declare}s its slices, then {@link #allocate} is called once, then the arrays
 * are used. Not thread-safe beyond disjoint slices.
 */
public final class Parameters {

    /**
     * A named tensor within the arrays.
     *
     * @param name   path-like, e.g. {@code core/0/recurrent-weights}
     * @param offset of its first element
     * @param length product of the shape
     * @param shape  row-major, outermost axis first
     */
    public record Slice(String name, int offset, int length, long... shape) {
    }

    private final List<Slice> slices = new ArrayList<>();
    private int size;
    private float[] values;
    private float[] gradients;

    public Slice declare(String name, long... shape) {
        if (values != null) {
            throw new IllegalStateException("parameters are allocated already; " + name + " comes too late");
        }
        if (slices.stream().anyMatch(s -> s.name().equals(name))) {
            throw new IllegalArgumentException("two layers declare " + name);
        }
        int length = 1;
        for (long n : shape) {
            length = Math.multiplyExact(length, Math.toIntExact(n));
        }
        Slice slice = new Slice(name, size, length, shape);
        slices.add(slice);
        size = Math.addExact(size, length);
        return slice;
    }

    public void allocate() {
        values = new float[size];
        gradients = new float[size];
    }

    /** Number of trainable values. */
    public int size() {
        return size;
    }

    /** The values, {@code [size]}, slice after slice in order of declaration. */
    public float[] values() {
        return values;
    }

    /** The gradient of the loss in each value, same layout. */
    public float[] gradients() {
        return gradients;
    }

    public List<Slice> slices() {
        return List.copyOf(slices);
    }

    /** The slice that holds element {@code index}; for messages. */
    public Slice sliceAt(int index) {
        for (Slice slice : slices) {
            if (index >= slice.offset() && index < slice.offset() + slice.length()) {
                return slice;
            }
        }
        throw new IndexOutOfBoundsException("no parameter " + index + " of " + size);
    }
}
