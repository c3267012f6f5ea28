package topspin.nn;

import topspin.nn.engine.ByteRows;
import topspin.nn.engine.Convolution;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;
import topspin.nn.engine.Product;
import topspin.nn.engine.WindowProduct;
import topspin.parallel.FreeList;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The convolutional encoder's work on batches of one shape. Rows go through all convolutions a few at a time, so that
 * what one layer writes is still in the core's own cache when the next one reads it; the dense layer, whose weights are
 * far larger than a row, takes all rows of a part, or of a step, at once.
 *
 * <p>The kernel yields the convolutions' gradients for a few rows at a time. These are summed within each shard and
 * then over shards in order, whichever thread computed them. The dense layer's gradient is computed over all rows, by
 * blocks of its inputs. The first call of {@link #gradientBlocks} makes what only the backward pass needs.
 */
final class NatureCnnPass implements EncoderPass {
    /** Rows per call of a forward kernel; remaining rows go one by one, with the same bits. */
    private static final int FORWARD_ROWS = 4;
    /** Rows whose gradients are passed back through the convolutions at once. */
    static final int BACKWARD_ROWS = 16;
    private static final int DENSE_GRADIENT_BLOCKS = 8;

    private final NatureCnn encoder;
    private final Engine engine;
    private final BatchShape shape;
    private final RowParts parts;
    private final CoreInput core;
    private final int units;
    /** Input and output of every convolution: {@code [layer][rows][numbers]}. */
    private final Matrix[] activation;
    private final float[] output;
    private final float[] outputGradient;
    /** The gradient in the dense layer's pre-activations, {@code [rows][units]}. */
    private final Matrix denseGradient;
    /** The dense layer's products for each range of rows (parts, and steps of shards), by first row. */
    private final Product[] densePart;
    private final Product[] denseStep;
    private final FreeList<Forward> forward;
    /** Null until the batch is learned from. */
    private volatile Learning learning;

    /** @param parts multiples of {@link #BACKWARD_ROWS} */
    NatureCnnPass(NatureCnn encoder, BatchShape shape, RowParts parts, CoreInput core) {
        this.encoder = encoder;
        this.engine = encoder.engine();
        this.shape = shape;
        this.core = core;
        this.parts = parts;
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
        forward = new FreeList<>(parts.count(), Forward::new);
        densePart = new Product[parts.count()];
        denseStep = new Product[shape.shards() * shape.steps()];
        Arrays.setAll(densePart, part -> dense(parts.first(part), parts.rows(part)));
        Arrays.setAll(denseStep, step -> dense(step * shape.sequences(), shape.sequences()));
    }

    /** The outputs of the last convolution, {@code [rows][features]}. */
    private Matrix features() {
        return activation[activation.length - 1];
    }

    private Product dense(int first, int count) {
        return engine.forward(features().rows(first, count), encoder.dense(), encoder.denseBias(),
                core.input().rows(first, count));
    }

    @Override
    public RowParts parts() {
        return parts;
    }

    @Override
    public void forward(RowSource source, int[] sourceRow, int first, int count) {
        Forward kernels = forward.take();
        kernels.run(source, sourceRow, first, count);
        forward.giveBack(kernels);
        Product product = count == shape.sequences() ? denseStep[first / count] : densePart[parts.part(first)];
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
        (learning == null ? plannedLearning() : learning).backward(parts.part(first));
    }

    @Override
    public void observationGradient(int row, float[] gradient) {
        float[] above = new float[features().columns()];
        DenseLayer.inputGradient(outputGradient, row * units, encoder.parameters().values(), encoder.denseWeights().offset(), units, 1,
                above);
        List<Conv2d> layers = encoder.layers();
        for (int i = layers.size() - 1; i >= 0; i--) {
            float[] outputs = new float[above.length];
            activation[i + 1].get(row, 1, outputs, 0);
            for (int j = 0; j < above.length; j++) {
                above[j] = outputs[j] > 0 ? above[j] : 0f;
            }
            above = layers.get(i).inputGradient(above);
        }
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = encoder.scale() * above[i];
        }
    }

    @Override
    public List<GradientBlock> gradientBlocks() {
        return plannedLearning().blocks;
    }

    /** Plans all parts at the first call. Locks, since all passes share the dense layer's backward weights. */
    private Learning plannedLearning() {
        synchronized (encoder) {
            if (learning == null) {
                learning = new Learning();
            }
            return learning;
        }
    }

    /** What only learning needs. */
    private final class Learning {
        private final Matrix featureGradient = engine.matrix(shape.rows(), features().columns());
        private final Product[] backwardDense = new Product[parts.count()];
        private final List<List<GradientChunk>> chunks = new ArrayList<>();
        private final FreeList<Backward> kernels;
        private final List<GradientBlock> blocks = new ArrayList<>();

        Learning() {
            Arrays.setAll(backwardDense, part -> engine.backwardData(rows(denseGradient, part), encoder.dense(),
                    rows(featureGradient, part)));
            for (int shard = 0; shard < shape.shards(); shard++) {
                chunks.add(chunks());
            }
            kernels = new FreeList<>(parts.count(), () -> new Backward(featureGradient));
            for (int layer = 0; layer < encoder.layers().size(); layer++) {
                blocks.add(convolutionGradient(layer));
            }
            int width = (features().columns() + DENSE_GRADIENT_BLOCKS - 1) / DENSE_GRADIENT_BLOCKS;
            for (int first = 0; first < features().columns(); first += width) {
                blocks.add(new DenseBlock(first, Math.min(width, features().columns() - first)));
            }
            blocks.add(new DenseBias());
        }

        private Matrix rows(Matrix matrix, int part) {
            return matrix.rows(parts.first(part), parts.rows(part));
        }

        /** One shard's. */
        private List<GradientChunk> chunks() {
            List<GradientChunk> list = new ArrayList<>();
            for (int row = 0; row < shape.rowsPerShard(); row += BACKWARD_ROWS) {
                list.add(new GradientChunk(encoder.layers().stream()
                        .map(layer -> layer.convolution().gradient()).toList()));
            }
            return list;
        }

        private GradientBlock convolutionGradient(int layer) {
            Vectors.SquareSum squares = new Vectors.SquareSum();
            List<List<Convolution.Gradient>> sums = chunks.stream()
                    .map(shard -> shard.stream().map(chunk -> chunk.layers.get(layer)).toList()).toList();
            return () -> encoder.layers().get(layer).gradient(sums, squares);
        }

        void backward(int part) {
            backwardDense[part].run();
            Backward backward = kernels.take();
            int end = parts.first(part) + parts.rows(part);
            for (int row = parts.first(part); row < end; row += BACKWARD_ROWS) {
                List<GradientChunk> shard = chunks.get(row / shape.rowsPerShard());
                backward.run(row, Math.min(BACKWARD_ROWS, end - row),
                        shard.get(row % shape.rowsPerShard() / BACKWARD_ROWS));
            }
            kernels.giveBack(backward);
        }
    }

    /** The gradients of all convolutions from one call's rows. */
    private record GradientChunk(List<Convolution.Gradient> layers) {
    }

    /** Forward kernels, for one thread at a time. */
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

        void run(RowSource source, int[] sourceRow, int first, int count) {
            int row = first;
            for (; row + FORWARD_ROWS <= first + count; row += FORWARD_ROWS) {
                read(source, sourceRow, row, FORWARD_ROWS);
                run(several, row);
            }
            for (; row < first + count; row++) {
                read(source, sourceRow, row, 1);
                run(one, row);
            }
        }

        private void read(RowSource source, int[] sourceRow, int first, int count) {
            for (int row = first; row < first + count; row++) {
                pictures.put(row, source.bytes(), sourceRow[row] * source.rowLength());
            }
        }

        private static void run(WindowProduct[] plan, int row) {
            for (WindowProduct layer : plan) {
                layer.run(row, row);
            }
        }
    }

    /** Backward kernels, for one thread at a time. */
    private final class Backward {
        private final Matrix featureGradient;
        /** Gradients in the outputs of each convolution but the last, of one chunk of rows. */
        private final Matrix[] chunkGradient = new Matrix[encoder.layers().size() - 1];
        private final Chunk whole;
        private final Chunk rest;

        Backward(Matrix featureGradient) {
            this.featureGradient = featureGradient;
            int chunk = Math.min(BACKWARD_ROWS, shape.rowsPerShard());
            for (int i = 0; i < chunkGradient.length; i++) {
                chunkGradient[i] = engine.matrix(chunk, activation[i + 1].columns());
            }
            int remaining = shape.rowsPerShard() % chunk;
            whole = new Chunk(chunk);
            rest = remaining == 0 ? null : new Chunk(remaining);
        }

        /**
         * @param first of the batch's rows
         * @param count a whole chunk, or the rest of a shard
         */
        void run(int first, int count, GradientChunk gradients) {
            (count == whole.rows ? whole : rest).run(first, gradients);
        }

        /** Kernels for some rows. */
        private final class Chunk {
            private final int rows;
            private final WindowProduct[] mask = new WindowProduct[encoder.layers().size()];
            private final Convolution.GradientProduct[] weights = new Convolution.GradientProduct[mask.length];
            private final WindowProduct[] data = new WindowProduct[mask.length];

            Chunk(int rows) {
                this.rows = rows;
                for (int i = 0; i < mask.length; i++) {
                    Convolution convolution = encoder.layers().get(i).convolution();
                    Matrix dy = i < chunkGradient.length ? chunkGradient[i] : featureGradient;
                    mask[i] = engine.reluBackward(activation[i + 1], dy, rows);
                    weights[i] = convolution.gradient(activation[i], dy, rows);
                    if (i > 0) {
                        data[i] = convolution.backwardData(dy, chunkGradient[i - 1], rows);
                    }
                }
            }

            /**
             * Masking runs first because it reads a layer's outputs sequentially, which brings them into the cache for
             * the kernel that reads them next as the upper layer's inputs.
             */
            void run(int row, GradientChunk gradients) {
                int last = mask.length - 1;
                mask[last].run(row, row);
                for (int i = last; i >= 0; i--) {
                    int gradientRow = i == last ? row : 0;
                    if (i > 0) {
                        data[i].run(gradientRow, 0);
                        mask[i - 1].run(row, 0);
                    }
                    weights[i].run(row, gradientRow, gradients.layers.get(i));
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
