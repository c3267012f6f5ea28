package topspin.nn.cell;

import topspin.nn.BatchShape;
import topspin.nn.Core;
import topspin.nn.engine.Engine;

import java.util.Optional;

/**
 * A recurrent layer as three pieces, each with its gradient: <em>project</em> the inputs of many rows at once;
 * <em>recur</em>, one step from the states before some rows to the states after them; and <em>read</em> the outputs of
 * many rows at once. The pieces work on rows, in whatever order these are and whichever row follows which: acting,
 * learning and every way of splitting a batch into sequences are written over them once, for all cells.
 *
 * <p>A cell declares its weights when it is made and keeps the copies that its engine's products read.
 * {@link #rows} plans the pieces; planning is for one thread and allocates.
 */
public interface RecurrentCell extends Core {

    /** Where its products are computed. */
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

    /** The same object at every call: widths are asked for in every step. */
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

    /** How its weights become those of the engine's own kernel for it; empty where there is none. */
    default Optional<KernelWeights> kernelWeights() {
        return Optional.empty();
    }

    /** Sequences of one shape in the batch's order. */
    @Override
    default CellPass pass(BatchShape shape) {
        return new CellPass(this, shape);
    }
}
