package topspin.nn.cell;

import topspin.nn.GradientBlock;
import topspin.nn.engine.Matrix;

import java.util.List;

/**
 * A {@link RecurrentCell}'s activations and gradients for a number of rows, and the work on ranges of them. The caller
 * decides the order of rows and which row follows which.
 *
 * <p>Order of use for a range of rows, forward: {@link #project}; {@link StateRows#enterZero}, {@link StateRows#enter} or
 * {@link StateRows#follow} for each row; {@link CellStep#forward}; {@link #read}. Backward, later rows first: fill
 * {@link #outputGradient}; {@link #readBackward}; set the gradients that come from the future by
 * {@link StateRows#leaveNothing}, {@link StateRows#leave} or a later row's {@link CellStep#passBack};
 * {@link CellStep#backward}; {@link CellStep#passBack}, where an earlier row wants it; {@link #projectBackward}. At the end
 * {@link #gradientBlocks}.
 *
 * <p>Disjoint ranges may be used by different threads at once, planned work by one thread each. Nothing but planning
 * allocates.
 */
public interface CellRows {

    /** The arrays that other classes use. */
    CellArrays arrays();

    /** What its steps computed, to look at; gates first, then states. */
    default List<CellPart> parts() {
        return List.of(new CellPart("output", output(), output().length / rows()));
    }

    /** How many rows there are. */
    default int rows() {
        return arrays().rows();
    }

    /** States before and after each row, and the gradients in them. */
    default StateRows states() {
        return arrays().states();
    }

    /** Outputs, {@code [rows][outputs]}. */
    default float[] output() {
        return arrays().output();
    }

    /** The gradient of the loss in the outputs, {@code [rows][outputs]}, without what flows back through time. */
    default float[] outputGradient() {
        return arrays().outputGradient();
    }

    /**
     * Plans what the step needs of the inputs.
     *
     * @param input {@code [rows][inputs]}
     */
    RowWork project(Matrix input, int count);

    /** Plans one step. */
    CellStep step(int count);

    /** Plans the outputs of rows whose step is done; for cells whose outputs are not a part of the state. */
    default RowWork read(int count) {
        return RowWork.NONE;
    }

    /** Plans passing the outputs' gradient back to what {@link CellStep#backward} reads. */
    default RowWork readBackward(int count) {
        return RowWork.NONE;
    }

    /**
     * Plans passing the result of {@link CellStep#backward} back to the inputs' gradient.
     *
     * @param inputGradient {@code [rows][inputs]}
     */
    RowWork projectBackward(Matrix inputGradient, int count);

    /**
     * The parameters' gradient, once every row is {@link #projectBackward back}.
     *
     * @param input {@code [rows][inputs]}, as projected
     * @param count rows multiplied at a time, their products added in row order; 0 for all rows at once
     */
    List<GradientBlock> gradientBlocks(Matrix input, int count);
}
