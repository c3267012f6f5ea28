package topspin.nn.cell;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Converts the tensors of a layer, weights and gradients, to and from the layouts of other libraries. Our names are
 * those of the parameters without {@code core/0/}, such as {@code input-weights}; matrices are row-major.
 *
 * <p>PyTorch and ONNX have two biases where one would do. The layer computes the same function with their sum, but
 * trains differently: both count in a gradient's norm, and Adam moves both. Weights are exported with the second bias 0
 * and imported as the sum; for gradients each of the two is our bias's.
 */
public enum CellLayout {
    /** Keras {@code LSTM} (i, f, c, o), {@code GRU} (z, r, h) and {@code SimpleRNN}: {@code kernel [inputs][gates·units]}. */
    KERAS(GateLayout.KERAS, List.of("kernel", "recurrent_kernel"), List.of("bias"), 1, 0, 2),
    /**
     * PyTorch {@code nn.LSTM} (i, f, g, o), {@code nn.GRU} (r, z, n) and {@code nn.RNN}, without the ending {@code _l0}:
     * {@code weight_ih [gates·units][inputs]}.
     */
    PYTORCH(GateLayout.PYTORCH, List.of("weight_ih", "weight_hh"), List.of("bias_ih", "bias_hh"), 0, 1, 2),
    /** ONNX {@code LSTM} (i, o, f, c), {@code GRU} (z, r, h) and {@code RNN}: {@code W [gates·units][inputs]}, one direction. */
    ONNX(GateLayout.ONNX, List.of("W", "R"), List.of("B"), 1, 0, 2);

    /** What is converted. */
    public enum Of { WEIGHTS, GRADIENTS }

    private static final String INPUT_WEIGHTS = "input-weights";
    private static final String RECURRENT_WEIGHTS = "recurrent-weights";
    private static final String GATE_WEIGHTS = "recurrent-gate-weights";
    private static final String CANDIDATE_WEIGHTS = "recurrent-candidate-weights";
    private static final String BIAS = "bias";
    private static final String CANDIDATE_BIAS = "recurrent-candidate-bias";

    private final GateLayout lstm;
    private final List<String> matrices;
    private final List<String> biases;
    private final int[] gruPosition;

    /** @param gruPosition positions of our gates r, z and n in their order */
    CellLayout(GateLayout lstm, List<String> matrices, List<String> biases, int... gruPosition) {
        this.lstm = lstm;
        this.matrices = matrices;
        this.biases = biases;
        this.gruPosition = gruPosition;
    }

    /**
     * Their tensors.
     *
     * @param inputs width of what the layer reads
     * @param ours   a layer's tensors by name
     * @throws IllegalArgumentException if the library has no such cell, or a tensor is missing or of another size
     */
    public Map<String, float[]> exported(CoreConfig core, int inputs, Map<String, float[]> ours, Of kind) {
        int[] position = position(core);
        int units = core.units();
        int width = position.length * units;
        float[] recurrent = hasCandidate(core)
                ? joined(tensor(ours, GATE_WEIGHTS, 2 * units * units), tensor(ours, CANDIDATE_WEIGHTS, units * units), units)
                : tensor(ours, RECURRENT_WEIGHTS, units * width);
        Map<String, float[]> theirs = new LinkedHashMap<>();
        theirs.put(matrices.get(0), write(tensor(ours, INPUT_WEIGHTS, inputs * width), inputs, units, position));
        theirs.put(matrices.get(1), write(recurrent, units, units, position));
        float[] bias = tensor(ours, BIAS, width);
        float[] second = kind == Of.GRADIENTS ? bias.clone() : new float[width];
        if (hasCandidateBias(core)) {
            System.arraycopy(tensor(ours, CANDIDATE_BIAS, units), 0, second, width - units, units);
        }
        float[] first = write(bias, 1, units, position);
        second = write(second, 1, units, position);
        if (biases.size() == 2) {
            theirs.put(biases.get(0), first);
            theirs.put(biases.get(1), second);
        } else {
            theirs.put(biases.get(0), hasTwoBiases(core) ? concatenated(first, second) : first);
        }
        return theirs;
    }

