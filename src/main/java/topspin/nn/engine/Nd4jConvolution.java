package topspin.nn.engine;

import java.util.Arrays;
import java.util.List;

/**
 * The reference convolution: windows are laid out as rows of a matrix, which is multiplied by the weights. Written to
 * be obviously right.
 */
final class Nd4jConvolution implements Convolution {
    private final Nd4jEngine engine;
    private final ConvolutionShape shape;
    private final Weights weights;
    private final Matrix bias;

    Nd4jConvolution(Nd4jEngine engine, ConvolutionShape shape) {
        this.engine = engine;
        this.shape = shape;
        weights = engine.weights(shape.windowLength(), shape.filters());
        bias = engine.matrix(1, shape.filters());
    }

    @Override
    public ConvolutionShape shape() {
        return shape;
    }

    @Override
    public void loadForward(float[] source, int offset) {
        weights.load(source, offset);
    }

    /** Nothing to do: one copy serves both directions. */
    @Override
    public void loadBackward(float[] source, int offset) {
    }

    @Override
    public void loadBias(float[] source, int offset) {
        bias.put(0, 1, source, offset);
    }

    @Override
    public WindowProduct forward(Matrix x, Matrix y, int pictures) {
        Windows windows = new Windows();
        Matrix result = engine.matrix(shape.windows(), shape.filters());
        Product product = engine.forward(windows.matrix, weights, bias, result);
        float[] picture = new float[shape.inputs()];
        float[] outputs = new float[shape.outputs()];
        return (from, to) -> {
            for (int i = 0; i < pictures; i++) {
                x.get(from + i, 1, picture, 0);
                windows.gather(picture);
                product.run();
                result.get(0, shape.windows(), outputs, 0);
                Relu.forward(outputs);
                y.put(to + i, 1, outputs, 0);
            }
        };
    }

    @Override
    public WindowProduct backwardData(Matrix dy, Matrix dx, int pictures) {
        Windows windows = new Windows();
        Matrix gradient = engine.matrix(shape.windows(), shape.filters());
        Product product = engine.backwardData(gradient, weights, windows.matrix);
        float[] outputs = new float[shape.outputs()];
        float[] picture = new float[shape.inputs()];
        return (from, to) -> {
            for (int i = 0; i < pictures; i++) {
                dy.get(from + i, 1, outputs, 0);
                gradient.put(0, shape.windows(), outputs, 0);
                product.run();
                windows.scatter(picture);
                dx.put(to + i, 1, picture, 0);
            }
        };
    }

    @Override
    public GradientProduct gradient(Matrix x, Matrix dy, int pictures) {
        Windows windows = new Windows();
        Matrix gradient = engine.matrix(shape.windows(), shape.filters());
        Matrix product = engine.matrix(shape.windowLength(), shape.filters());
        Product multiply = engine.backwardWeights(windows.matrix, gradient, product);
        float[] picture = new float[shape.inputs()];
        float[] outputs = new float[shape.outputs()];
        float[] weightPart = new float[shape.windowLength() * shape.filters()];
        return (from, to, result) -> {
            Part part = (Part) result;
            part.clear();
            for (int i = 0; i < pictures; i++) {
                x.get(from + i, 1, picture, 0);
                windows.gather(picture);
                dy.get(to + i, 1, outputs, 0);
                gradient.put(0, shape.windows(), outputs, 0);
                multiply.run();
                product.get(0, shape.windowLength(), weightPart, 0);
                part.add(weightPart, outputs);
            }
        };
    }

    @Override
    public Gradient gradient() {
        return new Part();
    }

    @Override
    public void sum(List<List<Gradient>> parts, float[] target, int weightOffset, int biasOffset) {
        Part total = new Part();
        for (List<Gradient> list : parts) {
            Part sum = new Part();
            list.forEach(part -> sum.add(((Part) part).weights, ((Part) part).bias));
            total.add(sum.weights, sum.bias);
        }
        System.arraycopy(total.weights, 0, target, weightOffset, total.weights.length);
        System.arraycopy(total.bias, 0, target, biasOffset, total.bias.length);
    }

    private final class Part implements Gradient {
        private final float[] weights = new float[shape.windowLength() * shape.filters()];
        private final float[] bias = new float[shape.filters()];

        void clear() {
            Arrays.fill(weights, 0f);
            Arrays.fill(bias, 0f);
        }

        /** @param outputs gradients in the bias, of any number of windows */
        void add(float[] weightPart, float[] outputs) {
            for (int i = 0; i < weights.length; i++) {
                weights[i] += weightPart[i];
            }
            for (int i = 0; i < outputs.length; i++) {
                bias[i % shape.filters()] += outputs[i];
            }
        }
    }

    /** One picture's windows, {@code [windows][kernel][kernel][channels]}. */
    private final class Windows {
        private final Matrix matrix = engine.matrix(shape.windows(), shape.windowLength());
        private final float[] values = new float[shape.windows() * shape.windowLength()];

        void gather(float[] picture) {
            visit((window, pixel) -> System.arraycopy(picture, pixel, values, window, shape.channels()));
            matrix.put(0, shape.windows(), values, 0);
        }

        /** Adds every window's numbers to the pixels they came from. */
        void scatter(float[] picture) {
            Arrays.fill(picture, 0f);
            matrix.get(0, shape.windows(), values, 0);
            visit((window, pixel) -> {
                for (int c = 0; c < shape.channels(); c++) {
                    picture[pixel + c] += values[window + c];
                }
            });
        }

        private void visit(Pixels pixels) {
            int window = 0;
            for (int oy = 0; oy < shape.outputHeight(); oy++) {
                for (int ox = 0; ox < shape.outputWidth(); ox++) {
                    for (int ky = 0; ky < shape.kernel(); ky++) {
                        for (int kx = 0; kx < shape.kernel(); kx++) {
                            int y = oy * shape.stride() + ky;
                            int x = ox * shape.stride() + kx;
                            pixels.visit(window, (y * shape.width() + x) * shape.channels());
                            window += shape.channels();
                        }
                    }
                }
            }
        }
    }

    /** Offsets of a pixel's channels in a window and in the picture. */
    private interface Pixels {
        void visit(int window, int pixel);
    }
}
