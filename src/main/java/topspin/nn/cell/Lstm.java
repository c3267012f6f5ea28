package topspin.nn.cell;

import topspin.nn.GradientBlock;
import topspin.nn.Initialiser;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.nn.Vectors;
import topspin.nn.engine.Engine;
import topspin.nn.engine.LstmKernel;
import topspin.nn.engine.Matrix;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.List;

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
    /** Its label. */
    public static final String TYPE = "lstm";

    private final Engine engine;
    private final Parameters parameters;
    private final int inputs;
    private final int units;
    private final Dimensions dimensions;
    private final double forgetBias;
    private final WeightMatrix inputWeights;
    private final WeightMatrix recurrentWeights;
    private final BiasVector bias;
    private volatile int loads;

    /** @param name path of the parameters, e.g. {@code core/0} */
    public Lstm(Engine engine, Parameters parameters, String name, int inputs, int units, double forgetBias) {
        this.engine = engine;
        this.parameters = parameters;
        this.inputs = inputs;
        this.units = units;
        dimensions = new Dimensions(inputs, units, 2 * units);
        this.forgetBias = forgetBias;
        inputWeights = new WeightMatrix(engine, parameters, name + "/input-weights", inputs, 4 * units);
        recurrentWeights = new WeightMatrix(engine, parameters, name + "/recurrent-weights", units, 4 * units);
        bias = new BiasVector(engine, parameters, name + "/bias", 4 * units);
    }

    @Override
    public Dimensions dimensions() {
        return dimensions;
    }

    /** Gain 1 (baselines {@code a2c/utils.py lstm}), zero bias but for the forget gate. */
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
        reloads.add(Reload.whole(bias.slice(), () -> loads++));
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

    /** Counts changes of the weights. */
    public int loads() {
        return loads;
    }

    /** Loads the weights into the engine's own LSTM. */
    public void load(LstmKernel kernel) {
        kernel.load(parameters.values(), inputWeights.slice().offset(), recurrentWeights.slice().offset(),
                bias.slice().offset());
    }

    /**
     * The parameters' gradient from those of an engine's own LSTM.
     *
     * @param shards one per shard, summed in this order
     */
    public List<GradientBlock> gradientBlocks(LstmKernel kernel, List<LstmKernel.WeightGradients> shards) {
        return List.of(
                sum(kernel, inputWeights.slice(), shards.stream().map(LstmKernel.WeightGradients::inputWeights).toList()),
                sum(kernel, recurrentWeights.slice(),
                        shards.stream().map(LstmKernel.WeightGradients::recurrentWeights).toList()),
                sum(kernel, bias.slice(), shards.stream().map(LstmKernel.WeightGradients::bias).toList()));
    }

    private GradientBlock sum(LstmKernel kernel, Parameters.Slice weights, List<Matrix> shards) {
        int rows = weights.length() / (4 * units);
        float[] total = new float[weights.length()];
        float[] part = new float[weights.length()];
        Vectors.SquareSum squares = new Vectors.SquareSum();
        return () -> {
            shards.get(0).get(0, rows, total, 0);
            for (int shard = 1; shard < shards.size(); shard++) {
                shards.get(shard).get(0, rows, part, 0);
                Vectors.add(total, part);
            }
            kernel.copyGates(total, parameters.gradients(), weights.offset(), rows);
            return squares.of(parameters.gradients(), weights.offset(), weights.offset() + weights.length());
        };
    }
}
