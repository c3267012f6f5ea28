package topspin.nn;

import topspin.nn.engine.Engine;
import topspin.nn.engine.LstmKernel;
import topspin.nn.engine.Matrix;
import topspin.nn.engine.Product;
import topspin.nn.engine.Weights;
import topspin.nn.engine.WindowProduct;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
public final class Lstm implements Core {
    /** Rows of Wx or Wh whose gradient is computed at once. */
    private static final int GRADIENT_BLOCK = 256;

    private final Engine engine;
    private final Parameters parameters;
    private final String name;
    private final int inputs;
    private final int units;
    private final double forgetBias;
    private final Parameters.Slice inputWeights;
    private final Parameters.Slice recurrentWeights;
    private final Parameters.Slice bias;
    private final Weights packedInput;
    private final Weights packedRecurrent;
    private final Matrix engineBias;
    private volatile int loads;

    /** @param name path of the parameters, e.g. {@code core/0} */
    public Lstm(Engine engine, Parameters parameters, String name, int inputs, int units, double forgetBias) {
        this.engine = engine;
        this.parameters = parameters;
        this.name = name;
        this.inputs = inputs;
        this.units = units;
        this.forgetBias = forgetBias;
        inputWeights = parameters.declare(name + "/input-weights", inputs, 4L * units);
        recurrentWeights = parameters.declare(name + "/recurrent-weights", units, 4L * units);
        bias = parameters.declare(name + "/bias", 4L * units);
        packedInput = engine.weights(inputs, 4 * units);
        packedRecurrent = engine.weights(units, 4 * units);
        engineBias = engine.matrix(1, 4 * units);
    }

    @Override
    public int inputs() {
        return inputs;
    }

    @Override
    public int outputs() {
        return units;
    }

    @Override
    public int stateSize() {
        return 2 * units;
    }

    /** Gain 1 (baselines {@code a2c/utils.py lstm}), zero bias but for the forget gate. */
    @Override
    public void initialise(Initialiser initialiser, RandomStreams streams) {
        float[] values = parameters.values();
        initialiser.fill(parameters, inputWeights, 1, streams.stream("init/" + name + "/input-weights"));
        initialiser.fill(parameters, recurrentWeights, 1, streams.stream("init/" + name + "/recurrent-weights"));
        for (int i = 0; i < units; i++) {
            values[bias.offset() + GateLayout.IFOU.forget() * units + i] = (float) forgetBias;
        }
    }

    @Override
    public List<Reload> reloads() {
        List<Reload> reloads = new ArrayList<>(Reload.of(parameters, inputWeights, packedInput));
        reloads.addAll(Reload.of(parameters, recurrentWeights, packedRecurrent));
        reloads.add(Reload.whole(bias, () -> {
            engineBias.put(0, 1, parameters.values(), bias.offset());
            loads++;
        }));
        return reloads;
    }

    @Override
    public LstmPass pass(BatchShape shape) {
        return new LstmPass(this, shape);
    }

    /** Counts changes of the weights. */
    public int loads() {
        return loads;
    }

    /** Loads the weights into the engine's own LSTM. */
    public void load(LstmKernel kernel) {
        kernel.load(parameters.values(), inputWeights.offset(), recurrentWeights.offset(), bias.offset());
    }

    /**
     * The parameters' gradient from those of an engine's own LSTM.
     *
     * @param shards one per shard, summed in this order
     */
    public List<GradientBlock> gradientBlocks(LstmKernel kernel, List<LstmKernel.WeightGradients> shards) {
        return List.of(sum(kernel, inputWeights, shards.stream().map(LstmKernel.WeightGradients::inputWeights).toList()),
                sum(kernel, recurrentWeights,
                        shards.stream().map(LstmKernel.WeightGradients::recurrentWeights).toList()),
                sum(kernel, bias, shards.stream().map(LstmKernel.WeightGradients::bias).toList()));
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

    /** Activations of {@code rows} rows, in whatever order. */
    public LstmRows rows(int rows) {
        return new LstmRows(this, rows);
    }

    /** The parameters' shapes by name. */
    public Map<String, long[]> shapes() {
        return Map.of(inputWeights.name(), inputWeights.shape(), recurrentWeights.name(), recurrentWeights.shape(),
                bias.name(), bias.shape());
    }

    /** Bytes that the activations of {@code rows} rows occupy. */
    public long rowBytes(int rows) {
        return LstmRows.bytes(rows, units);
    }

    /** Where this core's products are computed. */
    public Engine engine() {
        return engine;
    }

    Weights inputWeights() {
        return packedInput;
    }

    Weights recurrentWeights() {
        return packedRecurrent;
    }

    Matrix engineBias() {
        return engineBias;
    }

    /**
     * The parameters' gradient, {@code xᵀ·dz} with x the inputs, the hidden states before each row, and 1, by blocks of
     * their columns.
     *
     * @param count rows multiplied at a time, whose products are added up in the rows' order; 0 for all rows at once
     */
    List<GradientBlock> gradientBlocks(Matrix input, Matrix hiddenIn, Matrix preactivationGradient, int count) {
        List<GradientBlock> blocks = new ArrayList<>();
        planGradient(blocks, inputWeights, input, preactivationGradient, count);
        planGradient(blocks, recurrentWeights, hiddenIn, preactivationGradient, count);
        planGradient(blocks, bias, Ones.column(engine, input.rows()), preactivationGradient, count);
        return blocks;
    }

    private void planGradient(List<GradientBlock> blocks, Parameters.Slice weights, Matrix in, Matrix dz, int count) {
        int width = 4 * units;
        Matrix gradient = engine.matrix(in.columns(), width);
        for (int first = 0; first < in.columns(); first += GRADIENT_BLOCK) {
            int columns = Math.min(GRADIENT_BLOCK, in.columns() - first);
            Matrix block = gradient.rows(first, columns);
            Product product = count == 0 ? engine.backwardWeights(in.columns(first, columns), dz, block)
                    : sum(in.columns(first, columns), dz, block, count);
            int offset = weights.offset() + first * width;
            Vectors.SquareSum squares = new Vectors.SquareSum();
            blocks.add(() -> {
                product.run();
                block.get(0, columns, parameters.gradients(), offset);
                return squares.of(parameters.gradients(), offset, offset + columns * width);
            });
        }
    }

    private Product sum(Matrix in, Matrix dz, Matrix block, int count) {
        WindowProduct add = engine.accumulateWeights(in, dz, block, count);
        return () -> {
            block.clear(0, block.rows());
            for (int row = 0; row < in.rows(); row += count) {
                add.run(row, row);
            }
        };
    }
}
