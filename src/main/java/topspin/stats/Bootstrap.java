package topspin.stats;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.util.Arrays;

/**
 * Stratified bootstrap intervals that keep their coverage with five to ten seeds.
 *
 * <p>The plain percentile interval is too narrow there: it covers 84 % at 5 seeds instead of 95 %. There are two
 * reasons, both known in closed form (Hesterberg, "What teachers should know about the bootstrap", 2015, §4): a
 * resample's spread is √((n−1)/n) of the true one, and the interval uses a normal quantile instead of Student's. So
 * both percentiles are moved away from the estimate by a factor: t₀.₉₇₅(ν)/z₀.₉₇₅ · √(n/(n−1)) for a mean. The
 * interquartile mean's resamples already spread too far (they can draw an outlier twice and then keep it), which
 * cancels the second part: its factor is t/z alone, with ν calibrated by simulation. The interval keeps the bootstrap's
 * asymmetry.
 *
 * <p>Measured in the tests: from 2 seeds on, 94–96 % for the mean of normal scores and 94.5–96.5 % for the
 * interquartile mean of normal, uniform and strongly skewed ones. Weaker at 5 seeds: the mean of uniform scores (93 %),
 * and of log-normal (91 %) and exponential ones (89 %), because five values seldom include a tail. Prefer the
 * interquartile mean.
 *
 * <p>Pure: the draws come from a stream named by the caller, so equal input gives equal output. Thread-safe.
 */
public final class Bootstrap {
    /** rliable's recommendation. */
    public static final int RESAMPLES = 2_000;
    private static final double CONFIDENCE = 0.95;
    private static final double TAIL = (1 - CONFIDENCE) / 2;
    private static final double Z = new NormalDistribution().inverseCumulativeProbability(1 - TAIL);
    /** ν = n − ½: on normal samples of 4 to 20 the factor that covers 95 % lies between those of n − 1 and n. */
    private static final double IQM_FREEDOM = 0.5;
    private static final RandomStreams STREAMS = new RandomStreams(0).scope("stats/bootstrap");

    private Bootstrap() {
    }

    /** 95 % interval of the interquartile mean; unknown for one value. */
    public static Interval ofIqm(double[] values, String stream) {
        int n = values.length;
        return n < 2 ? Interval.NONE : n <= Byte.MAX_VALUE ? new IqmResamples(n, stream).interval(values)
                : around(Iqm.of(values), estimates(values, Iqm::ofOwned, stream), iqmWidening(n));
    }

    /** The factor for the interquartile mean of {@code n} ≥ 2 values; below four it is a mean. */
    public static double iqmWidening(int n) {
        return n < 4 ? meanWidening(n) : studentOverNormal(n - IQM_FREEDOM);
    }

    /**
     * With two values the percentiles are the values themselves, s/√2 from the mean; this factor makes Student's
     * interval of them.
     */
    private static double meanWidening(int n) {
        return n == 2 ? Z * studentOverNormal(1) : studentOverNormal(n - 1) * Math.sqrt(n / (n - 1.0));
    }

    /** 95 % interval of the mean; unknown for one value. */
    public static Interval ofMean(double[] values, String stream) {
        int n = values.length;
        return n < 2 ? Interval.NONE : around(Sample.mean(values), estimates(values, Sample::mean, stream),
                meanWidening(n));
    }

    /**
     * 95 % interval of mean(first) − mean(second) for independent samples: each is a stratum, resampled on its own;
     * degrees of freedom after Welch and Satterthwaite. Unknown if either has one value.
     */
    public static Interval ofMeanDifference(double[] first, double[] second, String stream) {
        int n = first.length;
        int m = second.length;
        if (n < 2 || m < 2) {
            return Interval.NONE;
        }
        double a = Sample.variance(first) / n;
        double b = Sample.variance(second) / m;
        double difference = Sample.mean(first) - Sample.mean(second);
        if (a + b == 0) {
            return new Interval(difference, difference);
        }
        double freedom = (a + b) * (a + b) / (a * a / (n - 1) + b * b / (m - 1));
        double shrunk = a * (n - 1) / n + b * (m - 1) / m;
        double[] differences = estimates(first, Sample::mean, stream + "/first");
        double[] subtracted = estimates(second, Sample::mean, stream + "/second");
        for (int i = 0; i < RESAMPLES; i++) {
            differences[i] -= subtracted[i];
        }
        return around(difference, differences, studentOverNormal(freedom) * Math.sqrt((a + b) / shrunk));
    }

    /** A statistic of one resample; it may reorder the resample. */
    private interface Statistic {
        double of(double[] resample);
    }

    private static double[] estimates(double[] values, Statistic statistic, String stream) {
        RandomStream random = stream(stream);
        double[] resample = new double[values.length];
        double[] estimates = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            for (int j = 0; j < resample.length; j++) {
                resample[j] = values[random.nextInt(values.length)];
            }
            estimates[i] = statistic.of(resample);
        }
        return estimates;
    }

    static RandomStream stream(String name) {
        return STREAMS.stream(name);
    }

    /** @param resampled estimates, which it sorts */
    static Interval around(double estimate, double[] resampled, double widening) {
        Arrays.sort(resampled);
        return new Interval(estimate + widening * (quantile(resampled, TAIL) - estimate),
                estimate + widening * (quantile(resampled, 1 - TAIL) - estimate));
    }

    private static double studentOverNormal(double freedom) {
        return new TDistribution(freedom).inverseCumulativeProbability(1 - TAIL) / Z;
    }

    /** Linear between order statistics, as numpy's default. */
    private static double quantile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
