package topspin.stats;

import java.util.Arrays;

/**
 * Interquartile mean: the mean of what is left after cutting ⌊n/4⌋ values from either end (Agarwal et al., "Deep
 * reinforcement learning at the edge of the statistical precipice", NeurIPS 2021; rliable uses scipy's trim_mean with
 * 0.25, which is this). With fewer than four values it is the mean.
 */
public final class Iqm {
    private Iqm() {
    }

    /** @param values at least one; left as they are */
    public static double of(double... values) {
        return ofOwned(values.clone());
    }

    /** As {@link #of}, but sorts the caller's array in place. */
    static double ofOwned(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("the interquartile mean of no values");
        }
        Arrays.sort(values);
        return ofSorted(values);
    }

    /** As {@link #of}, of values in ascending order. */
    static double ofSorted(double[] values) {
        int cut = values.length / 4;
        double sum = 0;
        for (int i = cut; i < values.length - cut; i++) {
            sum += values[i];
        }
        return sum / (values.length - 2 * cut);
    }
}
