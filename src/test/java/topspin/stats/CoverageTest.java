package topspin.stats;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.util.function.Function;
import java.util.function.ToDoubleFunction;

import static org.assertj.core.api.Assertions.assertThat;

/** Whether 95 % intervals hold the truth 95 times in 100: simulated samples from known populations. */
class CoverageTest {
    private static final int SAMPLES = 4_000;
    private static final NormalDistribution PHI = new NormalDistribution();
    private static final double QUARTILE = PHI.inverseCumulativeProbability(0.75);

    enum Population {
        NORMAL(0, 0, RandomStream::nextGaussian),
        UNIFORM(0.5, 0.5, RandomStream::nextDouble),
        /** exp(σZ), σ = ½: mean e^(σ²/2), and between its quartiles 2·e^(σ²/2)·(Φ(q − σ) − Φ(−q − σ)). */
        SKEWED(Math.exp(0.125), 2 * Math.exp(0.125) * (PHI.cumulativeProbability(QUARTILE - 0.5)
                - PHI.cumulativeProbability(-QUARTILE - 0.5)), random -> Math.exp(random.nextGaussian() / 2)),
        /** Between its quartiles 2·∫ −ln v dv from ¼ to ¾. */
        EXPONENTIAL(1, 2 * ((0.75 - 0.75 * Math.log(0.75)) - (0.25 - 0.25 * Math.log(0.25))),
                random -> -Math.log(1 - random.nextDouble()));

        final double mean;
        final double iqm;
        final ToDoubleFunction<RandomStream> draw;

        Population(double mean, double iqm, ToDoubleFunction<RandomStream> draw) {
            this.mean = mean;
            this.iqm = iqm;
            this.draw = draw;
        }

        double[] sample(RandomStream random, int n) {
            double[] sample = new double[n];
            for (int i = 0; i < n; i++) {
                sample[i] = draw.applyAsDouble(random);
            }
            return sample;
        }
    }

    private static double coverage(Population population, int seeds, double truth, Function<double[], Interval> method) {
        RandomStream random = new RandomStreams(1).stream(population + "/" + seeds);
        int held = 0;
        for (int i = 0; i < SAMPLES; i++) {
            held += method.apply(population.sample(random, seeds)).contains(truth) ? 1 : 0;
        }
        return (double) held / SAMPLES;
    }

    @ParameterizedTest
    @CsvSource({"NORMAL,2", "NORMAL,3", "NORMAL,4", "NORMAL,5", "NORMAL,8", "NORMAL,10", "UNIFORM,6", "UNIFORM,10"})
    void shouldCoverTheMeanWithin1AndAHalfPercent(Population population, int seeds) {
        assertThat(coverage(population, seeds, population.mean, sample -> Bootstrap.ofMean(sample, "coverage")))
                .isBetween(0.935, 0.965);
    }

    @ParameterizedTest
    @CsvSource({"NORMAL,2", "NORMAL,3", "NORMAL,4", "NORMAL,5", "NORMAL,6", "NORMAL,8", "NORMAL,10", "UNIFORM,5", "SKEWED,5", "SKEWED,10", "EXPONENTIAL,5"})
    void shouldCoverTheInterquartileMeanWithin1AndAHalfPercent(Population population, int seeds) {
        assertThat(coverage(population, seeds, population.iqm, sample -> Bootstrap.ofIqm(sample, "coverage")))
                .isBetween(0.935, 0.965);
    }

    /** Documented weakness: no interval built on five values sees the tail of an exponential. */
    @ParameterizedTest
    @CsvSource({"UNIFORM,5,0.92", "SKEWED,5,0.90", "EXPONENTIAL,5,0.86", "EXPONENTIAL,10,0.88"})
    void shouldLoseLittleOnTheMeanWhereFiveValuesShowNoTail(Population population, int seeds, double atLeast) {
        assertThat(coverage(population, seeds, population.mean, sample -> Bootstrap.ofMean(sample, "coverage")))
                .isBetween(atLeast, 0.965);
    }

    @ParameterizedTest
    @CsvSource({"3,3,1", "3,3,3", "5,5,1", "5,10,3", "6,8,2"})
    void shouldCoverTheDifferenceOfMeansWhateverTheSpreads(int first, int second, double spread) {
        assertThat(coverageOfDifference(first, second, spread)).isBetween(0.935, 0.965);
    }

    /** Welch's degrees of freedom are cautious there. */
    @Test
    void shouldCoverTheDifferenceOfTwoSeedsEachRatherTooOften() {
        assertThat(coverageOfDifference(2, 2, 1)).isBetween(0.95, 0.985);
    }

    private static double coverageOfDifference(int first, int second, double spread) {
        RandomStream random = new RandomStreams(2).stream(first + "/" + second);
        int held = 0;
        for (int i = 0; i < SAMPLES; i++) {
            double[] a = Population.NORMAL.sample(random, first);
            double[] b = Population.NORMAL.sample(random, second);
            for (int j = 0; j < second; j++) {
                b[j] *= spread;
            }
            held += Bootstrap.ofMeanDifference(a, b, "coverage").contains(0) ? 1 : 0;
        }
        return (double) held / SAMPLES;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 1, 2})
    void shouldCoverTheProbabilityOfImprovement(double shift) {
        double truth = PHI.cumulativeProbability(shift / Math.sqrt(2));
        for (int seeds : new int[] {5, 10}) {
            RandomStream random = new RandomStreams(3).stream("poi/" + seeds);
            int held = 0;
            for (int i = 0; i < SAMPLES; i++) {
                double[] a = Population.NORMAL.sample(random, seeds);
                double[] b = Population.NORMAL.sample(random, seeds);
                for (int j = 0; j < seeds; j++) {
                    a[j] += shift;
                }
                held += ProbabilityOfImprovement.of(a, b).interval().contains(truth) ? 1 : 0;
            }
            assertThat((double) held / SAMPLES).isBetween(0.93, 0.98);
        }
    }
}
