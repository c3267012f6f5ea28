package topspin.interop.weights;

import java.util.Arrays;

/**
 * A tensor of a file.
 *
 * @param shape  outermost axis first; empty for a scalar
 * @param values row-major
 */
public record WeightTensor(long[] shape, float[] values) {

    public WeightTensor {
        if (elements(shape) != values.length) {
            throw new IllegalArgumentException("expected " + values.length + " values, got the shape " + Arrays.toString(shape));
        }
    }

    /** The product of a shape. */
    static long elements(long... shape) {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }
}
