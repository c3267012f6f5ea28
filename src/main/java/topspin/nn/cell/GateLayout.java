package topspin.nn.cell;

/**
 * The order in which libraries store an LSTM's four gates, and how their tensors become ours. The candidate is called u
 * by the experiment log, c by Keras and ONNX, j by TensorFlow and g by PyTorch.
 */
public enum GateLayout {
    /** The experiment log and openai/baselines: i, f, o, u; weights {@code [inputs][4·units]}, one bias. Topspin's own. */
    IFOU(0, 1, 2, 3, false, 0),
    /** Keras {@code LSTMCell}: i, f, c, o; weights {@code [inputs][4·units]}, one bias. */
    KERAS(0, 1, 3, 2, false, 0),
    /** TensorFlow {@code BasicLSTMCell}: i, j, f, o; weights {@code [inputs][4·units]}; adds 1 to the forget gate. */
    TENSORFLOW(0, 2, 3, 1, false, 1),
    /** PyTorch {@code nn.LSTM}: i, f, g, o; weights {@code [4·units][inputs]}, two biases that are summed. */
    PYTORCH(0, 1, 3, 2, true, 0),
    /** ONNX {@code LSTM}: i, o, f, c; weights {@code [4·units][inputs]}, biases {@code [Wb, Rb]} that are summed. */
    ONNX(0, 2, 1, 3, true, 0);

    private final int[] position;
    private final boolean gatesFirst;
    private final float forgetOffset;

    GateLayout(int input, int forget, int output, int candidate, boolean gatesFirst, float forgetOffset) {
        this.position = new int[] {input, forget, output, candidate};
        this.gatesFirst = gatesFirst;
        this.forgetOffset = forgetOffset;
    }

    /** Block of the input gate, 0 … 3. */
    public int input() {
        return position[0];
    }

    /** Block of the forget gate. */
    public int forget() {
        return position[1];
    }

    /** Block of the output gate. */
    public int output() {
        return position[2];
    }

    /** Block of the candidate. */
    public int candidate() {
        return position[3];
    }

    /** Whether matrices are {@code [4·units][inputs]} instead of {@code [inputs][4·units]}. */
    boolean gatesFirst() {
        return gatesFirst;
    }

    /**
     * Reorders a weight matrix from this layout to another.
     *
     * @param weights {@code [rows][4·units]}, or {@code [4·units][rows]} where this layout stores gates first
     * @return the same weights as the other layout stores them
     */
    public float[] convertWeights(GateLayout to, float[] weights, int rows, int units) {
        requireLength(weights, 4 * rows * units, "weights");
        float[] converted = new float[weights.length];
        for (int gate = 0; gate < 4; gate++) {
            for (int unit = 0; unit < units; unit++) {
                int source = position[gate] * units + unit;
                int target = to.position[gate] * units + unit;
                for (int row = 0; row < rows; row++) {
                    converted[to.index(row, target, rows, units)] = weights[index(row, source, rows, units)];
                }
            }
        }
        return converted;
    }

    /**
     * Reorders a bias of {@code [4·units]} from this layout to another; for PyTorch and ONNX it is the sum of the two.
     * The 1 that TensorFlow's cell adds to the forget gate is added or subtracted here.
     */
    public float[] convertBias(GateLayout to, float[] bias, int units) {
        requireLength(bias, 4 * units, "bias");
        float[] converted = new float[bias.length];
        for (int gate = 0; gate < 4; gate++) {
            float offset = gate == 1 ? forgetOffset - to.forgetOffset : 0;
            for (int unit = 0; unit < units; unit++) {
                converted[to.position[gate] * units + unit] = bias[position[gate] * units + unit] + offset;
            }
        }
        return converted;
    }

    private int index(int row, int column, int rows, int units) {
        return gatesFirst ? column * rows + row : row * 4 * units + column;
    }

    private static void requireLength(float[] values, int expected, String what) {
        if (values.length != expected) {
            throw new IllegalArgumentException(what + " hold " + values.length + " values, expected " + expected);
        }
    }
}
