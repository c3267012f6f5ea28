package topspin.nn.engine;

import java.util.List;

/**
 * A whole recurrent layer as one kernel, for steps without resets in between. Weights are packed once per change,
 * {@link Segment}s planned once per length.
 */
public interface RecurrentKernel {

    /** The cells that have kernels. Matrices have a block of columns for each gate, in the order given here. */
    enum Kind {
        /** i, f, u, o; the state is c, then h. */
        LSTM(4, 4, 2),
        /** z, r, n with {@code h' = (1 − z)·n + z·h}; the reset acts on h, before the product. */
        GRU_RESET_BEFORE(3, 3, 1),
        /** The same, but the reset acts on the product and its bias, which is the fourth block of biases. */
        GRU_RESET_AFTER(3, 4, 1),
        /** One gate, which is the next h. */
        RNN_TANH(1, 1, 1),
        /** One gate, which is the next h. */
        RNN_RELU(1, 1, 1);

        private final int gates;
        private final int biases;
        private final int stateParts;

        Kind(int gates, int biases, int stateParts) {
            this.gates = gates;
            this.biases = biases;
            this.stateParts = stateParts;
        }

        /** Blocks of columns of both weight matrices. */
        public int gates() {
            return gates;
        }

        /** Blocks of biases. */
        public int biases() {
            return biases;
        }

        /** Number of vectors in the state. */
        public int stateParts() {
            return stateParts;
        }
    }

    /**
     * Where a segment reads and writes. A segment of n steps beginning at row r uses the rows r … r + n·sequences − 1
     * of inputs and outputs; of the states before and after, those of its first and last step. States are lists of
     * their parts, in the order that {@link Kind} says.
     *
     * @param input           {@code [rows][inputs]}
     * @param output          {@code [rows][units]}
     * @param before          {@code [rows][units]} each, as the other states
     * @param after           the states after
     * @param inputGradient   {@code [rows][inputs]}
     * @param outputGradient  {@code [rows][units]}
     * @param beforeGradients of the states before
     * @param afterGradients  of the states after
     */
    record Operands(Matrix input, Matrix output, List<Matrix> before, List<Matrix> after, Matrix inputGradient,
                    Matrix outputGradient, List<Matrix> beforeGradients, List<Matrix> afterGradients) {
    }

    /**
     * Gradients of the weights, which backward segments add to.
     *
     * @param inputWeights     {@code [inputs][gates·units]}
     * @param recurrentWeights {@code [units][gates·units]}
     * @param bias             {@code [1][biases·units]}
     */
    record WeightGradients(Matrix inputWeights, Matrix recurrentWeights, Matrix bias) {
    }

    /** Steps computed by one call. Not for two threads at once. Forward and backward at the same row belong together. */
    interface Segment {
        void forward(int row);

        void backward(int row);
    }

    /** The cell that it computes. */
    Kind kind();

    /** Packs the weights, row-major, in the shapes of {@link WeightGradients}. Must not run while a segment runs. */
    void load(float[] inputWeights, float[] recurrentWeights, float[] bias);

    /** Memory for the gradients of the weights. */
    WeightGradients gradients();

    /** Plans a segment; each keeps what its backward half needs of its forward half. For one thread. */
    Segment plan(int steps, int sequences, Operands operands, WeightGradients gradients);

    /** Bytes that planned segments keep for their backward halves. */
    long bytes();
}
