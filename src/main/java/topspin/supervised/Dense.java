package topspin.supervised;

import topspin.nn.BatchShape;
import topspin.nn.DenseLayer;
import topspin.nn.GradientBlock;
import topspin.nn.Initialiser;
import topspin.nn.Nonlinearity;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.nn.RowParts;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;
import topspin.random.RandomStreams;

import java.util.List;
import java.util.Locale;

/**
 * A dense layer on every row: Keras' {@code Dense}, and {@code TimeDistributed(Dense)} where there is an axis of time,
 * with the same weights at every step.
 */
public final class Dense implements Layer {
    private final Engine engine;
    private final DenseLayer layer;
    private final String name;
    private final Axes input;
    private final Nonlinearity activation;

    /** @param name path of its parameters */
    public Dense(Engine engine, Parameters parameters, String name, Axes input, int units, Nonlinearity activation) {
        this.engine = engine;
        this.name = name;
        this.input = input;
        this.activation = activation;
        layer = new DenseLayer(engine, parameters, name, input.features(), units, activation, false);
    }

    /** Path of its parameters. */
    public String name() {
        return name;
    }

    /** Width of what it reads. */
    public int inputs() {
        return input.features();
    }

    /** Width of its outputs. */
    public int units() {
        return layer.units();
    }

    @Override
    public String description() {
        return "dense" + (activation == Nonlinearity.LINEAR ? ""
                : ", " + activation.name().toLowerCase(Locale.ROOT).replace('_', '-')) + (input.hasTime() ? ", at every step" : "");
    }

    @Override
    public Axes output() {
        return input.withFeatures(layer.units());
    }

    @Override
    public long parameters() {
        return (long) input.features() * layer.units() + layer.units();
    }

    @Override
    public void initialise(Initialiser initialiser, RandomStreams streams) {
        layer.initialise(initialiser, streams);
    }

    @Override
    public List<Reload> reloads() {
        return layer.reloads();
    }

    @Override
    public LayerPass pass(BatchShape shape, int[] lengths, float[] x, float[] dx) {
        return new Pass(shape, x, dx);
    }

    private final class Pass implements LayerPass {
        private final BatchShape shape;
        private final float[] x;
        private final float[] dx;
        private final Matrix inputs;
        private final Matrix inputGradients;
        private final Matrix outputs;
        private final Matrix outputGradients;
        private final DenseLayer.Pass rows;
        private final float[] output;
        private final float[] outputGradient;
        private final List<GradientBlock> blocks;

        Pass(BatchShape shape, float[] x, float[] dx) {
            this.shape = shape;
            this.x = x;
            this.dx = dx;
            int count = shape.rows();
            inputs = engine.matrix(count, input.features());
            inputGradients = dx == null ? null : engine.matrix(count, input.features());
            outputs = engine.matrix(count, layer.units());
            outputGradients = engine.matrix(count, layer.units());
            RowParts shards = new RowParts(shape.shards(), shape.rowsPerShard(), shape.rowsPerShard());
            rows = layer.new Pass(shape, shards, inputs, inputGradients, outputs, outputGradients);
            output = new float[count * layer.units()];
            outputGradient = new float[output.length];
            blocks = rows.gradientBlocks();
        }

        @Override
        public BatchShape outputShape() {
            return shape;
        }

        @Override
        public void forward(int shard) {
            int first = shape.row(shard, 0);
            int count = shape.rowsPerShard();
            inputs.put(first, count, x, first * input.features());
            rows.forward(first, count);
            outputs.get(first, count, output, first * layer.units());
        }

        @Override
        public void backward(int shard) {
            int first = shape.row(shard, 0);
            int count = shape.rowsPerShard();
            outputGradients.put(first, count, outputGradient, first * layer.units());
            rows.backward(first, count);
            if (dx != null) {
                inputGradients.get(first, count, dx, first * input.features());
            }
        }

        @Override
        public float[] output() {
            return output;
        }

        @Override
        public float[] outputGradient() {
            return outputGradient;
        }

        @Override
        public List<GradientBlock> gradientBlocks() {
            return blocks;
        }
    }
}
