package topspin.nn.engine;

import java.util.List;

/**
 * A convolution with ReLU, {@code y = max(0, x∗W + b)}, with its weights in the engine's layouts. Pictures are rows of
 * matrices, {@code [height][width][channels]}; weights are {@code [kernel][kernel][channels][filters]} (HWIO, as in
 * Keras and TensorFlow), so that a window's numbers and the weights' rows have the same order.
 *
 * <p>A picture's results do not depend on the other pictures of the call. Planning is for one thread and allocates;
 * plans run on one thread at a time each, different plans on different threads at once, and allocate nothing.
 */
public interface Convolution {

    ConvolutionShape shape();

    /**
     * Packs the weights for {@link #forward} from {@code source[offset]} on. This and the next two methods may run in
     * parallel.
     */
    void loadForward(float[] source, int offset);

    /** Packs the weights for {@link #backwardData}. */
    void loadBackward(float[] source, int offset);

    /** Copies the bias. */
    void loadBias(float[] source, int offset);

    /**
     * {@code y = max(0, x∗W + b)} for consecutive pictures, chosen at each run.
     *
     * @param x        {@code [rows][inputs]}
     * @param y        {@code [rows][outputs]}
     * @param pictures of one run
     */
    WindowProduct forward(Matrix x, Matrix y, int pictures);

    /**
     * The gradient of the loss in x, from the gradient in {@code x∗W + b}, for consecutive pictures.
     *
     * @param dy {@code [rows][outputs]}
     * @param dx {@code [rows][inputs]}
     */
    WindowProduct backwardData(Matrix dy, Matrix dx, int pictures);

    /**
     * The gradient of the loss in weights and bias, from consecutive pictures.
     *
     * @param x        {@code [rows][inputs]}
     * @param dy       the gradient of the loss in {@code x∗W + b}, {@code [rows][outputs]}
     * @param pictures of one run
     */
    GradientProduct gradient(Matrix x, Matrix dy, int pictures);

    /** Memory for the result of a {@link GradientProduct}. */
    Gradient gradient();

    /**
     * Sums gradients, first within each list and then over the lists, both in order, and writes the sums out. Allocates
     * nothing; for one thread at a time.
     *
     * @param target  where both go
     * @param weights offset of {@code [kernel][kernel][channels][filters]}
     * @param bias    offset of {@code [filters]}
     */
    void sum(List<List<Gradient>> parts, float[] target, int weights, int bias);

    /** Gradients in weights and bias from some pictures, in the engine's own layout. */
    interface Gradient {
    }

    /** As {@link WindowProduct}, with a result that is small and may be put anywhere. */
    @FunctionalInterface
    interface GradientProduct {

        /**
         * @param from  first row of {@code x}
         * @param to    first row of {@code dy}
         * @param result overwritten
         */
        void run(int from, int to, Gradient result);
    }
}
