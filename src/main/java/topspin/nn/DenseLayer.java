package topspin.nn;

import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;
import topspin.nn.engine.Product;
import topspin.nn.engine.Weights;
import topspin.nn.engine.WindowProduct;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A dense layer {@code y = φ(x·W + b)}, or {@code y = φ(norm(x·W + b)·g + s)} with layer normalisation. Its parameters are
 * {@code NAME/weights} {@code [inputs][units]}, {@code NAME/bias}, and {@code NAME/norm-gain} and {@code NAME/norm-shift}.
 */
public final class DenseLayer {
    private static final double GAIN = Math.sqrt(2);

    private final Engine engine;
    private final Parameters parameters;
    private final String name;
    private final int units;
    private final Nonlinearity activation;
    private final Parameters.Slice weights;
    private final Parameters.Slice bias;
    /** Null without layer normalisation; so is the shift. */
    private final Parameters.Slice gain;
    private final Parameters.Slice shift;
    private final Weights packed;
    private final Matrix engineBias;

    public DenseLayer(Engine engine, Parameters parameters, String name, int inputs, int units, Nonlinearity activation,
               boolean layerNorm) {
        this.engine = engine;
        this.parameters = parameters;
        this.name = name;
        this.units = units;
        this.activation = activation;
        weights = parameters.declare(name + "/weights", inputs, units);
        bias = parameters.declare(name + "/bias", units);
        gain = layerNorm ? parameters.declare(name + "/norm-gain", units) : null;
        shift = layerNorm ? parameters.declare(name + "/norm-shift", units) : null;
        packed = engine.weights(inputs, units);
        engineBias = engine.matrix(1, units);
    }

    /**
     * {@code W·dz}, times a scale, for as many inputs as there is room for.
     *
     * @param dz      {@code [units]} from {@code dzFrom} on
     * @param weights {@code [inputs][units]} from {@code weightsFrom} on
     */
    static void inputGradient(float[] dz, int dzFrom, float[] weights, int weightsFrom, int units, float scale, float[] gradient) {
        for (int i = 0; i < gradient.length; i++) {
            float sum = 0;
            for (int u = 0; u < units; u++) {
                sum += weights[weightsFrom + i * units + u] * dz[dzFrom + u];
            }
            gradient[i] = scale * sum;
        }
    }

    /** Width of the outputs. */
    public int units() {
        return units;
    }

    /** Fills the weights from the stream {@code init/NAME}; gains begin at 1, biases and shifts at 0. */
    public void initialise(Initialiser initialiser, RandomStreams streams) {
        initialiser.fill(parameters, weights, GAIN, streams.stream("init/" + name));
        if (gain != null) {
            Arrays.fill(parameters.values(), gain.offset(), gain.offset() + gain.length(), 1f);
        }
    }

    /** The tasks that pack the engine's copies of the weights anew. */
    public List<Reload> reloads() {
        List<Reload> reloads = new ArrayList<>(Reload.of(parameters, weights, packed));
        reloads.add(Reload.whole(bias, () -> engineBias.put(0, 1, parameters.values(), bias.offset())));
        return reloads;
    }

    /**
     * The layer's work on one batch, by an encoder's ranges of rows: steps of shards (forward only), and parts.
     * Different ranges may be on different threads. Allocates nothing after construction.
     */
    public final class Pass {
        private final Matrix x;
        private final Matrix y;
        private final Matrix dx;
        private final Matrix dy;
        private final Matrix dz;
        private final float[] activations;
        private final float[] gradients;
        /** With layer normalisation: the normalised rows, their scales, and the gradients in the normalised rows. */
        private final float[] normalised;
        private final float[] scales;
        private final float[] normGradients;
        private final int rowsPerShard;
        private final RowParts parts;
        /** Of each shard: the rows of one of its steps. */
        private final WindowProduct[] stepProducts;
        private final Product[] partProducts;
        private final Product[] partProductsBack;
        /** With layer normalisation, for the same ranges of rows. */
        private final LayerNorm[] stepNorms;
        private final LayerNorm[] partNorms;

        /**
         * @param x  {@code [rows][inputs]}
         * @param dx gets the gradient in x; null if not needed
         * @param y  gets the outputs, {@code [rows][units]}
         * @param dy the gradient in them
         */
        public Pass(BatchShape shape, RowParts parts, Matrix x, Matrix dx, Matrix y, Matrix dy) {
            rowsPerShard = shape.rowsPerShard();
            this.parts = parts;
            this.x = x;
            this.dx = dx;
            this.y = y;
            this.dy = dy;
            int rows = x.rows();
            dz = engine.matrix(rows, units);
            activations = new float[rows * units];
            gradients = new float[rows * units];
            int normed = gain == null ? 0 : rows;
            normalised = new float[normed * units];
            scales = new float[normed];
            normGradients = new float[normed * units];
            stepProducts = new WindowProduct[shape.shards()];
            Arrays.setAll(stepProducts, shard -> engine.forward(x, packed, engineBias, y, shape.sequences()));
            stepNorms = new LayerNorm[gain == null ? 0 : shape.shards()];
            Arrays.setAll(stepNorms, shard -> new LayerNorm(units));
            partNorms = new LayerNorm[gain == null ? 0 : parts.count()];
            Arrays.setAll(partNorms, part -> new LayerNorm(units));
            partProducts = new Product[parts.count()];
            partProductsBack = new Product[parts.count()];
            for (int part = 0; part < parts.count(); part++) {
                plan(part, parts.first(part), parts.rows(part));
            }
        }

