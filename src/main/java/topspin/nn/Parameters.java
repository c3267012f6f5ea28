package topspin.nn;

import java.util.ArrayList;
import java.util.List;

/**
 * All trainable numbers of a network in one array, and their gradients in another of the same layout; layers own named
 * slices. Order of use: every layer {@link #declare}s its slices, then {@link #allocate} is called once, then the
 * arrays are used. Different threads may only use disjoint slices.
 */
public final class Parameters {

    /**
     * A named tensor within the arrays.
     *
     * @param name   path-like, e.g. {@code core/0/recurrent-weights}
     * @param offset of its first element
     * @param length product of the shape
     * @param shape  row-major, outermost axis first
     * @param active for a tensor whose gradient is mostly rows of zeros: which rows of the outermost axis have a gradient
     *               in this update (the gradient array holds garbage in the others); null for ordinary tensors
     */
    public record Slice(String name, int offset, int length, boolean[] active, long... shape) {

        /** Length of the outermost axis. */
        public int rows() {
            return (int) shape[0];
        }

        /** Elements of one row of the outermost axis. */
        public int rowLength() {
            return length / rows();
        }
    }

    private final List<Slice> slices = new ArrayList<>();
    private int size;
    private float[] values;
    private float[] gradients;

    public Slice declare(String name, long... shape) {
        return declare(name, false, shape);
    }

    /** Declares a tensor whose gradient is mostly rows of zeros; see {@link Slice#active}. */
    public Slice declareSparse(String name, long... shape) {
        return declare(name, true, shape);
    }

    private Slice declare(String name, boolean sparse, long... shape) {
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
        Slice slice = new Slice(name, size, length, sparse ? new boolean[(int) shape[0]] : null, shape);
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
