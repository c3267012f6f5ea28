package topspin.nn;

/**
 * Layer normalisation (Ba, Kiros and Hinton 2016) of rows: {@code x̂ = (x − mean)/√(variance + ε)}, where mean and
 * variance are over the row. Gain and shift are the layers' own. A row's bits do not depend on the rows computed with
 * it. For one thread, since it has scratch memory. Allocates nothing after construction.
 *
 * <p>A sum in order waits for every addition, so four rows are summed side by side. Results are rounded to float in a
 * loop of their own: loops that convert both ways take three times as long.
 */
public final class LayerNorm {
    /** ε of openai/baselines {@code a2c/utils.py _ln}, and PyTorch's default. */
    private static final double EPSILON = 1e-5;

    private static final int TOGETHER = 4;

    private final int width;
    /** {@code [TOGETHER][width]} */
    private final double[][] values;
    // [TOGETHER], over rows.
    private final double[] sums = new double[TOGETHER];
    private final double[] products = new double[TOGETHER];

    /** For rows of {@code width}. */
    public LayerNorm(int width) {
        this.width = width;
        values = new double[TOGETHER][width];
    }

    /**
     * Normalises {@code count} rows in place.
     *
     * @param x      {@code [rows][width]}
     * @param scales gets 1/√(variance + ε) of each row
     */
    public void forward(float[] x, int first, int count, float[] scales) {
        int end = first + count;
        int row = first;
        for (; row + TOGETHER <= end; row += TOGETHER) {
            sumFour(x, row * width, width, sums);
            centreFour(x, row * width, width, sums, values[0], values[1], values[2], values[3], products);
            finish(x, row, TOGETHER, scales);
        }
        for (; row < end; row++) {
            sums[0] = sum(x, row * width, width);
            products[0] = centre(x, row * width, sums[0] / width, values[0]);
            finish(x, row, 1, scales);
        }
    }

    private void finish(float[] x, int row, int count, float[] scales) {
        for (int i = 0; i < count; i++) {
            double scale = 1 / Math.sqrt(products[i] / width + EPSILON);
            multiply(values[i], scale, x, (row + i) * width);
            scales[row + i] = (float) scale;
        }
    }

    private static double sum(float[] x, int from, int width) {
        double sum = 0;
        for (int k = from; k < from + width; k++) {
            sum += x[k];
        }
        return sum;
    }

    private static void sumFour(float[] x, int a, int width, double[] sums) {
        int b = a + width;
        int c = b + width;
        int d = c + width;
        double ofA = 0;
        double ofB = 0;
        double ofC = 0;
        double ofD = 0;
        for (int k = 0; k < width; k++) {
            ofA += x[a + k];
            ofB += x[b + k];
            ofC += x[c + k];
            ofD += x[d + k];
        }
        sums[0] = ofA;
        sums[1] = ofB;
        sums[2] = ofC;
        sums[3] = ofD;
    }

    /** Subtracts the mean; returns the sum of squares of what is left. */
    private static double centre(float[] x, int from, double mean, double[] to) {
        double squares = 0;
        for (int k = 0; k < to.length; k++) {
            double difference = x[from + k] - mean;
            to[k] = difference;
            squares += difference * difference;
        }
        return squares;
    }

    private static void centreFour(float[] x, int a, int width, double[] sums, double[] toA, double[] toB, double[] toC,
                                   double[] toD, double[] squares) {
        int b = a + width;
        int c = b + width;
        int d = c + width;
        double meanA = sums[0] / width;
        double meanB = sums[1] / width;
        double meanC = sums[2] / width;
        double meanD = sums[3] / width;
        double ofA = 0;
        double ofB = 0;
        double ofC = 0;
        double ofD = 0;
        for (int k = 0; k < width; k++) {
            double inA = x[a + k] - meanA;
            double inB = x[b + k] - meanB;
            double inC = x[c + k] - meanC;
            double inD = x[d + k] - meanD;
            toA[k] = inA;
            toB[k] = inB;
            toC[k] = inC;
            toD[k] = inD;
            ofA += inA * inA;
            ofB += inB * inB;
            ofC += inC * inC;
            ofD += inD * inD;
        }
        squares[0] = ofA;
        squares[1] = ofB;
        squares[2] = ofC;
        squares[3] = ofD;
    }

    private static void multiply(double[] from, double scale, float[] to, int offset) {
        for (int k = 0; k < from.length; k++) {
            to[offset + k] = (float) (from[k] * scale);
        }
    }

    /**
     * Turns the gradients in {@code count} normalised rows into the gradients in the rows, in place:
     * {@code dx = scale·(dx̂ − mean(dx̂) − x̂·mean(dx̂·x̂))}.
     *
     * @param normalised x̂
     * @param scales     that {@link #forward} wrote
     */
    public void backward(float[] gradient, float[] normalised, int first, int count, float[] scales) {
        int end = first + count;
        int row = first;
        for (; row + TOGETHER <= end; row += TOGETHER) {
            sumFour(gradient, normalised, row * width, width, sums, products);
            finishBackward(gradient, normalised, row, TOGETHER, scales);
        }
        for (; row < end; row++) {
            sum(gradient, normalised, row * width, width, sums, products);
            finishBackward(gradient, normalised, row, 1, scales);
        }
    }

    private void finishBackward(float[] gradient, float[] normalised, int row, int count, float[] scales) {
        for (int i = 0; i < count; i++) {
            int from = (row + i) * width;
            widen(gradient, from, values[0]);
            widen(normalised, from, values[1]);
            differentiate(values[0], values[1], sums[i] / width, products[i] / width, scales[row + i]);
            narrow(values[0], gradient, from);
        }
    }

    private static void sum(float[] x, float[] y, int from, int width, double[] sums, double[] products) {
        double sum = 0;
        double product = 0;
        for (int k = from; k < from + width; k++) {
            sum += x[k];
            product += (double) x[k] * y[k];
        }
        sums[0] = sum;
        products[0] = product;
    }

    private static void sumFour(float[] x, float[] y, int a, int width, double[] sums, double[] products) {
        int b = a + width;
        int c = b + width;
        int d = c + width;
        double sumA = 0;
        double sumB = 0;
        double sumC = 0;
        double sumD = 0;
        double productA = 0;
        double productB = 0;
        double productC = 0;
        double productD = 0;
        for (int k = 0; k < width; k++) {
            double inA = x[a + k];
            double inB = x[b + k];
            double inC = x[c + k];
            double inD = x[d + k];
            sumA += inA;
            sumB += inB;
            sumC += inC;
            sumD += inD;
            productA += inA * y[a + k];
            productB += inB * y[b + k];
            productC += inC * y[c + k];
            productD += inD * y[d + k];
        }
        sums[0] = sumA;
        sums[1] = sumB;
        sums[2] = sumC;
        sums[3] = sumD;
        products[0] = productA;
        products[1] = productB;
        products[2] = productC;
        products[3] = productD;
    }

    private static void differentiate(double[] gradient, double[] normalised, double mean, double slope, double scale) {
        for (int k = 0; k < gradient.length; k++) {
            gradient[k] = scale * (gradient[k] - mean - normalised[k] * slope);
        }
    }

    private static void widen(float[] from, int offset, double[] to) {
        for (int k = 0; k < to.length; k++) {
            to[k] = from[offset + k];
        }
    }

    private static void narrow(double[] from, float[] to, int offset) {
        for (int k = 0; k < from.length; k++) {
            to[offset + k] = (float) from[k];
        }
    }
}
