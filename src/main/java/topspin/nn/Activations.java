package topspin.nn;

/**
 * Non-linear functions over ranges of arrays, in place, written so that the compiler vectorises them (it would not
 * vectorise tables or calls of {@code Math.exp}). Only IEEE operations, so the bits are the same on every Java version.
 */
public final class Activations {
    // tanh x ≈ x·P(x²)/Q(x²) on |x| ≤ 8: a rational least-squares fit of degree 4 over 4 in x² to tanh in double
    // precision, reweighted towards equal relative error (6e-9 before rounding; 3.3e-7 evaluated in float, tested).
    // Beyond 8, tanh differs from ±1 by less than 2.3e-7.
    private static final float BOUND = 8f;
    private static final float P1 = 0.1344449818134308f;
    private static final float P2 = 0.00357159785926342f;
    private static final float P3 = 2.1894657038501464e-05f;
    private static final float P4 = 1.5230408934030493e-08f;
    private static final float Q1 = 0.4677782654762268f;
    private static final float Q2 = 0.02616444230079651f;
    private static final float Q3 = 0.0003411291691008955f;
    private static final float Q4 = 8.522443408764957e-07f;

    private Activations() {
    }

    /** {@code a[i] = tanh(a[i])} for {@code from ≤ i < to}. */
    public static void tanh(float[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            float x = Math.max(-BOUND, Math.min(BOUND, a[i]));
            float s = x * x;
            a[i] = x * (1f + s * (P1 + s * (P2 + s * (P3 + s * P4))))
                    / (1f + s * (Q1 + s * (Q2 + s * (Q3 + s * Q4))));
        }
    }

    /** {@code out[i] = tanh(a[i])} for {@code from ≤ i < to}. */
    public static void tanh(float[] a, float[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            float x = Math.max(-BOUND, Math.min(BOUND, a[i]));
            float s = x * x;
            out[i] = x * (1f + s * (P1 + s * (P2 + s * (P3 + s * P4))))
                    / (1f + s * (Q1 + s * (Q2 + s * (Q3 + s * Q4))));
        }
    }

    /** {@code a[i] = 1/(1 + e^−a[i])}, as ½ + ½·tanh(a/2), for {@code from ≤ i < to}. */
    public static void sigmoid(float[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            float x = Math.max(-BOUND, Math.min(BOUND, 0.5f * a[i]));
            float s = x * x;
            a[i] = 0.5f + 0.5f * (x * (1f + s * (P1 + s * (P2 + s * (P3 + s * P4))))
                    / (1f + s * (Q1 + s * (Q2 + s * (Q3 + s * Q4)))));
        }
    }

    /** {@code a[i] = max(0, a[i])} for {@code from ≤ i < to}. */
    public static void relu(float[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            a[i] = Math.max(0f, a[i]);
        }
    }
}
