package topspin.nn.engine;

import java.util.Optional;

/**
 * Computes matrix products. Layers ask it once for matrices, packed weights and products of fixed shapes, and then only
 * {@link Product#run} them: planning allocates, running does not.
 *
 * <p>All matrices are row-major float32. A product runs on the calling thread alone. A row of its result depends on the
 * other rows at most by rounding, see {@link #rowsAreIndependent}.
 *
 * <p>Planning methods are for one thread; different products may run on different threads at once.
 */
public interface Engine extends AutoCloseable {

    /** {@code onednn} or {@code nd4j}: the value of the experiment's {@code engine} key. */
    String name();

    /** The arithmetic that determines its bits. */
    Arithmetic arithmetic();

    /** One line for people: engine, version, instruction set and the kernel chosen for the policy's products. */
    String description();

    /**
     * Whether a row of {@link #forward}, {@link #accumulate} and {@link #backwardData} has the same bits for any number
     * of rows in the product. If so, acting and learning agree to the bit, and splitting a batch changes nothing.
     */
    boolean rowsAreIndependent();

    /** A zeroed matrix in the engine's memory. */
    Matrix matrix(int rows, int columns);

    /** A weight matrix {@code [inputs][outputs]} in the engine's own layouts, all zeros until packed. */
    Weights weights(int inputs, int outputs);

    /**
     * {@code y = x·W + b}.
     *
     * @param x    {@code [rows][inputs]}
     * @param bias {@code [1][outputs]}, added to every row
     * @param y    {@code [rows][outputs]}
     */
    Product forward(Matrix x, Weights w, Matrix bias, Matrix y);

    /**
     * {@code y += x·W}.
     *
     * @param x {@code [rows][inputs]}
     * @param y {@code [rows][outputs]}
     */
    Product accumulate(Matrix x, Weights w, Matrix y);

    /**
     * {@code dx = dy·Wᵀ}: the gradient of the loss in the inputs of {@link #forward} and {@link #accumulate}.
     *
     * @param dy {@code [rows][outputs]}
     * @param dx {@code [rows][inputs]}
     */
    Product backwardData(Matrix dy, Weights w, Matrix dx);

    /**
     * {@code dw = xᵀ·dy}: the gradient of the loss in the weights, summed over rows in row order.
     *
     * @param x  {@code [rows][inputs]}
     * @param dy {@code [rows][outputs]}
     * @param dw {@code [inputs][outputs]}
     */
    Product backwardWeights(Matrix x, Matrix dy, Matrix dw);

    /** {@link #forward} on {@code rows} consecutive rows of {@code x} and {@code y}, chosen at each run. */
    WindowProduct forward(Matrix x, Weights w, Matrix bias, Matrix y, int rows);

    /** {@link #accumulate} on {@code rows} consecutive rows of {@code x} and {@code y}, chosen at each run. */
    WindowProduct accumulate(Matrix x, Weights w, Matrix y, int rows);

    /** {@link #backwardData} on {@code rows} consecutive rows of {@code dy} and {@code dx}, chosen at each run. */
    WindowProduct backwardData(Matrix dy, Weights w, Matrix dx, int rows);

    /** {@code dw += xᵀ·dy} on {@code rows} consecutive rows of {@code x} and {@code dy}, chosen at each run. */
    WindowProduct accumulateWeights(Matrix x, Matrix dy, Matrix dw, int rows);

    /** A convolution with ReLU, its weights all zeros until packed. */
    Convolution convolution(ConvolutionShape shape);

    /**
     * Takes a gradient back through {@code y = max(0, z)}, in place: {@code dy = 0} where {@code y = 0}; on
     * {@code rows} consecutive rows, chosen at each run.
     *
     * @param y  {@code [rows][columns]}
     * @param dy {@code [rows][columns]}
     */
    WindowProduct reluBackward(Matrix y, Matrix dy, int rows);

    /** Fills rows of {@code x} from unsigned bytes, each times {@code scale}. */
    ByteRows bytes(Matrix x, float scale);

    /** The engine's own kernel for a whole recurrent layer; empty if it has none. */
    default Optional<RecurrentKernel> recurrent(RecurrentKernel.Kind kind, int inputs, int units) {
        return Optional.empty();
    }

    @Override
    default void close() {
    }
}
