package topspin.nn.engine;

/**
 * A whole LSTM as one kernel, for steps without resets in between; gates in the order i, f, o, u. Weights are loaded
 * once per change, {@link Segment}s planned once per length.
 */
public interface LstmKernel {

    /**
     * Where a segment's numbers are. A segment of n steps beginning at row r uses the rows r … r + n·sequences − 1 of
     * inputs and outputs; of the states before and after, those of its first and last step.
     *
     * @param input              {@code [rows][inputs]}
     * @param output             {@code [rows][units]}
     * @param hiddenBefore       {@code [rows][units]}, as the next three
     * @param cellBefore         c
     * @param hiddenAfter        h
     * @param cellAfter          c
     * @param inputGradient      {@code [rows][inputs]}
     * @param outputGradient     {@code [rows][units]}
     * @param hiddenBeforeGradient {@code [rows][units]}, as the next three
     * @param cellBeforeGradient c
     * @param hiddenAfterGradient h
     * @param cellAfterGradient  c
     */
    record Operands(Matrix input, Matrix output, Matrix hiddenBefore, Matrix cellBefore, Matrix hiddenAfter,
                    Matrix cellAfter, Matrix inputGradient, Matrix outputGradient, Matrix hiddenBeforeGradient,
                    Matrix cellBeforeGradient, Matrix hiddenAfterGradient, Matrix cellAfterGradient) {
    }

    /**
     * Gradients of the weights, which backward segments add to.
     *
     * @param inputWeights     {@code [inputs][4·units]}
     * @param recurrentWeights {@code [units][4·units]}
     * @param bias             {@code [1][4·units]}
     */
    record WeightGradients(Matrix inputWeights, Matrix recurrentWeights, Matrix bias) {
    }

    /** Steps computed by one call. Not for two threads at once. Forward and backward at the same row belong together. */
    interface Segment {
        void forward(int row);

        void backward(int row);
    }

    /** Takes over the weights, row-major, from the offsets in {@code values}. Must not overlap with a segment. */
    void load(float[] values, int inputWeights, int recurrentWeights, int bias);

    /** Plans a segment; each keeps what its backward half needs of its forward half. For one thread. */
    Segment plan(int steps, int sequences, Operands operands, WeightGradients gradients);

    /** Bytes that planned segments keep for their backward halves. */
    long bytes();

    /** Copies {@code [rows][4·units]} gradients from the kernel's order of gates into the order i, f, o, u. */
    void copyGates(float[] gradient, float[] target, int offset, int rows);
}
