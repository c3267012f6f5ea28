package topspin.nn;

import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;
import topspin.nn.engine.Product;
import topspin.nn.engine.Weights;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One dense layer with tanh for small observations: {@code y = tanh(x·W + b)}, as baselines' {@code mlp}. Bytes are read
 * as fractions of the observation's largest value.
 */
public final class Mlp implements Encoder {
    private static final double GAIN = Math.sqrt(2);
    /** Rows that are computed together: enough for the product. */
    private static final int TILE = 32;

    private final Engine engine;
    private final Parameters parameters;
    private final int inputs;
    private final int units;
    private final float scale;
    private final Parameters.Slice weights;
    private final Parameters.Slice bias;
    private final Weights packed;
    private final Matrix engineBias;

    /** @param scale what an input is multiplied by: 1 for floats, 1/255 for pixels */
    public Mlp(Engine engine, Parameters parameters, int inputs, int units, float scale) {
        this.engine = engine;
        this.parameters = parameters;
        this.inputs = inputs;
        this.units = units;
        this.scale = scale;
        weights = parameters.declare("encoder/weights", inputs, units);
        bias = parameters.declare("encoder/bias", units);
        packed = engine.weights(inputs, units);
        engineBias = engine.matrix(1, units);
    }

    @Override
    public int outputs() {
        return units;
    }

    @Override
    public void initialise(Initialiser initialiser, RandomStreams streams) {
        initialiser.fill(parameters, weights, GAIN, streams.stream("init/encoder"));
    }

    @Override
    public List<Reload> reloads() {
        List<Reload> reloads = new ArrayList<>(Reload.of(parameters, weights, packed));
        reloads.add(Reload.whole(bias, () -> engineBias.put(0, 1, parameters.values(), bias.offset())));
        return reloads;
    }

    @Override
    public EncoderPass pass(BatchShape shape, CoreInput core) {
        return new Pass(shape, core);
    }

    private final class Pass implements EncoderPass {
        private final CoreInput core;
        private final RowParts parts;
        private final int rows;
        private final float[] input;
        private final float[] activation;
        private final float[] preactivationGradient;
        private final Matrix x;
        private final Matrix dy;
        private final Map<Long, Product> products = new HashMap<>();
        private final List<GradientBlock> blocks;

        Pass(BatchShape shape, CoreInput core) {
            this.core = core;
            parts = RowParts.of(shape, TILE, engine);
            rows = shape.rows();
            input = new float[rows * inputs];
            activation = new float[rows * units];
            preactivationGradient = new float[rows * units];
            x = engine.matrix(rows, inputs);
            dy = engine.matrix(rows, units);
            for (int part = 0; part < parts.count(); part++) {
                plan(parts.first(part), parts.rows(part));
            }
            for (int shard = 0; shard < shape.shards(); shard++) {
                for (int t = 0; t < shape.steps(); t++) {
                    plan(shape.row(shard, t), shape.sequences());
                }
            }
            blocks = List.of(weightGradient(weights, x), weightGradient(bias, Ones.column(engine, rows)));
        }

        private GradientBlock weightGradient(Parameters.Slice slice, Matrix in) {
            Matrix gradient = engine.matrix(in.columns(), units);
            Product product = engine.backwardWeights(in, dy, gradient);
            Vectors.SquareSum squares = new Vectors.SquareSum();
            return () -> {
                product.run();
                gradient.get(0, in.columns(), parameters.gradients(), slice.offset());
                return squares.of(parameters.gradients(), slice.offset(), slice.offset() + slice.length());
            };
        }

        /** Products are planned for the ranges that are ever asked for: parts, and steps of shards. */
        private void plan(int first, int count) {
            products.computeIfAbsent(key(first, count), k -> engine.forward(x.rows(first, count), packed, engineBias,
                    core.input().rows(first, count)));
        }

        private static long key(int first, int count) {
            return (long) first << 32 | count;
        }

        @Override
        public RowParts parts() {
            return parts;
        }

        @Override
        public void forward(RowSource source, int[] sourceRow, int first, int count) {
            for (int row = first; row < first + count; row++) {
                Rows.copy(source, sourceRow[row], scale, input, row * inputs);
            }
            x.put(first, count, input, first * inputs);
            products.get(key(first, count)).run();
            core.input().get(first, count, activation, first * units);
            Activations.tanh(activation, first * units, (first + count) * units);
            core.input().put(first, count, activation, first * units);
        }

        @Override
        public void backward(int first, int count) {
            core.inputGradient().get(first, count, preactivationGradient, first * units);
            for (int i = first * units; i < (first + count) * units; i++) {
                preactivationGradient[i] *= 1f - activation[i] * activation[i];
            }
            dy.put(first, count, preactivationGradient, first * units);
        }

        @Override
        public List<GradientBlock> gradientBlocks() {
            return blocks;
        }
    }
}
