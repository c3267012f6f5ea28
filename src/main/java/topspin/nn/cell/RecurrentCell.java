package topspin.nn.cell;

import topspin.nn.BatchShape;
import topspin.nn.Core;
import topspin.nn.engine.Engine;

import java.util.Optional;

/**
 * A recurrent layer as three pieces, each with its gradient: <em>project</em> the inputs of many rows at once;
 * <em>recur</em>, one step from the states before some rows to the states after them; and <em>read</em> the outputs of
 * many rows at once. The pieces work on rows in any order, with any row as the successor of another, so that acting,
 * learning and every way of splitting a batch into sequences are written once, for all cells.
 *
 * <p>A cell declares its weights when it is made and keeps the copies that its engine's products read.
 * {@link #rows} plans the pieces; planning is for one thread and allocates.
 */
public interface RecurrentCell extends Core {

    /** The engine that computes its products. */
    Engine engine();

    /**
     * Widths.
     *
     * @param inputs    of a row that it reads
     * @param outputs   of a row that it yields
     * @param stateSize floats of state per sequence
     */
    record Dimensions(int inputs, int outputs, int stateSize) {
    }

    /** Returns the same object at every call, since every step calls it. */
    Dimensions dimensions();

    @Override
    default int inputs() {
        return dimensions().inputs();
    }

    @Override
    default int outputs() {
        return dimensions().outputs();
    }

    @Override
    default int stateSize() {
        return dimensions().stateSize();
    }

    /** Activations and gradients of {@code rows} rows. */
    CellRows rows(int rows);

    /** Its weights for the engine's own kernel; empty if there is no such kernel. */
    default Optional<KernelWeights> kernelWeights() {
        return Optional.empty();
    }

    /** Plans passes over sequences of one shape in the batch's order. */
    @Override
    default CellPass pass(BatchShape shape) {
        return new CellPass(this, shape);
    }
}
