package topspin.nn;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

class ActivationsTest {
    /** Of tanh, relative. */
    private static final double TANH_ERROR = 4e-7;
    /** Of the sigmoid, absolute. */
    private static final double SIGMOID_ERROR = 2.5e-7;
    /** The most by which a larger input may give a smaller output: no more than the error of a value near 1. */
    private static final float WIGGLE = 4e-7f;

    /** −30 … 30 in steps of 1/4096, and every power of two that a float has, with both signs; ascending. */
    private static float[] grid() {
        int half = 30 * 4096;
        float[] values = new float[2 * half + 1 + 2 * 277];
        int at = 0;
        for (int i = -half; i <= half; i++) {
            values[at++] = i / 4096f;
        }
        for (int e = -149; e < 128; e++) {
            values[at++] = (float) Math.scalb(1.0, e);
            values[at++] = (float) -Math.scalb(1.0, e);
        }
        Arrays.sort(values);
        return values;
    }

    @Test
    void tanhShouldBeCloseToTanhEverywhere() {
        float[] x = grid();
        float[] y = new float[x.length];
        Activations.tanh(x, y, 0, x.length);
        for (int i = 0; i < x.length; i++) {
            double exact = StrictMath.tanh(x[i]);
            // Where the exact value is denormal, one unit of its last place.
            if (!(Math.abs(y[i] - exact) <= TANH_ERROR * Math.abs(exact) + Float.MIN_VALUE)) {
                throw new AssertionError("tanh(" + x[i] + ") = " + y[i] + ", exactly " + exact);
            }
            if (Math.abs(y[i]) > 1) {
                throw new AssertionError("tanh(" + x[i] + ") = " + y[i] + " is beyond 1");
            }
            if (i > 0 && y[i] < y[i - 1] - WIGGLE) {
                throw new AssertionError("tanh falls from " + y[i - 1] + " to " + y[i] + " at " + x[i]);
            }
        }
    }

    @Test
    void sigmoidShouldBeCloseToTheLogisticFunctionEverywhere() {
        float[] x = grid();
        float[] y = x.clone();
        Activations.sigmoid(y, 0, y.length);
        for (int i = 0; i < x.length; i++) {
            double exact = 1 / (1 + StrictMath.exp(-x[i]));
            if (!(Math.abs(y[i] - exact) <= SIGMOID_ERROR)) {
                throw new AssertionError("sigmoid(" + x[i] + ") = " + y[i] + ", exactly " + exact);
            }
            if (y[i] < 0 || y[i] > 1) {
                throw new AssertionError("sigmoid(" + x[i] + ") = " + y[i] + " is no gate");
            }
            if (i > 0 && y[i] < y[i - 1] - WIGGLE) {
                throw new AssertionError("sigmoid falls from " + y[i - 1] + " to " + y[i] + " at " + x[i]);
            }
        }
    }

    @Test
    void bothFormsOfTanhShouldHaveTheSameBits() {
        float[] x = grid();
        float[] y = new float[x.length];
        Activations.tanh(x, y, 0, x.length);
        Activations.tanh(x, 0, x.length);
        assertThat(x).isEqualTo(y);
    }

    @Test
    void tanhShouldBeOddToTheBit() {
        float[] x = grid();
        float[] y = new float[x.length];
        Activations.tanh(x, y, 0, x.length);
        for (int i = 0; i < x.length; i++) {
            assertThat(Float.floatToRawIntBits(y[i])).isEqualTo(Float.floatToRawIntBits(-y[x.length - 1 - i]) ^ zero(y[i]));
        }
    }

    /** The grid holds one zero only, whose mirror image is itself. */
    private static int zero(float value) {
        return value == 0 ? Integer.MIN_VALUE : 0;
    }

    @Test
    void zerosShouldKeepTheirSign() {
        float[] values = {0f, -0f};
        Activations.tanh(values, 0, 2);
        assertThat(Float.floatToRawIntBits(values[0])).isZero();
        assertThat(Float.floatToRawIntBits(values[1])).isEqualTo(Integer.MIN_VALUE);
        Activations.sigmoid(values, 0, 2);
        assertThat(values).containsExactly(0.5f, 0.5f);
    }

    @Test
    void infinitiesShouldSaturate() {
        float[] values = {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
        Activations.sigmoid(values, 0, 2);
        assertThat(values[0]).isGreaterThan(0.999999f);
        assertThat(values[1]).isBetween(0f, 1e-6f);
    }

    @Test
    void aValueThatIsNoNumberShouldNotBeSwallowed() {
        for (int length : new int[] {2, 7, 64, 1000}) {
            float[] tanh = new float[length];
            tanh[length / 3] = Float.NaN;
            float[] copied = tanh.clone();
            float[] sigmoid = tanh.clone();
            float[] relu = tanh.clone();
            Activations.tanh(copied, copied, 0, length);
            Activations.tanh(tanh, 0, length);
            Activations.sigmoid(sigmoid, 0, length);
            Activations.relu(relu, 0, length);
            for (float[] result : new float[][] {tanh, copied, sigmoid, relu}) {
                assertThat(result[length / 3]).isNaN();
                assertThat(result[length - 1]).isEqualTo(result == sigmoid ? 0.5f : 0f);
            }
        }
    }

    @Test
    void onlyTheRangeShouldBeTouched() {
        float[] values = {1, -1, -1, -1, 1};
        Activations.relu(values, 1, 3);
        assertThat(values).containsExactly(1, 0, 0, -1, 1);
        Activations.tanh(values, 4, 4);
        assertThat(values).containsExactly(1, 0, 0, -1, 1);
    }
}
