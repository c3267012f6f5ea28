package topspin.nn;

import topspin.nn.engine.ByteRows;
import topspin.nn.engine.Convolution;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;
import topspin.nn.engine.Product;
import topspin.nn.engine.WindowProduct;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The convolutional encoder's work on batches of one shape. Rows go through all convolutions a few at a time, so that
 * what one layer writes is still in the core's own cache when the next one reads it; the dense layer, whose weights are
 * far larger than a row, takes all rows at once.
 *
 * <p>Each shard sums the gradients of the convolutions over its own rows, since these weights are few and the rows are
 * at hand; shards are then summed in their order. The dense layer's gradient is computed over all rows by blocks of its
 * inputs. What is needed backward only is made when {@link #gradientBlocks} are first asked for.
 */
final class NatureCnnPass implements EncoderPass {
    /** Rows that one call of a forward kernel takes; the rest go one by one, to the same bits. */
    private static final int FORWARD_ROWS = 4;
    /** Rows whose gradients are taken back through the convolutions at once. */
    private static final int BACKWARD_ROWS = 16;
    private static final int DENSE_GRADIENT_BLOCKS = 8;

    private final NatureCnn encoder;
    private final Engine engine;
    private final BatchShape shape;
    private final CorePass core;
    private final int units;
    /** Input and output of every convolution: {@code [layer][rows][numbers]}. */
    private final Matrix[] activation;
    private final float[] output;
    private final float[] outputGradient;
    /** The gradient in the dense layer's pre-activations, {@code [rows][units]}. */
    private final Matrix denseGradient;
    /** The dense layer for whole shards, and for single steps: the two ranges that are ever asked for. */
    private final Product[] denseShard;
    private final Product[] denseStep;
    private final Forward[] forward;
    /** Null until the batch is learned from. */
    private Learning learning;

    NatureCnnPass(NatureCnn encoder, BatchShape shape, CorePass core) {
        this.encoder = encoder;
        this.engine = encoder.engine();
        this.shape = shape;
        this.core = core;
        units = encoder.outputs();
        int rows = shape.rows();
        List<Conv2d> layers = encoder.layers();
        activation = new Matrix[layers.size() + 1];
        activation[0] = engine.matrix(rows, layers.get(0).shape().inputs());
        for (int i = 0; i < layers.size(); i++) {
            activation[i + 1] = engine.matrix(rows, layers.get(i).shape().outputs());
        }
        output = new float[rows * units];
        outputGradient = new float[rows * units];
        denseGradient = engine.matrix(rows, units);
        forward = new Forward[shape.shards()];
        Arrays.setAll(forward, shard -> new Forward());
        denseShard = new Product[shape.shards()];
        denseStep = new Product[shape.shards() * shape.steps()];
        Arrays.setAll(denseShard, shard -> dense(shape.row(shard, 0), shape.rowsPerShard()));
        Arrays.setAll(denseStep, step -> dense(step * shape.sequences(), shape.sequences()));
    }

    /** What the last convolution yields, {@code [rows][features]}. */
    private Matrix features() {
        return activation[activation.length - 1];
    }

    private Product dense(int first, int count) {
        return engine.forward(features().rows(first, count), encoder.dense(), encoder.denseBias(),
                core.input().rows(first, count));
    }

    @Override
    public void forward(RowSource source, int[] sourceRow, int first, int count) {
        Forward shard = forward[first / shape.rowsPerShard()];
        int row = first;
        for (; row + FORWARD_ROWS <= first + count; row += FORWARD_ROWS) {
            shard.read(source, sourceRow, row, FORWARD_ROWS);
            shard.run(shard.several, row);
        }
        for (; row < first + count; row++) {
            shard.read(source, sourceRow, row, 1);
            shard.run(shard.one, row);
        }
        Product product = count == shape.rowsPerShard() ? denseShard[first / count]
                : denseStep[first / shape.sequences()];
        product.run();
        core.input().get(first, count, output, first * units);
        Activations.relu(output, first * units, (first + count) * units);
        core.input().put(first, count, output, first * units);
    }

    @Override
    public void backward(int first, int count) {
        core.inputGradient().get(first, count, outputGradient, first * units);
        for (int i = first * units; i < (first + count) * units; i++) {
            outputGradient[i] = output[i] > 0 ? outputGradient[i] : 0f;
        }
        denseGradient.put(first, count, outputGradient, first * units);
        learning().shards[first / shape.rowsPerShard()].run();
    }

    @Override
    public List<GradientBlock> gradientBlocks() {
        return learning().blocks;
    }

    /** Plans at the first call, for all shards: the dense layer's backward weights are every pass's, hence the lock. */
    private Learning learning() {
        synchronized (encoder) {
            if (learning == null) {
                learning = new Learning();
            }
            return learning;
        }
    }

    /** What only batches that are learned from need. */
    private final class Learning {
        private final Backward[] shards = new Backward[shape.shards()];
        private final List<GradientBlock> blocks = new ArrayList<>();

        Learning() {
            Arrays.setAll(shards, shard -> new Backward(shape.row(shard, 0), shape.rowsPerShard()));
            for (int layer = 0; layer < encoder.layers().size(); layer++) {
                blocks.add(convolutionGradient(layer));
            }
            int width = (features().columns() + DENSE_GRADIENT_BLOCKS - 1) / DENSE_GRADIENT_BLOCKS;
            for (int first = 0; first < features().columns(); first += width) {
                blocks.add(new DenseBlock(first, Math.min(width, features().columns() - first)));
            }
            blocks.add(new DenseBias());
        }

        private GradientBlock convolutionGradient(int layer) {
            Vectors.SquareSum squares = new Vectors.SquareSum();
            List<Convolution.Gradient> sums = Arrays.stream(shards).map(shard -> shard.gradients[layer]).toList();
            return () -> encoder.layers().get(layer).gradient(sums, squares);
        }
    }

    /** One shard's forward kernels. */
    private final class Forward {
        private final ByteRows pictures = engine.bytes(activation[0], encoder.scale());
        private final WindowProduct[] several = plan(Math.min(FORWARD_ROWS, shape.rowsPerShard()));
        private final WindowProduct[] one = plan(1);

        private WindowProduct[] plan(int rows) {
            WindowProduct[] plan = new WindowProduct[encoder.layers().size()];
            for (int i = 0; i < plan.length; i++) {
                plan[i] = encoder.layers().get(i).convolution().forward(activation[i], activation[i + 1], rows);
            }
            return plan;
        }

        void read(RowSource source, int[] sourceRow, int first, int count) {
            for (int row = first; row < first + count; row++) {
                pictures.put(row, source.bytes(), sourceRow[row] * source.rowLength());
            }
        }

        void run(WindowProduct[] plan, int row) {
            for (WindowProduct layer : plan) {
                layer.run(row, row);
            }
        }
    }

    /** One shard's backward kernels, for its whole range of rows. */
    private final class Backward {
        private final int first;
        private final int count;
        private final Matrix featureGradient;
        private final Product backwardDense;
        private final Convolution.Gradient[] gradients = new Convolution.Gradient[encoder.layers().size()];
        /** Gradients in the outputs of each convolution but the last, of one chunk of rows. */
        private final Matrix[] chunkGradient = new Matrix[gradients.length - 1];
        private final Chunk whole;
        private final Chunk rest;

        Backward(int first, int count) {
            this.first = first;
            this.count = count;
            featureGradient = engine.matrix(count, features().columns());
            backwardDense = engine.backwardData(denseGradient.rows(first, count), encoder.dense(), featureGradient);
            int chunk = Math.min(BACKWARD_ROWS, count);
            for (int i = 0; i < gradients.length; i++) {
                gradients[i] = encoder.layers().get(i).convolution().gradient();
                if (i < chunkGradient.length) {
                    chunkGradient[i] = engine.matrix(chunk, activation[i + 1].columns());
                }
            }
            whole = new Chunk(chunk);
            rest = count % chunk == 0 ? null : new Chunk(count % chunk);
        }

        void run() {
            backwardDense.run();
            for (Convolution.Gradient gradient : gradients) {
                gradient.clear();
            }
            int row = 0;
            for (; row + whole.rows <= count; row += whole.rows) {
                whole.run(row);
            }
            if (rest != null) {
                rest.run(row);
            }
        }

        /** Kernels for some rows. */
        private final class Chunk {
            private final int rows;
            private final WindowProduct[] mask = new WindowProduct[gradients.length];
            private final WindowProduct[] weights = new WindowProduct[gradients.length];
            private final WindowProduct[] data = new WindowProduct[gradients.length];

            Chunk(int rows) {
                this.rows = rows;
                for (int i = 0; i < gradients.length; i++) {
                    Matrix dy = i < chunkGradient.length ? chunkGradient[i] : featureGradient;
                    mask[i] = engine.reluBackward(activation[i + 1], dy, rows);
                    weights[i] = gradients[i].plan(activation[i], dy, rows);
                    if (i > 0) {
                        data[i] = encoder.layers().get(i).convolution().backwardData(dy, chunkGradient[i - 1], rows);
                    }
                }
            }

            /**
             * Masking reads a layer's outputs from end to end, so it goes before the kernel that reads them as the inputs
             * of the next layer up, slowly where they come from memory.
             *
             * @param row of the shard
             */
            void run(int row) {
                int last = gradients.length - 1;
                mask[last].run(first + row, row);
                for (int i = last; i >= 0; i--) {
                    int gradientRow = i == last ? row : 0;
                    if (i > 0) {
                        data[i].run(gradientRow, 0);
                        mask[i - 1].run(first + row, 0);
                    }
                    weights[i].run(first + row, gradientRow);
                }
            }
        }
    }

    /** The gradient of the dense layer's weights for consecutive inputs. */
    private final class DenseBlock implements GradientBlock {
        private final int count;
        private final int offset;
        private final Vectors.SquareSum squares = new Vectors.SquareSum();
        private final Matrix gradient;
        private final Product product;

        DenseBlock(int from, int count) {
            this.count = count;
            offset = encoder.denseWeights().offset() + from * units;
            gradient = engine.matrix(count, units);
            product = engine.backwardWeights(features().columns(from, count), denseGradient, gradient);
        }

        @Override
        public double compute() {
            product.run();
            float[] target = encoder.parameters().gradients();
            gradient.get(0, count, target, offset);
            return squares.of(target, offset, offset + count * units);
        }
    }

    private final class DenseBias implements GradientBlock {
        private final float[] sum = new float[units];
        private final float[] row = new float[units];

        @Override
        public double compute() {
            Arrays.fill(sum, 0f);
            for (int r = 0; r < shape.rows(); r++) {
                System.arraycopy(outputGradient, r * units, row, 0, units);
                Vectors.add(sum, row);
            }
            System.arraycopy(sum, 0, encoder.parameters().gradients(), encoder.denseBiasSlice().offset(), units);
            return Vectors.sumOfSquares(sum);
        }
    }
}
