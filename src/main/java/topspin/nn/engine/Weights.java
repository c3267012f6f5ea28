package topspin.nn.engine;

/**
 * A weight matrix in the layouts that an engine's kernels read fastest. The master copy stays with the caller
 * ({@link topspin.nn.Parameters}); after each change of it, {@link #load} or its two halves bring this copy up to date,
 * and every product bound to it uses the new values. Loading must not overlap with a running product.
 */
public interface Weights {

    int inputs();

    int outputs();

    /** Takes over {@code [inputs][outputs]} values, row-major from {@code source[offset]}. Allocates nothing. */
    default void load(float[] source, int offset) {
        loadForward(source, offset);
        loadBackward(source, offset);
    }

    /** The half of {@link #load} that {@link Engine#forward} needs. May run beside {@link #loadBackward}. */
    void loadForward(float[] source, int offset);

    /** The half of {@link #load} that {@link Engine#backwardData} needs. May run beside {@link #loadForward}. */
    void loadBackward(float[] source, int offset);
}
