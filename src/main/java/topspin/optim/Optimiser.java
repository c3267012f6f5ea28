package topspin.optim;

import java.util.List;

/**
 * Changes parameters along their gradients. Order of use per update: {@link #begin} once, then {@link #apply} for ranges
 * that together cover all parameters, on any threads. The state is exposed as named arrays for checkpoints.
 */
public interface Optimiser {

    /** A named array of state, as long as the parameters. */
    record State(String name, float[] values) {
    }

    /** Counts one update. */
    void begin();

    /**
     * Updates {@code values[from … to−1]}.
     *
     * @param gradientScale what gradients are multiplied by first (global-norm clipping)
     */
    void apply(float[] values, float[] gradients, int from, int to, float gradientScale, double learningRate);

    /** The arrays that, with {@link #updates}, make up the whole state. */
    List<State> state();

    /** Updates so far. */
    long updates();

    /** Sets the count, when {@link #state} is restored from a checkpoint. */
    void restoreUpdates(long updates);
}
