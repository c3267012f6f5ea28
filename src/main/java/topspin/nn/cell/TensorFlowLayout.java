package topspin.nn.cell;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The layout of TensorFlow 1's cells ({@code rnn_cell_impl.py}), which read inputs and state through one {@code kernel
 * [inputs + units][gates·units]}, the inputs' rows first: {@code BasicLSTMCell} (i, j, f, o), {@code BasicRNNCell}, and {@code
 * GRUCell}, which resets before the product and has {@code gates/kernel} (r, u) and {@code candidate/kernel}.
 *
 * <p>{@code BasicLSTMCell} adds 1 to its forget gate, which its bias does not hold. Exporting subtracts it and importing adds it,
 * so a forget bias below ½ comes back rounded, by at most 6e-8 down to −1. All other weights come back bit for bit.
 */
public final class TensorFlowLayout implements LayerLayout {
    private static final String KERNEL = "kernel";
    private static final String BIAS = "bias";
    private static final String GATES = "gates/";
    private static final String CANDIDATE = "candidate/";

    @Override
    public boolean has(CoreConfig core) {
        return core.isRecurrent() && core.cell() instanceof BuiltInCell cell && !core.layerNorm() && switch (cell) {
            case LSTM, RNN -> true;
            case GRU -> core.reset() == Gru.Reset.BEFORE;
            case MINGRU, LRU -> false;
        };
    }

    @Override
    public Map<String, long[]> shapes(CoreConfig core, int inputs) {
        long units = core.units();
        long rows = inputs + units;
        Map<String, long[]> shapes = new LinkedHashMap<>();
        switch (cell(core)) {
            case GRU -> {
                shapes.put(GATES + KERNEL, new long[] {rows, 2 * units});
                shapes.put(GATES + BIAS, new long[] {2 * units});
                shapes.put(CANDIDATE + KERNEL, new long[] {rows, units});
                shapes.put(CANDIDATE + BIAS, new long[] {units});
            }
            case LSTM -> {
                shapes.put(KERNEL, new long[] {rows, 4 * units});
                shapes.put(BIAS, new long[] {4 * units});
            }
            default -> {
                shapes.put(KERNEL, new long[] {rows, units});
                shapes.put(BIAS, new long[] {units});
            }
        }
        return shapes;
    }

    @Override
    public Map<String, float[]> exported(CoreConfig core, int inputs, Map<String, float[]> ours, Of kind) {
        int units = core.units();
        Map<String, float[]> theirs = new LinkedHashMap<>();
        if (cell(core) == BuiltInCell.GRU) {
            float[] input = LayerTensors.of(ours, LayerTensors.INPUT_WEIGHTS, inputs * 3 * units);
            float[] gates = LayerTensors.of(ours, LayerTensors.GATE_WEIGHTS, 2 * units * units);
            float[] candidate = LayerTensors.of(ours, LayerTensors.CANDIDATE_WEIGHTS, units * units);
            float[] bias = LayerTensors.of(ours, LayerTensors.BIAS, 3 * units);
            theirs.put(GATES + KERNEL, LayerTensors.joined(LayerTensors.columns(input, inputs, 3 * units, 0, 2 * units), gates));
            theirs.put(GATES + BIAS, Arrays.copyOf(bias, 2 * units));
            theirs.put(CANDIDATE + KERNEL,
                    LayerTensors.joined(LayerTensors.columns(input, inputs, 3 * units, 2 * units, units), candidate));
            theirs.put(CANDIDATE + BIAS, Arrays.copyOfRange(bias, 2 * units, 3 * units));
            return theirs;
        }
        boolean lstm = cell(core) == BuiltInCell.LSTM;
        int width = lstm ? 4 * units : units;
        float[] kernel = LayerTensors.joined(LayerTensors.of(ours, LayerTensors.INPUT_WEIGHTS, inputs * width),
                LayerTensors.of(ours, LayerTensors.RECURRENT_WEIGHTS, units * width));
        float[] bias = LayerTensors.of(ours, LayerTensors.BIAS, width);
        theirs.put(KERNEL, lstm ? GateLayout.IFOU.convertWeights(GateLayout.TENSORFLOW, kernel, inputs + units, units) : kernel);
        theirs.put(BIAS, lstm ? bias(GateLayout.IFOU, GateLayout.TENSORFLOW, bias, units, kind) : bias.clone());
        return theirs;
    }

    @Override
    public Map<String, float[]> imported(CoreConfig core, int inputs, Map<String, float[]> theirs, Of kind) {
        int units = core.units();
        int rows = inputs + units;
        Map<String, float[]> ours = new LinkedHashMap<>();
        if (cell(core) == BuiltInCell.GRU) {
            float[] gates = LayerTensors.of(theirs, GATES + KERNEL, rows * 2 * units);
            float[] candidate = LayerTensors.of(theirs, CANDIDATE + KERNEL, rows * units);
            ours.put(LayerTensors.INPUT_WEIGHTS, LayerTensors.beside(Arrays.copyOf(gates, inputs * 2 * units),
                    Arrays.copyOf(candidate, inputs * units), inputs));
            ours.put(LayerTensors.GATE_WEIGHTS, Arrays.copyOfRange(gates, inputs * 2 * units, gates.length));
            ours.put(LayerTensors.CANDIDATE_WEIGHTS, Arrays.copyOfRange(candidate, inputs * units, candidate.length));
            ours.put(LayerTensors.BIAS, LayerTensors.joined(LayerTensors.of(theirs, GATES + BIAS, 2 * units),
                    LayerTensors.of(theirs, CANDIDATE + BIAS, units)));
            return ours;
        }
        boolean lstm = cell(core) == BuiltInCell.LSTM;
        int width = lstm ? 4 * units : units;
        float[] kernel = LayerTensors.of(theirs, KERNEL, rows * width);
        float[] bias = LayerTensors.of(theirs, BIAS, width);
        if (lstm) {
            kernel = GateLayout.TENSORFLOW.convertWeights(GateLayout.IFOU, kernel, rows, units);
            bias = bias(GateLayout.TENSORFLOW, GateLayout.IFOU, bias, units, kind);
        }
        ours.put(LayerTensors.INPUT_WEIGHTS, Arrays.copyOf(kernel, inputs * width));
        ours.put(LayerTensors.RECURRENT_WEIGHTS, Arrays.copyOfRange(kernel, inputs * width, kernel.length));
        ours.put(LayerTensors.BIAS, bias.clone());
        return ours;
    }

    /** The 1 is no part of a gradient. */
    private static float[] bias(GateLayout from, GateLayout to, float[] bias, int units, Of kind) {
        return kind == Of.WEIGHTS ? from.convertBias(to, bias, units) : from.convertWeights(to, bias, 1, units);
    }

    private BuiltInCell cell(CoreConfig core) {
        if (!has(core)) {
            throw LayerLayout.lacks("tensorflow", "gru with reset before", core);
        }
        return (BuiltInCell) core.cell();
    }
}
