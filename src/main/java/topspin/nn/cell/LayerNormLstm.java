package topspin.nn.cell;

import topspin.nn.Initialiser;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.nn.engine.Engine;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An LSTM with layer normalisation, as openai/baselines {@code a2c/utils.py lnlstm} writes it: the two products are
 * normalised separately, and the cell state before its tanh,
 *
 * <pre>
 * z = norm(x·Wx)·g_x + s_x + norm(h·Wh)·g_h + s_h + b
 * i, f, o = sigmoid(z_i, z_f, z_o)      u = tanh(z_u)
 * c' = f·c + i·u                        h' = o·tanh(norm(c')·g_c + s_c)
 * </pre>
 *
 * The state is {@code [cell, hidden]}, 2·units floats.
 */
public final class LayerNormLstm implements RecurrentCell {
    private final Engine engine;
    private final Parameters parameters;
    private final int inputs;
    private final int units;
    private final Dimensions dimensions;
    private final double forgetBias;
    private final WeightMatrix inputWeights;
    private final WeightMatrix recurrentWeights;
    private final Parameters.Slice bias;
    private final GainAndShift inputNorm;
    private final GainAndShift recurrentNorm;
    private final GainAndShift cellNorm;

    /**
     * The gain and shift of a normalised row.
     *
     * @param gain  1 at first
     * @param shift 0 at first
     */
    record GainAndShift(Parameters.Slice gain, Parameters.Slice shift) {
        private static GainAndShift declare(Parameters parameters, String name, int width) {
            return new GainAndShift(parameters.declare(name + "-gain", width), parameters.declare(name + "-shift", width));
        }
    }

    /** @param name path of the parameters, e.g. {@code core/0} */
    public LayerNormLstm(Engine engine, Parameters parameters, String name, int inputs, int units, double forgetBias) {
        this.engine = engine;
        this.parameters = parameters;
        this.inputs = inputs;
        this.units = units;
        dimensions = new Dimensions(inputs, units, 2 * units);
        this.forgetBias = forgetBias;
        inputWeights = new WeightMatrix(engine, parameters, name + "/input-weights", inputs, 4 * units);
        recurrentWeights = new WeightMatrix(engine, parameters, name + "/recurrent-weights", units, 4 * units);
        bias = parameters.declare(name + "/bias", 4L * units);
        inputNorm = GainAndShift.declare(parameters, name + "/input-norm", 4 * units);
        recurrentNorm = GainAndShift.declare(parameters, name + "/recurrent-norm", 4 * units);
        cellNorm = GainAndShift.declare(parameters, name + "/cell-norm", units);
    }

    @Override
    public Dimensions dimensions() {
        return dimensions;
    }

    @Override
    public Engine engine() {
        return engine;
    }

    /** Gain 1 for both matrices and the norms, zero bias except the forget gate's. */
    @Override
    public void initialise(Initialiser initialiser, RandomStreams streams) {
        inputWeights.initialise(initialiser, 1, streams);
        recurrentWeights.initialise(initialiser, 1, streams);
        int forget = bias.offset() + GateLayout.IFOU.forget() * units;
        Arrays.fill(parameters.values(), forget, forget + units, (float) forgetBias);
        for (GainAndShift norm : List.of(inputNorm, recurrentNorm, cellNorm)) {
            int gain = norm.gain.offset();
            Arrays.fill(parameters.values(), gain, gain + norm.gain.length(), 1f);
        }
    }

    @Override
    public List<Reload> reloads() {
        List<Reload> reloads = new ArrayList<>(inputWeights.reloads());
        reloads.addAll(recurrentWeights.reloads());
        return reloads;
    }

    @Override
    public CellRows rows(int rows) {
        return new LayerNormLstmRows(this, rows);
    }

    Parameters parameters() {
        return parameters;
    }

    WeightMatrix inputWeights() {
        return inputWeights;
    }

    WeightMatrix recurrentWeights() {
        return recurrentWeights;
    }

    Parameters.Slice bias() {
        return bias;
    }

    GainAndShift inputNorm() {
        return inputNorm;
    }

    GainAndShift recurrentNorm() {
        return recurrentNorm;
    }

    GainAndShift cellNorm() {
        return cellNorm;
    }
}
