package topspin.nn;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import static org.assertj.core.api.Assertions.assertThat;

/** Rows are computed in groups; each has the bits of the formulas, summed in order. */
class LayerNormTest {
    private static final double EPSILON = 1e-5;

    private final RandomStream random = new RandomStreams(1).stream("rows");

    @ParameterizedTest
    @CsvSource({"1, 256", "3, 64", "4, 1024", "7, 5", "18, 33"})
    void shouldHaveTheBitsOfSumsInOrder(int rows, int width) {
        float[] x = random((rows + 1) * width);
        float[] gradient = random((rows + 1) * width);
        float[] expected = x.clone();
        float[] expectedGradient = gradient.clone();
        float[] scales = new float[rows + 1];
        float[] expectedScales = new float[rows + 1];
        LayerNorm norm = new LayerNorm(width);
        norm.forward(x, 1, rows, scales);
        norm.backward(gradient, x, 1, rows, scales);
        for (int row = 1; row <= rows; row++) {
            expectedScales[row] = forward(expected, row * width, width);
            backward(expectedGradient, expected, row * width, width, expectedScales[row]);
        }
        assertThat(x).isEqualTo(expected);
        assertThat(scales).isEqualTo(expectedScales);
        assertThat(gradient).isEqualTo(expectedGradient);
    }

    private float[] random(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = 4 * random.nextFloat() - 1;
        }
        return values;
    }

    private static float forward(float[] x, int from, int width) {
        double sum = 0;
        for (int k = from; k < from + width; k++) {
            sum += x[k];
        }
        double mean = sum / width;
        double squares = 0;
        for (int k = from; k < from + width; k++) {
            squares += (x[k] - mean) * (x[k] - mean);
        }
        double scale = 1 / Math.sqrt(squares / width + EPSILON);
        for (int k = from; k < from + width; k++) {
            x[k] = (float) ((x[k] - mean) * scale);
        }
        return (float) scale;
    }

    private static void backward(float[] gradient, float[] normalised, int from, int width, float scale) {
        double sum = 0;
        double product = 0;
        for (int k = from; k < from + width; k++) {
            sum += gradient[k];
            product += (double) gradient[k] * normalised[k];
        }
        for (int k = from; k < from + width; k++) {
            gradient[k] = (float) (scale * (gradient[k] - sum / width - normalised[k] * (product / width)));
        }
    }
}
