package topspin.nn.cell;

/**
 * One step of a cell for a fixed number of consecutive rows, which each call chooses anew. Not for two threads at once.
 * Allocates nothing.
 */
public interface CellStep {

    /** From the states before the rows, which are in place, and their projection to the states after them. */
    void forward(int row);

    /**
     * From the gradients in the rows' outputs and in the states after them to those in their projection. Once per
     * forward pass, whose activations it may overwrite.
     */
    void backward(int row);

    /**
     * Passes the gradients in the states before the rows, which are {@link #backward}, back: they become those in the
     * states after the rows from {@code previous}, whose own they overwrite.
     */
    void passBack(int row, int previous);
}
