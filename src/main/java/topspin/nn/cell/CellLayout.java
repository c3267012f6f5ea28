package topspin.nn.cell;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The layouts of libraries that keep a matrix for the inputs and one for the state. {@link TensorFlowLayout} has one for both.
 *
 * <p>PyTorch and ONNX have two biases where one would do. The layer computes the same function with their sum, but
 * trains differently: both count in a gradient's norm, and Adam moves both. Weights are exported with the second bias 0
 * and imported as the sum; for gradients each of the two is our bias's.
 */
public enum CellLayout implements LayerLayout {
    /** Keras {@code LSTM} (i, f, c, o), {@code GRU} (z, r, h) and {@code SimpleRNN}: {@code kernel [inputs][gates·units]}. */
    KERAS(GateLayout.KERAS, List.of("kernel", "recurrent_kernel"), List.of("bias"), 1, 0, 2),
    /**
     * PyTorch {@code nn.LSTM} (i, f, g, o), {@code nn.GRU} (r, z, n) and {@code nn.RNN}, without the ending {@code _l0}:
     * {@code weight_ih [gates·units][inputs]}.
     */
    PYTORCH(GateLayout.PYTORCH, List.of("weight_ih", "weight_hh"), List.of("bias_ih", "bias_hh"), 0, 1, 2),
    /** ONNX {@code LSTM} (i, o, f, c), {@code GRU} (z, r, h) and {@code RNN}: {@code W [gates·units][inputs]}, one direction. */
    ONNX(GateLayout.ONNX, List.of("W", "R"), List.of("B"), 1, 0, 2);

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

    @Override
    public Map<String, float[]> exported(CoreConfig core, int inputs, Map<String, float[]> ours, Of kind) {
        int[] position = position(core);
        int units = core.units();
        int width = position.length * units;
        float[] recurrent = hasCandidate(core)
                ? LayerTensors.beside(LayerTensors.of(ours, LayerTensors.GATE_WEIGHTS, 2 * units * units),
                        LayerTensors.of(ours, LayerTensors.CANDIDATE_WEIGHTS, units * units), units)
                : LayerTensors.of(ours, LayerTensors.RECURRENT_WEIGHTS, units * width);
        Map<String, float[]> theirs = new LinkedHashMap<>();
        float[] input = LayerTensors.of(ours, LayerTensors.INPUT_WEIGHTS, inputs * width);
        theirs.put(matrices.get(0), write(input, inputs, units, position));
        theirs.put(matrices.get(1), write(recurrent, units, units, position));
        float[] bias = LayerTensors.of(ours, LayerTensors.BIAS, width);
        float[] second = kind == Of.GRADIENTS ? bias.clone() : new float[width];
        if (hasCandidateBias(core)) {
            System.arraycopy(LayerTensors.of(ours, LayerTensors.CANDIDATE_BIAS, units), 0, second, width - units, units);
        }
        float[] first = write(bias, 1, units, position);
        second = write(second, 1, units, position);
        if (biases.size() == 2) {
            theirs.put(biases.get(0), first);
            theirs.put(biases.get(1), second);
        } else {
            theirs.put(biases.get(0), hasTwoBiases(core) ? LayerTensors.joined(first, second) : first);
        }
        return theirs;
    }

    @Override
    public Map<String, float[]> imported(CoreConfig core, int inputs, Map<String, float[]> theirs, Of kind) {
        int[] position = position(core);
        int units = core.units();
        int width = position.length * units;
        Map<String, float[]> ours = new LinkedHashMap<>();
        float[] input = LayerTensors.of(theirs, matrices.get(0), inputs * width);
        ours.put(LayerTensors.INPUT_WEIGHTS, read(input, inputs, units, position));
        float[] recurrent = read(LayerTensors.of(theirs, matrices.get(1), units * width), units, units, position);
        if (hasCandidate(core)) {
            ours.put(LayerTensors.GATE_WEIGHTS, LayerTensors.columns(recurrent, units, width, 0, 2 * units));
            ours.put(LayerTensors.CANDIDATE_WEIGHTS, LayerTensors.columns(recurrent, units, width, 2 * units, units));
        } else {
            ours.put(LayerTensors.RECURRENT_WEIGHTS, recurrent);
        }
        float[] first;
        float[] second;
        if (biases.size() == 2) {
            first = LayerTensors.of(theirs, biases.get(0), width);
            second = LayerTensors.of(theirs, biases.get(1), width);
        } else {
            float[] both = LayerTensors.of(theirs, biases.get(0), hasTwoBiases(core) ? 2 * width : width);
            first = Arrays.copyOf(both, width);
            second = hasTwoBiases(core) ? Arrays.copyOfRange(both, width, 2 * width) : new float[width];
        }
        first = read(first, 1, units, position);
        second = read(second, 1, units, position);
        int shared = hasCandidateBias(core) ? width - units : width;
        for (int k = 0; k < shared && kind == Of.WEIGHTS; k++) {
            first[k] += second[k];
        }
        ours.put(LayerTensors.BIAS, first);
        if (hasCandidateBias(core)) {
            ours.put(LayerTensors.CANDIDATE_BIAS, Arrays.copyOfRange(second, shared, width));
        }
        return ours;
    }

    @Override
    public boolean has(CoreConfig core) {
        return core.isRecurrent() && core.cell() instanceof BuiltInCell cell && !core.layerNorm() && switch (cell) {
            case LSTM, RNN -> true;
            case GRU -> this != PYTORCH || core.reset() == Gru.Reset.AFTER;
            case MINGRU, LRU -> false;
        };
    }

    @Override
    public Map<String, long[]> shapes(CoreConfig core, int inputs) {
        int width = position(core).length * core.units();
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put(matrices.get(0), matrix(inputs, width));
        shapes.put(matrices.get(1), matrix(core.units(), width));
        for (String bias : biases) {
            shapes.put(bias, bias(core, width));
        }
        return shapes;
    }

    private long[] matrix(int rows, int width) {
        return lstm.gatesFirst() ? new long[] {width, rows} : new long[] {rows, width};
    }

    /** Keras has a row for each of two biases; ONNX has one after the other. */
    private long[] bias(CoreConfig core, int width) {
        if (biases.size() == 2 || !hasTwoBiases(core)) {
            return new long[] {width};
        }
        return this == KERAS ? new long[] {2, width} : new long[] {2L * width};
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
            throw LayerLayout.lacks(name().toLowerCase(Locale.ROOT), this == PYTORCH ? "gru with reset after" : "gru", core);
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
}
