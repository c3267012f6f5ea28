package topspin.nn;

import topspin.nn.engine.Convolution;
import topspin.nn.engine.ConvolutionShape;
import topspin.nn.engine.Engine;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.List;

/**
 * One convolution with ReLU: its parameters, {@code NAME/weights} as {@code [kernel][kernel][channels][filters]} (HWIO;
 * {@code permute(3, 2, 0, 1)} makes PyTorch's OIHW of it) and {@code NAME/bias}, and the engine's copy of them.
 */
final class Conv2d {
    private static final double GAIN = Math.sqrt(2);

    private final Parameters parameters;
    private final String name;
    private final Parameters.Slice weights;
    private final Parameters.Slice bias;
    private final Convolution convolution;

    Conv2d(Engine engine, Parameters parameters, String name, ConvolutionShape shape) {
        this.parameters = parameters;
        this.name = name;
        weights = parameters.declare(name + "/weights", shape.kernel(), shape.kernel(), shape.channels(),
                shape.filters());
        bias = parameters.declare(name + "/bias", shape.filters());
        convolution = engine.convolution(shape);
    }

    ConvolutionShape shape() {
        return convolution.shape();
    }

    Convolution convolution() {
        return convolution;
    }

    /** Gain √2, as CleanRL's {@code layer_init}; a window's weights are a column. */
    void initialise(Initialiser initialiser, RandomStreams streams) {
        initialiser.fill(parameters, weights, GAIN, streams.stream("init/" + name));
    }

    /** @param backward whether gradients in the inputs are wanted */
    List<Reload> reloads(boolean backward) {
        List<Reload> reloads = new ArrayList<>();
        reloads.add(Reload.whole(weights, () -> convolution.loadForward(parameters.values(), weights.offset())));
        if (backward) {
            reloads.add(Reload.whole(weights, () -> convolution.loadBackward(parameters.values(), weights.offset())));
        }
        reloads.add(Reload.whole(bias, () -> convolution.loadBias(parameters.values(), bias.offset())));
        return reloads;
    }

    /**
     * The gradient in the inputs of one row, by plain loops.
     *
     * @param gradient in the pre-activations, {@code [outputHeight][outputWidth][filters]}
     * @return {@code [height][width][channels]}
     */
    float[] inputGradient(float[] gradient) {
        ConvolutionShape shape = shape();
        float[] values = parameters.values();
        float[] below = new float[shape.inputs()];
        int line = shape.kernel() * shape.channels();
        for (int window = 0; window < shape.windows(); window++) {
            int top = window / shape.outputWidth() * shape.stride();
            int left = window % shape.outputWidth() * shape.stride();
            for (int y = 0; y < shape.kernel(); y++) {
                int to = ((top + y) * shape.width() + left) * shape.channels();
                for (int x = 0; x < line; x++) {
                    int from = weights.offset() + (y * line + x) * shape.filters();
                    float sum = 0;
                    for (int f = 0; f < shape.filters(); f++) {
                        sum += values[from + f] * gradient[window * shape.filters() + f];
                    }
                    below[to + x] += sum;
                }
            }
        }
        return below;
    }

    /**
     * Sums gradients into the parameters'.
     *
     * @param parts as {@link Convolution#sum} takes them
     * @return the sum of squares
     */
    double gradient(List<List<Convolution.Gradient>> parts, Vectors.SquareSum squares) {
        convolution.sum(parts, parameters.gradients(), weights.offset(), bias.offset());
        return squares.of(parameters.gradients(), weights.offset(), weights.offset() + weights.length())
                + squares.of(parameters.gradients(), bias.offset(), bias.offset() + bias.length());
    }
}
