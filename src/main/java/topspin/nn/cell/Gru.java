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
 * The gated recurrent unit (Cho et al. 2014); gates in the order r, z, n,
 *
 * <pre>
 * r, z = sigmoid(x·W_rz + h·U_rz + b_rz)
 * n = tanh(x·W_n + b_n + r·(h·U_n + b_h))      reset after the product
 * n = tanh(x·W_n + b_n + (r·h)·U_n)            reset before it
 * h' = (1 − z)·n + z·h
 * </pre>
 *
 * Reset after the product is what PyTorch, cuDNN, Keras ({@code reset_after}) and ONNX ({@code linear_before_reset = 1})
 * compute, reset before it what the paper and TensorFlow's {@code GRUCell} do. The state is h, units floats, and the output
 * is h'.
 */
public final class Gru implements RecurrentCell {

    /** Where the reset gate acts. */
    public enum Reset { AFTER, BEFORE }

    private final Engine engine;
    private final int inputs;
    private final int units;
    private final Dimensions dimensions;
    private final Reset reset;
    private final WeightMatrix inputWeights;
    private final WeightMatrix gateWeights;
    private final WeightMatrix candidateWeights;
    private final BiasVector bias;
    /** b_h; null if the reset comes before the product. */
    private final BiasVector candidateBias;
    private final KernelWeights kernelWeights;

    /** @param name path of the parameters, e.g. {@code core/0} */
    public Gru(Engine engine, Parameters parameters, String name, int inputs, int units, Reset reset) {
        this.engine = engine;
        this.inputs = inputs;
        this.units = units;
        dimensions = new Dimensions(inputs, units, units);
        this.reset = reset;
        inputWeights = new WeightMatrix(engine, parameters, name + "/input-weights", inputs, 3 * units);
        gateWeights = new WeightMatrix(engine, parameters, name + "/recurrent-gate-weights", units, 2 * units);
        candidateWeights = new WeightMatrix(engine, parameters, name + "/recurrent-candidate-weights", units, units);
        bias = new BiasVector(engine, parameters, name + "/bias", 3 * units);
        candidateBias = reset == Reset.BEFORE ? null
                : new BiasVector(engine, parameters, name + "/recurrent-candidate-bias", units);
        kernelWeights = kernelWeights(parameters);
    }

    private KernelWeights kernelWeights(Parameters parameters) {
        List<KernelWeights.Place> input = KernelWeights.place(inputWeights.slice(), 1, 0, 2);
        List<KernelWeights.Place> recurrent = new ArrayList<>(KernelWeights.place(gateWeights.slice(), 1, 0));
        recurrent.addAll(KernelWeights.place(candidateWeights.slice(), 2));
        List<KernelWeights.Place> biases = new ArrayList<>(KernelWeights.place(bias.slice(), 1, 0, 2));
        if (candidateBias != null) {
            biases.addAll(KernelWeights.place(candidateBias.slice(), 3));
        }
        return new KernelWeights(reset == Reset.AFTER ? RecurrentKernel.Kind.GRU_RESET_AFTER
                : RecurrentKernel.Kind.GRU_RESET_BEFORE, parameters, units, input, recurrent, biases);
    }

    @Override
    public Dimensions dimensions() {
        return dimensions;
    }

    @Override
    public Engine engine() {
        return engine;
    }

    /** Gain 1, zero biases. */
    @Override
    public void initialise(Initialiser initialiser, RandomStreams streams) {
        inputWeights.initialise(initialiser, 1, streams);
        gateWeights.initialise(initialiser, 1, streams);
        candidateWeights.initialise(initialiser, 1, streams);
    }

    @Override
    public List<Reload> reloads() {
        List<Reload> reloads = new ArrayList<>(inputWeights.reloads());
        reloads.addAll(gateWeights.reloads());
        reloads.addAll(candidateWeights.reloads());
        reloads.addAll(bias.reloads());
        if (candidateBias != null) {
            reloads.addAll(candidateBias.reloads());
        }
        reloads.add(kernelWeights.reload());
        return reloads;
    }

    @Override
    public Optional<KernelWeights> kernelWeights() {
        return Optional.of(kernelWeights);
    }

    @Override
    public CellRows rows(int rows) {
        return new GruRows(this, rows);
    }

    Reset reset() {
        return reset;
    }

    WeightMatrix inputWeights() {
        return inputWeights;
    }

    WeightMatrix gateWeights() {
        return gateWeights;
    }

    WeightMatrix candidateWeights() {
        return candidateWeights;
    }

    BiasVector bias() {
        return bias;
    }

    BiasVector candidateBias() {
        return candidateBias;
    }
}
