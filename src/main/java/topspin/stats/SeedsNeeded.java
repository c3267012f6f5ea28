package topspin.stats;

import org.hipparchus.distribution.continuous.ChiSquaredDistribution;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * How many seeds a variant needs until a difference is told from noise with 80 % power: the smallest n at which a
 * two-sided t test has that power (noncentral t) at the largest p ≤ α that a permutation test of so few seeds can give
 * (a multiple of 2 in 2ⁿ flips; none at 5 pairs). It assumes that the observed difference and spread are the true ones,
 * so with few seeds it gives only the order of magnitude.
 */
final class SeedsNeeded {
    static final double POWER = 0.8;
    /** Where counting stops: nobody runs a thousand seeds to detect a difference. */
    static final int MOST = 1_000;
    /** Below this, steps between p values are too small to matter. */
    private static final double SMOOTH = 1e-6;
    private static final int CHI_POINTS = 200;
    private static final NormalDistribution NORMAL = new NormalDistribution();

    private SeedsNeeded() {
    }

    /**
     * @param effect mean of the paired differences over their standard deviation
     * @param alpha  of one test
     * @return pairs, or {@link #MOST} if even that is too few
     */
    static int paired(double effect, double alpha) {
        return smallest(n -> power(Math.abs(effect) * Math.sqrt(n), n - 1,
                attainable(alpha, Permutation.smallestSignFlip(n))) >= POWER);
    }

    /**
     * @param effect difference of the means over the root of the mean variance
     * @return seeds of each variant, or {@link #MOST} if even that is too few
     */
    static int unpaired(double effect, double alpha) {
        return smallest(n -> power(Math.abs(effect) * Math.sqrt(n / 2.0), 2 * n - 2,
                attainable(alpha, Permutation.smallestTwoSample(n, n))) >= POWER);
    }

    /** p values come in multiples of the smallest; 0 if that is above α. */
    private static double attainable(double alpha, double smallestP) {
        return smallestP < SMOOTH ? alpha : Math.floor(alpha / smallestP) * smallestP;
    }

    private interface Enough {
        boolean at(int seeds);
    }

    private static int smallest(Enough enough) {
        int low = 1;
        int high = MOST;
        while (low + 1 < high) {
            int middle = (low + high) / 2;
            if (enough.at(middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    /**
     * P(|T| &gt; t₁₋α/₂) for noncentral T = (Z + shift) / √(V/ν), averaged over equally likely values of V.
     */
    static double power(double shift, int freedom, double alpha) {
        if (freedom < 1 || alpha == 0) {
            return 0;
        }
        double critical = new TDistribution(freedom).inverseCumulativeProbability(1 - alpha / 2);
        ChiSquaredDistribution chi = new ChiSquaredDistribution(freedom);
        double sum = 0;
        for (int i = 0; i < CHI_POINTS; i++) {
            double spread = Math.sqrt(chi.inverseCumulativeProbability((i + 0.5) / CHI_POINTS) / freedom);
            sum += NORMAL.cumulativeProbability(shift - critical * spread)
                    + NORMAL.cumulativeProbability(-shift - critical * spread);
        }
        return sum / CHI_POINTS;
    }
}
