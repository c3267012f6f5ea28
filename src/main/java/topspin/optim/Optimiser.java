package topspin.optim;

import java.util.List;

/**
 * Changes parameters along their gradients. Order of use per update: {@link #begin} once, then {@link #apply} or
 * {@link #applyZero} for ranges that together cover all parameters, on any threads. The state is exposed as named arrays
 * for checkpoints.
 */
public interface Optimiser {

    /** A named array of state. */
    record State(String name, float[] values) {
    }

    /** Counts one update. */
    void begin();

    /**
     * Updates {@code values[from … to−1]}.
     *
     * @param gradientScale factor of the gradients (global-norm clipping)
     */
    void apply(float[] values, float[] gradients, int from, int to, float gradientScale, double learningRate);

    /**
     * Updates {@code values[from … to−1]}, whose gradients are all zero; the result is that of {@link #apply}, up to
     * rounding. A range that is ever passed to this method must always be passed whole, to either method.
     */
    void applyZero(float[] values, int from, int to, double learningRate);

    /** The arrays that, with {@link #updates}, make up the whole state. */
    List<State> state();

    /** Updates so far. */
    long updates();

    /** Sets the count, when {@link #state} is restored from a checkpoint. */
    void restoreUpdates(long updates);
}
