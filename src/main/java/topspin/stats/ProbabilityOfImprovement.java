package topspin.stats;

import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * P(a run of the first variant scores above a run of the second), a tie counting half: Mann and Whitney's statistic, as
 * rliable reports it. The interval is Newcombe's method 5 ("Confidence intervals for an effect size measure based on
 * the Mann–Whitney statistic", Statistics in Medicine 2006), because a bootstrap interval is a single point if two
 * samples do not overlap.
 *
 * @param value    0 to 1; ½ is no improvement
 * @param interval 95 %
 */
public record ProbabilityOfImprovement(double value, Interval interval) {
    private static final double Z = new NormalDistribution().inverseCumulativeProbability(0.975);
    private static final int BISECTIONS = 60;

    public static ProbabilityOfImprovement of(double[] first, double[] second) {
        double wins = 0;
        for (double a : first) {
            for (double b : second) {
                wins += a > b ? 1 : a == b ? 0.5 : 0;
            }
        }
        double value = wins / ((double) first.length * second.length);
        if (first.length < 2 || second.length < 2) {
            return new ProbabilityOfImprovement(value, Interval.NONE);
        }
        return new ProbabilityOfImprovement(value, new Interval(end(value, 0, first.length, second.length),
                end(value, 1, first.length, second.length)));
    }

    /** The θ between the estimate and {@code limit} at which the estimate is just Z standard errors away. */
    private static double end(double value, double limit, int n, int m) {
        double inside = value;
        double outside = limit;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (inside + outside) / 2;
            if (Math.abs(value - middle) <= Z * standardError(middle, n, m)) {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        return inside;
    }

    private static double standardError(double theta, int n, int m) {
        double others = (n + m) / 2.0 - 1;
        double spread = 1 + others * ((1 - theta) / (2 - theta) + theta / (1 + theta));
        return Math.sqrt(theta * (1 - theta) * spread / ((double) n * m));
    }
}
