package topspin.nn.cell;

/**
 * One step of a cell for a fixed number of consecutive rows, which each call chooses anew. Not for two threads at once.
 * Allocates nothing.
 */
public interface CellStep {

    /** Computes the states after the rows from their projection and the states before them, which are in place. */
    void forward(int row);

    /**
     * Computes the gradients in the rows' projection from those in their outputs and in the states after them. To be
     * called once per forward pass, whose activations it may overwrite.
     */
    void backward(int row);

    /**
     * Passes the gradients in the states before the rows back, after {@link #backward}: they overwrite those in the
     * states after the rows from {@code previous}.
     */
    void passBack(int row, int previous);
}
