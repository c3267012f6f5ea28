package topspin.nn;

/**
 * Layer normalisation (Ba, Kiros and Hinton 2016) of rows: {@code x̂ = (x − mean)/√(variance + ε)}, where mean and
 * variance are over the row. Gain and shift are the layers' own. A row's bits do not depend on the rows computed with
 * it. Allocates nothing.
 */
public final class LayerNorm {
    /** ε of openai/baselines {@code a2c/utils.py _ln}, and PyTorch's default. */
    private static final double EPSILON = 1e-5;

    private LayerNorm() {
    }

    /**
     * Normalises a row in place.
     *
     * @return 1/√(variance + ε)
     */
    public static float forward(float[] x, int from, int width) {
        double sum = 0;
        for (int k = from; k < from + width; k++) {
            sum += x[k];
        }
        double mean = sum / width;
        double squares = 0;
        for (int k = from; k < from + width; k++) {
            double difference = x[k] - mean;
            squares += difference * difference;
        }
        double scale = 1 / Math.sqrt(squares / width + EPSILON);
        for (int k = from; k < from + width; k++) {
            x[k] = (float) ((x[k] - mean) * scale);
        }
        return (float) scale;
    }

    /**
     * Turns the gradient in a normalised row into the gradient in the row, in place:
     * {@code dx = scale·(dx̂ − mean(dx̂) − x̂·mean(dx̂·x̂))}.
     *
     * @param normalised x̂
     * @param scale      that {@link #forward} returned
     */
    public static void backward(float[] gradient, float[] normalised, int from, int width, float scale) {
        double sum = 0;
        double product = 0;
        for (int k = from; k < from + width; k++) {
            sum += gradient[k];
            product += (double) gradient[k] * normalised[k];
        }
        double mean = sum / width;
        double slope = product / width;
        for (int k = from; k < from + width; k++) {
            gradient[k] = (float) (scale * (gradient[k] - mean - normalised[k] * slope));
        }
    }
}
