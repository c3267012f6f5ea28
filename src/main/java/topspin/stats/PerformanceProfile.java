package topspin.stats;

import java.util.Arrays;

/**
 * Share of runs that score above each level (Agarwal et al. 2021, §4.2): the whole distribution instead of one number.
 *
 * @param levels ascending
 * @param shares of runs above the level
 * @param bands  95 % score intervals of the shares, level by level
 */
public record PerformanceProfile(double[] levels, double[] shares, Interval[] bands) {

    public static PerformanceProfile of(double[] scores, double[] levels) {
        double[] shares = new double[levels.length];
        Interval[] bands = new Interval[levels.length];
        for (int i = 0; i < levels.length; i++) {
            double level = levels[i];
            int above = (int) Arrays.stream(scores).filter(score -> score > level).count();
            shares[i] = (double) above / scores.length;
            bands[i] = Wilson.of(above, scores.length);
        }
        return new PerformanceProfile(levels.clone(), shares, bands);
    }
}
