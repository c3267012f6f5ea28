package topspin.nn.cell;

import java.util.Arrays;
import java.util.Map;

/** Names of a layer's tensors, and pieces of them. Matrices are row-major. */
final class LayerTensors {
    static final String INPUT_WEIGHTS = "input-weights";
    static final String RECURRENT_WEIGHTS = "recurrent-weights";
    static final String GATE_WEIGHTS = "recurrent-gate-weights";
    static final String CANDIDATE_WEIGHTS = "recurrent-candidate-weights";
    static final String BIAS = "bias";
    static final String CANDIDATE_BIAS = "recurrent-candidate-bias";

    private LayerTensors() {
    }

    /** @throws IllegalArgumentException if there is none of this name and length */
    static float[] of(Map<String, float[]> tensors, String name, int length) {
        float[] values = tensors.get(name);
        if (values == null) {
            throw new IllegalArgumentException("expected a tensor " + name + ", got " + String.join(", ", tensors.keySet()));
        }
        if (values.length != length) {
            throw new IllegalArgumentException("expected " + length + " values in " + name + ", got " + values.length);
        }
        return values;
    }

    /** Some columns of a matrix of {@code [rows][width]}. */
    static float[] columns(float[] matrix, int rows, int width, int first, int count) {
        float[] columns = new float[rows * count];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(matrix, row * width + first, columns, row * count, count);
        }
        return columns;
    }

    /** Two matrices of as many rows side by side. */
    static float[] beside(float[] left, float[] right, int rows) {
        int leftWidth = left.length / rows;
        int rightWidth = right.length / rows;
        float[] beside = new float[left.length + right.length];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(left, row * leftWidth, beside, row * (leftWidth + rightWidth), leftWidth);
            System.arraycopy(right, row * rightWidth, beside, row * (leftWidth + rightWidth) + leftWidth, rightWidth);
        }
        return beside;
    }

    /** One after the other: for matrices, one above the other. */
    static float[] joined(float[] first, float[] second) {
        float[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
