package topspin.nn.cell;

import topspin.nn.Initialiser;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.nn.engine.Engine;
import topspin.nn.engine.RecurrentKernel;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997; forget gate of Gers et al. 2000), as the experiment log and
 * openai/baselines write it: gates in the order i, f, o, u,
 *
 * <pre>
 * z = x·Wx + h·Wh + b
 * i, f, o = sigmoid(z_i, z_f, z_o)      u = tanh(z_u)
 * c' = f·c + i·u                        h' = o·tanh(c')
 * </pre>
 *
 * with c and h zero before the first step of an episode. The state is {@code [cell, hidden]}, 2·units floats.
 */
public final class Lstm implements RecurrentCell {
    private final Engine engine;
    private final int inputs;
    private final int units;
    private final Dimensions dimensions;
    private final double forgetBias;
    private final WeightMatrix inputWeights;
    private final WeightMatrix recurrentWeights;
    private final BiasVector bias;
    private final KernelWeights kernelWeights;

    /** @param name path of the parameters, e.g. {@code core/0} */
    public Lstm(Engine engine, Parameters parameters, String name, int inputs, int units, double forgetBias) {
        this.engine = engine;
        this.inputs = inputs;
        this.units = units;
        dimensions = new Dimensions(inputs, units, 2 * units);
        this.forgetBias = forgetBias;
        inputWeights = new WeightMatrix(engine, parameters, name + "/input-weights", inputs, 4 * units);
        recurrentWeights = new WeightMatrix(engine, parameters, name + "/recurrent-weights", units, 4 * units);
        bias = new BiasVector(engine, parameters, name + "/bias", 4 * units);
        int[] ifou = {0, 1, 3, 2};
        kernelWeights = new KernelWeights(RecurrentKernel.Kind.LSTM, parameters, units,
                KernelWeights.place(inputWeights.slice(), ifou), KernelWeights.place(recurrentWeights.slice(), ifou),
                KernelWeights.place(bias.slice(), ifou));
    }

    @Override
    public Dimensions dimensions() {
        return dimensions;
    }

    /** Gain 1 (baselines {@code a2c/utils.py lstm}), zero bias except the forget gate's. */
    @Override
    public void initialise(Initialiser initialiser, RandomStreams streams) {
        inputWeights.initialise(initialiser, 1, streams);
        recurrentWeights.initialise(initialiser, 1, streams);
        bias.fill(GateLayout.IFOU.forget() * units, units, forgetBias);
    }

    @Override
    public List<Reload> reloads() {
        List<Reload> reloads = new ArrayList<>(inputWeights.reloads());
        reloads.addAll(recurrentWeights.reloads());
        reloads.addAll(bias.reloads());
        reloads.add(kernelWeights.reload());
        return reloads;
    }

    @Override
    public Engine engine() {
        return engine;
    }

    @Override
    public LstmRows rows(int rows) {
        return new LstmRows(this, rows);
    }

    WeightMatrix inputWeights() {
        return inputWeights;
    }

    WeightMatrix recurrentWeights() {
        return recurrentWeights;
    }

    BiasVector bias() {
        return bias;
    }

    @Override
    public Optional<KernelWeights> kernelWeights() {
        return Optional.of(kernelWeights);
    }
}
