package topspin.nn.engine;

import java.util.List;

/**
 * A weight matrix in the layouts that an engine's kernels read fastest. The master copy stays with the caller
 * ({@link topspin.nn.Parameters}); after each change of it, {@link #load} or all of {@link #copies} bring these ones up to
 * date, and every product bound to them uses the new values. Loading must not overlap with a running product.
 */
public interface Weights {

    int inputs();

    int outputs();

    /** The engine's copies; different copies, and different units of one, may be loaded on different threads at once. */
    List<Copy> copies();

    /** Takes over {@code [inputs][outputs]} values, row-major from {@code source[offset]}. Allocates nothing. */
    default void load(float[] source, int offset) {
        for (Copy copy : copies()) {
            copy.load(source, offset, 0, inputs());
        }
    }

    /** One of the copies, or several that are best loaded together. */
    interface Copy {

        /** Rows that must be loaded together; the whole matrix where it cannot be loaded by parts. */
        int unit();

        /**
         * Takes over some rows. Allocates nothing after a thread's first call.
         *
         * @param source holds the whole matrix {@code [inputs][outputs]}, row-major from {@code offset}
         * @param first  a multiple of {@link #unit}
         * @param count  another, or all rows that are left
         */
        void load(float[] source, int offset, int first, int count);
    }
}
