package topspin.nn;

import topspin.nn.engine.ConvolutionShape;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;
import topspin.nn.engine.Weights;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.List;

/**
 * The convolutional encoder of Mnih et al. 2015 for pictures {@code [height][width][channels]} of bytes: 32 filters 8×8
 * every 4 pixels, 64 of 4×4 every 2, 64 of 3×3, then a dense layer; ReLU after each, bytes read as fractions of 255.
 *
 * <p>Parameters, all in the order in which channels-last pictures are flattened: {@code NAME/conv1/weights}
 * {@code [8][8][channels][32]}, {@code NAME/conv2/weights} {@code [4][4][32][64]}, {@code NAME/conv3/weights}
 * {@code [3][3][64][64]}, {@code NAME/dense/weights} {@code [7·7·64][units]} with inputs in the order height, width,
 * channel, and a {@code bias} beside each.
 *
 * <p>Memory of a batch, per row of 84×84×1: 113 kB of activations (28 kB of them the picture, times channels), kept from
 * forward to backward, 12.5 kB of gradient, and 18 kB of gradients in the convolutions' weights (0.29 MB for every 16 rows); gradients in the
 * convolutions' outputs exist for 16 rows at a time.
 */
public final class NatureCnn implements Encoder {
    /** The smallest side of a picture for which the last convolution has an output. */
    public static final int SMALLEST_SIDE = 36;
    private static final double GAIN = Math.sqrt(2);

    private final Engine engine;
    private final Parameters parameters;
    private final String name;
    private final int units;
    private final float scale;
    private final List<Conv2d> layers = new ArrayList<>();
    private final Parameters.Slice weights;
    private final Parameters.Slice bias;
    private final Weights packed;
    private final Matrix engineBias;

    /**
     * @param name  path of the parameters
     * @param units of the dense layer; 512 in the paper
     * @param scale what a byte is multiplied by
     */
    public NatureCnn(Engine engine, Parameters parameters, String name, int height, int width, int channels, int units,
                     float scale) {
        this.engine = engine;
        this.parameters = parameters;
        this.name = name;
        this.units = units;
        this.scale = scale;
        List<ConvolutionShape> shapes = convolutions(height, width, channels);
        for (int i = 0; i < shapes.size(); i++) {
            layers.add(new Conv2d(engine, parameters, name + "/conv" + (i + 1), shapes.get(i)));
        }
        int features = shapes.get(shapes.size() - 1).outputs();
        weights = parameters.declare(name + "/dense/weights", features, units);
        bias = parameters.declare(name + "/dense/bias", units);
        packed = engine.weights(features, units);
        engineBias = engine.matrix(1, units);
    }

    /** From input to output. */
    public static List<ConvolutionShape> convolutions(int height, int width, int channels) {
        ConvolutionShape first = new ConvolutionShape(height, width, channels, 32, 8, 4);
        ConvolutionShape second = after(first, 64, 4, 2);
        return List.of(first, second, after(second, 64, 3, 1));
    }

    private static ConvolutionShape after(ConvolutionShape below, int filters, int kernel, int stride) {
        return new ConvolutionShape(below.outputHeight(), below.outputWidth(), below.filters(), filters, kernel,
                stride);
    }

    @Override
    public int outputs() {
        return units;
    }

    @Override
    public void initialise(Initialiser initialiser, RandomStreams streams) {
        layers.forEach(layer -> layer.initialise(initialiser, streams));
        initialiser.fill(parameters, weights, GAIN, streams.stream("init/" + name + "/dense"));
    }

    @Override
    public List<Reload> reloads() {
        List<Reload> reloads = new ArrayList<>(Reload.of(parameters, weights, packed));
        for (Conv2d layer : layers) {
            reloads.addAll(layer.reloads(layer != layers.get(0)));
        }
        reloads.add(Reload.whole(bias, () -> engineBias.put(0, 1, parameters.values(), bias.offset())));
        return reloads;
    }

    @Override
    public EncoderPass pass(BatchShape shape, CoreInput core) {
        return new NatureCnnPass(this, shape, RowParts.of(shape, NatureCnnPass.BACKWARD_ROWS, engine), core);
    }

    Engine engine() {
        return engine;
    }

    Parameters parameters() {
        return parameters;
    }

    float scale() {
        return scale;
    }

    /** The convolutions, from input to output. */
    List<Conv2d> layers() {
        return layers;
    }

    /** The dense layer's weights, {@code [features][units]}. */
    Weights dense() {
        return packed;
    }

    Matrix denseBias() {
        return engineBias;
    }

    Parameters.Slice denseWeights() {
        return weights;
    }

    Parameters.Slice denseBiasSlice() {
        return bias;
    }
}
