package topspin.nn;

import java.util.Arrays;

/**
 * Loops that layers share. The compiler vectorises a loop only where every array is read and written at the same index,
 * so these work on whole rows from index 0; rows inside a larger array are copied out and back, which costs a tenth of
 * what the loop saves.
 */
public final class Vectors {
    private static final int CHUNK = 1024;

    private Vectors() {
    }

    /** {@code y += a}, over the length of {@code y}. */
    public static void add(float[] y, float[] a) {
        for (int i = 0; i < y.length; i++) {
            y[i] += a[i];
        }
    }

    /** {@code y += a + b + c + d}, in that order, over the length of {@code y}. */
    static void add(float[] y, float[] a, float[] b, float[] c, float[] d) {
        for (int i = 0; i < y.length; i++) {
            y[i] = (((y[i] + a[i]) + b[i]) + c[i]) + d[i];
        }
    }

    /** {@code y += a}, for four y of equal length. */
    static void addToEach(float[] y0, float[] y1, float[] y2, float[] y3, float[] a) {
        for (int i = 0; i < a.length; i++) {
            float value = a[i];
            y0[i] += value;
            y1[i] += value;
            y2[i] += value;
            y3[i] += value;
        }
    }

    /** {@code y += s·a}, over the length of {@code y}. */
    static void addScaled(float[] y, float s, float[] a) {
        for (int i = 0; i < y.length; i++) {
            y[i] += s * a[i];
        }
    }

    /** Σ a[i]², in double: for short arrays. */
    static double sumOfSquares(float[] a) {
        double sum = 0;
        for (float value : a) {
            sum += (double) value * value;
        }
        return sum;
    }

    /** Sums squares of long ranges: partial sums in float, side by side, then together in double. One thread each. */
    public static final class SquareSum {
        private final float[] chunk = new float[CHUNK];
        private final float[] sums = new float[CHUNK];

        /** Σ a[i]² over {@code from ≤ i < to}. */
        public double of(float[] a, int from, int to) {
            Arrays.fill(sums, 0f);
            int i = from;
            for (; i + CHUNK <= to; i += CHUNK) {
                System.arraycopy(a, i, chunk, 0, CHUNK);
                for (int j = 0; j < CHUNK; j++) {
                    sums[j] += chunk[j] * chunk[j];
                }
            }
            double total = 0;
            for (; i < to; i++) {
                total += (double) a[i] * a[i];
            }
            for (float sum : sums) {
                total += sum;
            }
            return total;
        }
    }
}
