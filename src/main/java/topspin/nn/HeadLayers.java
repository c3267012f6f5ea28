package topspin.nn;

import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.List;

/**
 * Dense layers between a core and one head, parameters {@code HEAD/hidden/0/weights} and so on. The weights live in
 * {@link Parameters}; a {@link Pass} holds the activations of one shape of batch.
 */
public final class HeadLayers {
    private final Engine engine;
    private final int features;
    private final List<DenseLayer> layers = new ArrayList<>();

    /**
     * @param head     whose layers they are
     * @param features of the core
     * @param units    of every layer
     * @param count    of layers, at least 1
     */
    public HeadLayers(Engine engine, Parameters parameters, String head, int features, int units, int count,
                      Nonlinearity activation) {
        this.engine = engine;
        this.features = features;
        for (int i = 0; i < count; i++) {
            layers.add(new DenseLayer(engine, parameters, head + "/hidden/" + i, i == 0 ? features : units, units,
                    activation, false));
        }
    }

    /** Features of the head. */
    public int outputs() {
        return layers.get(0).units();
    }

    /** Fills the weights from streams {@code init/HEAD/hidden/…}. */
    public void initialise(Initialiser initialiser, RandomStreams streams) {
        layers.forEach(layer -> layer.initialise(initialiser, streams));
    }

    /** The tasks that pack the engine's copies of the weights anew. */
    public List<Reload> reloads() {
        return layers.stream().flatMap(layer -> layer.reloads().stream()).toList();
    }

    /**
     * The layers' work on batches of one shape, by shards or steps of them. Different shards may be on different threads.
     * Allocates nothing after construction.
     */
    public final class Pass implements Features {
        private final Features below;
        private final Matrix x;
        private final Matrix dx;
        private final Matrix y;
        private final Matrix dy;
        private final float[] output;
        private final float[] outputGradient;
        private final float[] inputGradient;
        /** From the core up. */
        private final List<DenseLayer.Pass> passes = new ArrayList<>();

        /** @param below the core that the layers read */
        public Pass(BatchShape shape, Features below) {
            this.below = below;
            int rows = shape.rows();
            RowParts shards = new RowParts(shape.shards(), shape.rowsPerShard(), shape.rowsPerShard());
            x = engine.matrix(rows, features);
            dx = engine.matrix(rows, features);
            Matrix in = x;
            Matrix inGradient = dx;
            for (DenseLayer layer : layers) {
                Matrix out = engine.matrix(rows, layer.units());
                Matrix outGradient = engine.matrix(rows, layer.units());
                passes.add(layer.new Pass(shape, shards, in, inGradient, out, outGradient));
                in = out;
                inGradient = outGradient;
            }
            y = in;
            dy = inGradient;
            output = new float[rows * outputs()];
            outputGradient = new float[rows * outputs()];
            inputGradient = new float[rows * features];
        }

        @Override
        public float[] output() {
            return output;
        }

        @Override
        public float[] outputGradient() {
            return outputGradient;
        }

        /** Computes the layers for a shard, or one step of it. */
        public void forward(int first, int count) {
            x.put(first, count, below.output(), first * features);
            for (int i = 0; i < passes.size(); i++) {
                passes.get(i).forward(first, count);
            }
            y.get(first, count, output, first * outputs());
        }

        /**
         * Takes a shard's gradient in the outputs back to what the layers read.
         *
         * @param adds whether to add to another head's gradient, which is there already
         */
        public void backward(int first, int count, boolean adds) {
            dy.put(first, count, outputGradient, first * outputs());
            for (int i = passes.size() - 1; i >= 0; i--) {
                passes.get(i).backward(first, count);
            }
            dx.get(first, count, inputGradient, first * features);
            float[] gradient = below.outputGradient();
            for (int i = first * features; i < (first + count) * features; i++) {
                gradient[i] = adds ? gradient[i] + inputGradient[i] : inputGradient[i];
            }
        }

        /** To be computed once every row is passed back. */
        public List<GradientBlock> gradientBlocks() {
            return passes.stream().flatMap(pass -> pass.gradientBlocks().stream()).toList();
        }
    }
}
