package topspin.nn;

import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.List;

/**
 * Dense layers for small observations, the first one's parameters under {@code NAME/}, the next one's under
 * {@code NAME/1/}. One layer with tanh is the {@code mlp} of baselines. Bytes are read as fractions of the
 * observation's largest value.
 */
public final class Mlp implements Encoder {
    /** Rows that are computed together: enough for the product. */
    private static final int TILE = 32;

    private final Engine engine;
    private final int inputs;
    private final float scale;
    private final List<DenseLayer> layers = new ArrayList<>();

    /**
     * @param units      width of every layer
     * @param count      of layers; at least 1
     * @param activation that each ends with
     * @param layerNorm  whether each is normalised before its activation
     */
    public record Layers(int units, int count, Nonlinearity activation, boolean layerNorm) {
    }

    /** One layer with tanh. */
    public Mlp(Engine engine, Parameters parameters, String name, int inputs, int units, float scale) {
        this(engine, parameters, name, inputs, new Layers(units, 1, Nonlinearity.TANH, false), scale);
    }

    /**
     * @param name  path of the parameters
     * @param scale what an input is multiplied by: 1 for floats, 1/255 for pixels
     */
    public Mlp(Engine engine, Parameters parameters, String name, int inputs, Layers stack, float scale) {
        this.engine = engine;
        this.inputs = inputs;
        this.scale = scale;
        for (int i = 0; i < stack.count; i++) {
            layers.add(new DenseLayer(engine, parameters, i == 0 ? name : name + "/" + i,
                    i == 0 ? inputs : stack.units, stack.units, stack.activation, stack.layerNorm));
        }
    }

    @Override
    public int outputs() {
        return layers.get(0).units();
    }

    @Override
    public void initialise(Initialiser initialiser, RandomStreams streams) {
        layers.forEach(layer -> layer.initialise(initialiser, streams));
    }

    @Override
    public List<Reload> reloads() {
        return layers.stream().flatMap(layer -> layer.reloads().stream()).toList();
    }

    @Override
    public EncoderPass pass(BatchShape shape, CoreInput core) {
        return new Pass(shape, core);
    }

    private final class Pass implements EncoderPass {
        private final RowParts parts;
        private final float[] input;
        private final Matrix x;
        /** From the observations up. */
        private final List<DenseLayer.Pass> passes = new ArrayList<>();
        private final List<GradientBlock> blocks = new ArrayList<>();

        Pass(BatchShape shape, CoreInput core) {
            parts = RowParts.of(shape, TILE, engine);
            int rows = shape.rows();
            input = new float[rows * inputs];
            x = engine.matrix(rows, inputs);
            Matrix below = x;
            Matrix belowGradient = null;
            for (DenseLayer layer : layers) {
                boolean last = layer == layers.get(layers.size() - 1);
                Matrix y = last ? core.input() : engine.matrix(rows, layer.units());
                Matrix dy = last ? core.inputGradient() : engine.matrix(rows, layer.units());
                passes.add(layer.new Pass(shape, parts, below, belowGradient, y, dy));
                below = y;
                belowGradient = dy;
            }
            passes.forEach(pass -> blocks.addAll(pass.gradientBlocks()));
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
            for (int i = 0; i < passes.size(); i++) {
                passes.get(i).forward(first, count);
            }
        }

        @Override
        public void backward(int first, int count) {
            for (int i = passes.size() - 1; i >= 0; i--) {
                passes.get(i).backward(first, count);
            }
        }

        @Override
        public void observationGradient(int row, float[] gradient) {
            passes.get(0).inputGradient(row, scale, gradient);
        }

        @Override
        public List<GradientBlock> gradientBlocks() {
            return blocks;
        }
    }
}
