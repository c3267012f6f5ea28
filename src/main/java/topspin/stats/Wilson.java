package topspin.stats;

import org.hipparchus.distribution.continuous.NormalDistribution;

/** 95 % score interval of a share (Wilson, JASA 1927): unlike a bootstrap's, it is not a point at 0 of 5 or 5 of 5. */
final class Wilson {
    private static final double Z = new NormalDistribution().inverseCumulativeProbability(0.975);

    private Wilson() {
    }

    static Interval of(int happened, int trials) {
        double share = (double) happened / trials;
        double scale = 1 + Z * Z / trials;
        double centre = (share + Z * Z / (2 * trials)) / scale;
        double half = Z / scale * Math.sqrt(share * (1 - share) / trials + Z * Z / (4.0 * trials * trials));
        return new Interval(Math.max(0, centre - half), Math.min(1, centre + half));
    }
}
