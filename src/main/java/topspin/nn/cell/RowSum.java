package topspin.nn.cell;

import topspin.nn.GradientBlock;
import topspin.nn.Parameters;

import java.util.Arrays;

/** The gradient of a vector of parameters that every row uses: a sum over rows, in their order, in double. */
public final class RowSum implements GradientBlock {
    private final Parameters parameters;
    private final Parameters.Slice slice;
    private final int rows;
    private final float[] gradient;
    private final float[] factor;
    private final double[] sums;

    /** The gradient of a vector that is added to every row, from the rows' gradient {@code [rows][width]}. */
    public RowSum(Parameters parameters, Parameters.Slice slice, int rows, float[] gradient) {
        this(parameters, slice, rows, gradient, null);
    }

    /** @param factor the factor of the parameters in every row, {@code [rows][width]}; null for 1 */
    public RowSum(Parameters parameters, Parameters.Slice slice, int rows, float[] gradient, float[] factor) {
        this.parameters = parameters;
        this.slice = slice;
        this.rows = rows;
        this.gradient = gradient;
        this.factor = factor;
        sums = new double[slice.length()];
    }

    @Override
    public double compute() {
        int width = sums.length;
        Arrays.fill(sums, 0);
        for (int row = 0; row < rows; row++) {
            for (int k = 0; k < width; k++) {
                int at = row * width + k;
                sums[k] += factor == null ? gradient[at] : (double) gradient[at] * factor[at];
            }
        }
        double squares = 0;
        for (int k = 0; k < width; k++) {
            float sum = (float) sums[k];
            parameters.gradients()[slice.offset() + k] = sum;
            squares += (double) sum * sum;
        }
        return squares;
    }
}