    /**
     * Our tensors.
     *
     * @param inputs width of what the layer reads
     * @param theirs a layer's tensors by name
     * @throws IllegalArgumentException if the library has no such cell, or a tensor is missing or of another size
     */
    public Map<String, float[]> imported(CoreConfig core, int inputs, Map<String, float[]> theirs, Of kind) {
        int[] position = position(core);
        int units = core.units();
        int width = position.length * units;
        Map<String, float[]> ours = new LinkedHashMap<>();
        ours.put(INPUT_WEIGHTS, read(tensor(theirs, matrices.get(0), inputs * width), inputs, units, position));
        float[] recurrent = read(tensor(theirs, matrices.get(1), units * width), units, units, position);
        if (hasCandidate(core)) {
            ours.put(GATE_WEIGHTS, columns(recurrent, units, width, 0, 2 * units));
            ours.put(CANDIDATE_WEIGHTS, columns(recurrent, units, width, 2 * units, units));
        } else {
            ours.put(RECURRENT_WEIGHTS, recurrent);
        }
        float[] first;
        float[] second;
        if (biases.size() == 2) {
            first = tensor(theirs, biases.get(0), width);
            second = tensor(theirs, biases.get(1), width);
        } else {
            float[] both = tensor(theirs, biases.get(0), hasTwoBiases(core) ? 2 * width : width);
            first = Arrays.copyOf(both, width);
            second = hasTwoBiases(core) ? Arrays.copyOfRange(both, width, 2 * width) : new float[width];
        }
        first = read(first, 1, units, position);
        second = read(second, 1, units, position);
        int shared = hasCandidateBias(core) ? width - units : width;
        for (int k = 0; k < shared && kind == Of.WEIGHTS; k++) {
            first[k] += second[k];
        }
        ours.put(BIAS, first);
        if (hasCandidateBias(core)) {
            ours.put(CANDIDATE_BIAS, Arrays.copyOfRange(second, shared, width));
        }
        return ours;
    }

    /** Whether the library has such a cell. */
    public boolean has(CoreConfig core) {
        return core.isRecurrent() && core.cell() instanceof BuiltInCell cell && !core.layerNorm() && switch (cell) {
            case LSTM, RNN -> true;
            case GRU -> this != PYTORCH || core.reset() == Gru.Reset.AFTER;
            case MINGRU, LRU -> false;
        };
    }

    /**
     * How many numbers are in the library's tensors of one layer.
     *
     * @param inputs width of what the layer reads
     * @throws IllegalArgumentException if the library has no such cell
     */
    public long parameters(CoreConfig core, int inputs) {
        long width = (long) position(core).length * core.units();
        return (inputs + core.units() + (hasTwoBiases(core) ? 2 : 1)) * width;
    }

    /** Positions of our gates in their order. */
    private int[] position(CoreConfig core) {
        if (!has(core)) {
            throw new IllegalArgumentException("expected a cell that " + name().toLowerCase(Locale.ROOT)
                    + " has: lstm without layer-norm, gru" + (this == PYTORCH ? " with reset after" : "") + " or rnn; got "
                    + core.description());
        }
        return switch ((BuiltInCell) core.cell()) {
            case GRU -> gruPosition;
            case RNN -> new int[] {0};
            default -> new int[] {lstm.input(), lstm.forget(), lstm.output(), lstm.candidate()};
        };
    }

    private static boolean hasCandidate(CoreConfig core) {
        return core.cell() == BuiltInCell.GRU;
    }

    private static boolean hasCandidateBias(CoreConfig core) {
        return hasCandidate(core) && core.reset() == Gru.Reset.AFTER;
    }

    /** Whether there are two, in one tensor or in two. */
    private boolean hasTwoBiases(CoreConfig core) {
        return this != KERAS || hasCandidateBias(core);
    }

    private static float[] tensor(Map<String, float[]> tensors, String name, int length) {
        float[] values = tensors.get(name);
        if (values == null) {
            throw new IllegalArgumentException("expected a tensor " + name + ", got " + String.join(", ", tensors.keySet()));
        }
        if (values.length != length) {
            throw new IllegalArgumentException("expected " + length + " values in " + name + ", got " + values.length);
        }
        return values;
    }

    /** From {@code [rows][gates·units]} in our order. */
    private float[] write(float[] ours, int rows, int units, int[] position) {
        float[] theirs = new float[ours.length];
        for (int i = 0; i < ours.length; i++) {
            theirs[index(i, rows, units, position)] = ours[i];
        }
        return theirs;
    }

    private float[] read(float[] theirs, int rows, int units, int[] position) {
        float[] ours = new float[theirs.length];
        for (int i = 0; i < ours.length; i++) {
            ours[i] = theirs[index(i, rows, units, position)];
        }
        return ours;
    }

    /** The index of our i-th element in their tensor. */
    private int index(int i, int rows, int units, int[] position) {
        int width = position.length * units;
        int row = i / width;
        int column = i % width;
        int theirColumn = position[column / units] * units + column % units;
        return lstm.gatesFirst() ? theirColumn * rows + row : row * width + theirColumn;
    }

    private static float[] columns(float[] matrix, int rows, int width, int first, int count) {
        float[] columns = new float[rows * count];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(matrix, row * width + first, columns, row * count, count);
        }
        return columns;
    }

    /** {@code [units][2·units]} and {@code [units][units]} side by side. */
    private static float[] joined(float[] gates, float[] candidate, int units) {
        float[] joined = new float[gates.length + candidate.length];
        for (int row = 0; row < units; row++) {
            System.arraycopy(gates, row * 2 * units, joined, row * 3 * units, 2 * units);
            System.arraycopy(candidate, row * units, joined, (row * 3 + 2) * units, units);
        }
        return joined;
    }

    private static float[] concatenated(float[] a, float[] b) {
        float[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