        private void plan(int part, int first, int count) {
            partProducts[part] = engine.forward(x.rows(first, count), packed, engineBias, y.rows(first, count));
            partProductsBack[part] = dx == null ? null
                    : engine.backwardData(dz.rows(first, count), packed, dx.rows(first, count));
        }

        /** Computes rows: a part, or a step of a shard. */
        public void forward(int first, int count) {
            multiply(first, count);
            y.get(first, count, activations, first * units);
            if (gain != null) {
                normalise(isPart(first, count) ? partNorms[parts.part(first)] : stepNorms[first / rowsPerShard], first, count);
            }
            activation.forward(activations, first * units, (first + count) * units);
            y.put(first, count, activations, first * units);
        }

        /** Rows are asked for by parts, or by steps of shards. */
        private void multiply(int first, int count) {
            if (isPart(first, count)) {
                partProducts[parts.part(first)].run();
            } else {
                stepProducts[first / rowsPerShard].run(first, first);
            }
        }

        private boolean isPart(int first, int count) {
            int part = parts.part(first);
            return parts.first(part) == first && parts.rows(part) == count;
        }

        private void normalise(LayerNorm norm, int first, int count) {
            System.arraycopy(activations, first * units, normalised, first * units, count * units);
            norm.forward(normalised, first, count, scales);
            float[] values = parameters.values();
            for (int from = first * units; from < (first + count) * units; from += units) {
                for (int u = 0; u < units; u++) {
                    activations[from + u] = normalised[from + u] * values[gain.offset() + u] + values[shift.offset() + u];
                }
            }
        }

        /** Passes the gradient of a part back. */
        public void backward(int first, int count) {
            dy.get(first, count, gradients, first * units);
            activation.backward(activations, gradients, first * units, (first + count) * units);
            if (gain != null) {
                normaliseBackward(partNorms[parts.part(first)], first, count);
            }
            dz.put(first, count, gradients, first * units);
            if (dx != null) {
                partProductsBack[parts.part(first)].run();
            }
        }

        /** The gradient in one row's inputs times a scale, {@code [inputs]}, once the row was passed back. */
        void inputGradient(int row, float scale, float[] gradient) {
            DenseLayer.inputGradient(gradients, row * units, parameters.values(), weights.offset(), units, scale, gradient);
        }

        private void normaliseBackward(LayerNorm norm, int first, int count) {
            System.arraycopy(gradients, first * units, normGradients, first * units, count * units);
            for (int from = first * units; from < (first + count) * units; from += units) {
                for (int u = 0; u < units; u++) {
                    gradients[from + u] *= parameters.values()[gain.offset() + u];
                }
            }
            norm.backward(gradients, normalised, first, count, scales);
        }

        /** To be computed once every row is passed back. */
        public List<GradientBlock> gradientBlocks() {
            List<GradientBlock> blocks = new ArrayList<>();
            blocks.add(gradient(weights, x));
            blocks.add(gradient(bias, Ones.column(engine, x.rows())));
            if (gain != null) {
                blocks.add(this::normGradient);
            }
            return blocks;
        }

        private GradientBlock gradient(Parameters.Slice slice, Matrix in) {
            Matrix gradient = engine.matrix(in.columns(), units);
            Product product = engine.backwardWeights(in, dz, gradient);
            Vectors.SquareSum squares = new Vectors.SquareSum();
            return () -> {
                product.run();
                gradient.get(0, in.columns(), parameters.gradients(), slice.offset());
                return squares.of(parameters.gradients(), slice.offset(), slice.offset() + slice.length());
            };
        }

        private double normGradient() {
            float[] sums = parameters.gradients();
            Arrays.fill(sums, gain.offset(), gain.offset() + units, 0f);
            Arrays.fill(sums, shift.offset(), shift.offset() + units, 0f);
            for (int from = 0; from < normGradients.length; from += units) {
                for (int u = 0; u < units; u++) {
                    sums[gain.offset() + u] += normGradients[from + u] * normalised[from + u];
                    sums[shift.offset() + u] += normGradients[from + u];
                }
            }
            double squares = 0;
            for (int u = 0; u < units; u++) {
                double ofGain = sums[gain.offset() + u];
                double ofShift = sums[shift.offset() + u];
                squares += ofGain * ofGain + ofShift * ofShift;
            }
            return squares;
        }
    }
}
