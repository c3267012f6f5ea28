package topspin.nn.engine;

import java.util.List;

/**
 * A weight matrix in the layouts that an engine's kernels read fastest. The caller has the master copy
 * ({@link topspin.nn.Parameters}). After each change of it, {@link #load} or all of {@link #copies} pack these anew,
 * and every product bound to them uses the new values. Packing must not overlap with a running product.
 */
public interface Weights {

    int inputs();

    int outputs();

    /** The engine's copies; different copies, and different units of one, may be packed on different threads at once. */
    List<Copy> copies();

    /** Packs {@code [inputs][outputs]} values, row-major from {@code source[offset]}. Allocates nothing. */
    default void load(float[] source, int offset) {
        for (Copy copy : copies()) {
            copy.load(source, offset, 0, inputs());
        }
    }

    /** One of the copies, or several that are best packed together. */
    interface Copy {

        /** Rows that must be packed together; all rows if the matrix cannot be packed by parts. */
        int unit();

        /**
         * Packs some rows. Allocates nothing after a thread's first call.
         *
         * @param source holds the whole matrix {@code [inputs][outputs]}, row-major from {@code offset}
         * @param first  a multiple of {@link #unit}
         * @param count  a multiple of {@link #unit}, or all rows that are left
         */
        void load(float[] source, int offset, int first, int count);
    }
}
