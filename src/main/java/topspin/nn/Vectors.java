package topspin.nn;

import java.util.Arrays;

/** Loops over ranges of arrays that layers share; each is one line of algebra. */
final class Vectors {
    /** Partial sums kept apart so that the loop has no carried dependency. */
    private static final int LANES = 256;

    private Vectors() {
    }

    /** {@code y[yFrom + i] += x[xFrom + i]}. */
    static void add(float[] x, int xFrom, float[] y, int yFrom, int count) {
        for (int i = 0; i < count; i++) {
            y[yFrom + i] += x[xFrom + i];
        }
    }

    /** {@code y[yFrom + i] += a·x[xFrom + i]}. */
    static void addScaled(float a, float[] x, int xFrom, float[] y, int yFrom, int count) {
        for (int i = 0; i < count; i++) {
            y[yFrom + i] += a * x[xFrom + i];
        }
    }

    /**
     * Σ a[i]² over {@code from ≤ i < to}; {@code lanes} is scratch of at least {@value #LANES} floats. Lanes are summed
     * in float, then together in double: relative error below 1e-5 for a million terms.
     */
    static double sumOfSquares(float[] a, int from, int to, float[] lanes) {
        Arrays.fill(lanes, 0, LANES, 0f);
        int i = from;
        for (; i + LANES <= to; i += LANES) {
            for (int j = 0; j < LANES; j++) {
                lanes[j] += a[i + j] * a[i + j];
            }
        }
        double sum = 0;
        for (; i < to; i++) {
            sum += (double) a[i] * a[i];
        }
        for (int j = 0; j < LANES; j++) {
            sum += lanes[j];
        }
        return sum;
    }

    /** Scratch for {@link #sumOfSquares}. */
    static float[] lanes() {
        return new float[LANES];
    }
}
