package topspin.sequence;

/**
 * How far a variant's numbers are from {@code fused}'s.
 *
 * <p>The bound for {@code rounding} follows from the length n of the sums behind a number. Every addition in float32
 * has an error of at most u = 2⁻²⁴ of its result, and n such errors, taken as independent, add up to at most λ·√n·u
 * (Higham and Mary 2019, theorem 2.4; with λ = 4 a number exceeds the bound with a probability below 2·exp(−λ²/2) ≈
 * 7e-4, and in practice far less, since gates contract errors). Differences are relative to the largest magnitude of
 * the tensor, since that is the scale of the terms of its sums. A wrong mask, a wrong or stale state or leaked padding
 * changes some number by a large part of that scale.
 *
 * @param kind      name of the degree of agreement
 * @param ulps      largest difference of two elements in units in the last place
 * @param relative  largest difference of two elements, relative to the largest magnitude of the tensor
 * @param tolerance of {@code relative}
 */
public record Agreement(Kind kind, long ulps, double relative, double tolerance) {
    private static final double LAMBDA = 4;
    private static final double UNIT_ROUNDOFF = 0x1p-24;

    /** From best to worst. */
    public enum Kind {
        SAME_BITS("same bits"), ROUNDING("rounding"), OTHER_MATHS("other maths");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /** The largest relative difference that {@code additions} additions per number explain. */
    public static double tolerance(long additions) {
        return LAMBDA * Math.sqrt(additions) * UNIT_ROUNDOFF;
    }

    /** Judges a tensor. A number that is finite on one side only means other maths. */
    public static Agreement of(float[] expected, float[] actual, long additions) {
        if (expected.length != actual.length) {
            throw new IllegalArgumentException("tensors of " + expected.length + " and " + actual.length + " elements");
        }
        double scale = 0;
        double largest = 0;
        long ulps = 0;
        for (int i = 0; i < expected.length; i++) {
            scale = Math.max(scale, Math.abs(expected[i]));
            if (Float.floatToIntBits(expected[i]) != Float.floatToIntBits(actual[i])) {
                double difference = Math.abs((double) expected[i] - actual[i]);
                largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
                ulps = Math.max(ulps, Math.abs(order(expected[i]) - order(actual[i])));
            }
        }
        double relative = largest == 0 ? 0 : largest / scale;
        double tolerance = tolerance(additions);
        Kind kind = ulps == 0 ? Kind.SAME_BITS : relative <= tolerance ? Kind.ROUNDING : Kind.OTHER_MATHS;
        return new Agreement(kind, ulps, relative, tolerance);
    }

    /** Counts floats from 0: neighbours differ by 1, and −0 is 0. */
    private static long order(float value) {
        int bits = Float.floatToIntBits(value);
        return bits >= 0 ? bits : (long) Integer.MIN_VALUE - bits;
    }
}
