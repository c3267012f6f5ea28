package topspin.stats;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Statistics on lopsided data, against published figures or ones worked by hand that a near miss would not give. */
class PublishedNumbersTest {
    private static final double Z = new NormalDistribution().inverseCumulativeProbability(0.975);

    /** A fifth instead of a quarter would leave six values, with a mean of 21; a median is 12. */
    @Test
    void theInterquartileMeanShouldTrimAQuarterOfEachEnd() {
        assertThat(Iqm.of(128, 1, 64, 2, 32, 4, 16, 8)).isEqualTo((4 + 8 + 16 + 32) / 4.0);
        assertThat(Iqm.of(1, 2, 4, 8, 16)).as("⌊5/4⌋ = 1 from each end").isEqualTo((2 + 4 + 8) / 3.0);
        assertThat(Iqm.of(1, 2, 4, 8, 16, 32, 64, 128, 256, 512)).as("⌊10/4⌋ = 2").isEqualTo(252 / 6.0);
    }

    /** Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 3. */
    @ParameterizedTest
    @CsvSource({"81,263,0.2553,0.3662", "15,148,0.0624,0.1605", "0,20,0.0000,0.1611", "1,29,0.0061,0.1718"})
    void aShareShouldHaveNewcombesInterval(int above, int runs, double low, double high) {
        Interval interval = Wilson.of(above, runs);
        assertThat(interval.low()).isCloseTo(low, within(5e-5));
        assertThat(interval.high()).isCloseTo(high, within(5e-5));
    }

    /** 2.5 % and 97.5 % of the way through the squares of 10 … 0: a quarter from 0 to 1, three quarters from 81 to 100. */
    @Test
    void anIntervalShouldEndBetweenOrderStatistics() {
        double[] resampled = new double[11];
        Arrays.setAll(resampled, i -> (10 - i) * (10 - i));
        assertThat(Bootstrap.around(30, resampled, 1)).isEqualTo(new Interval(0.25, 95.25));
        assertThat(Bootstrap.around(30, resampled, 2)).as("twice as far from the estimate")
                .isEqualTo(new Interval(30 - 2 * 29.75, 30 + 2 * 65.25));
    }

    /** On 41 values both ends are values: the second and the last but one. */
    @Test
    void anIntervalShouldEndAtAnOrderStatisticWhereThereIsOne() {
        double[] resampled = new double[41];
        Arrays.setAll(resampled, i -> i);
        Interval interval = Bootstrap.around(20, resampled, 1);
        assertThat(interval.low()).isCloseTo(1, within(1e-12));
        assertThat(interval.high()).isCloseTo(39, within(1e-12));
    }

    /**
     * {0, 4} less {0, 0, 3}: of 108 pairs of resamples one has the mean difference −3, six −2, and eight 4: more than 2.5 %
     * up to −2 and from 4 on. Variances of the means are 8/2 = 4 and 3/3 = 1, so Welch has 5² / (4²/1 + 1²/2) = 25/16.5
     * degrees of freedom; resamples have 4 · ½ + 1 · ⅔ = 8/3 of those variances.
     */
    @Test
    void theDifferenceOfUnequalSamplesShouldHaveWelchsInterval() {
        double widening = new TDistribution(25 / 16.5).inverseCumulativeProbability(0.975) / Z * Math.sqrt(5 / (8 / 3.0));
        Interval interval = Bootstrap.ofMeanDifference(new double[] {0, 4}, new double[] {0, 3, 0}, "unequal");
        assertThat(interval.low()).isCloseTo(1 - 3 * widening, within(1e-9));
        assertThat(interval.high()).isCloseTo(1 + 3 * widening, within(1e-9));
    }

    @Test
    void theVarianceShouldBeUnbiased() {
        assertThat(Sample.variance(new double[] {1, 2, 4, 9})).isCloseTo((9 + 4 + 0 + 25) / 3.0, within(1e-12));
    }

    /** Two resamples of {0, 1} in four are 0 or 1, the others ½: the ends are the values, moved by Student's t. */
    @Test
    void theMeanOfTwoShouldHaveStudentsInterval() {
        double t = 12.7062;
        Interval interval = Bootstrap.ofMean(new double[] {0, 1}, "two");
        assertThat(interval.low()).isCloseTo(0.5 - t / 2, within(1e-3));
        assertThat(interval.high()).isCloseTo(0.5 + t / 2, within(1e-3));
    }

    /** Of 27 resamples of {0, 0, 3} eight have the mean 0 and one the mean 3: more than 2.5 % each. */
    @Test
    void theMeanOfThreeShouldHaveALopsidedInterval() {
        double widening = 4.30265 / Z * Math.sqrt(1.5);
        Interval interval = Bootstrap.ofMean(new double[] {0, 3, 0}, "three");
        assertThat(interval.low()).isCloseTo(1 - widening, within(1e-4));
        assertThat(interval.high()).isCloseTo(1 + 2 * widening, within(1e-4));
        assertThat(Bootstrap.ofIqm(new double[] {0, 3, 0}, "three")).as("of three values it is the mean")
                .isEqualTo(interval);
    }

    /** Of resamples of {0, 0, 0, 8} one in 20 draws the 8 three times or more: 8; most draw it once at most: 0. */
    @Test
    void theInterquartileMeanOfFourShouldHaveALopsidedInterval() {
        double widening = new TDistribution(3.5).inverseCumulativeProbability(0.975) / Z;
        Interval interval = Bootstrap.ofIqm(new double[] {0, 8, 0, 0}, "four");
        assertThat(interval.low()).isZero();
        assertThat(interval.high()).isCloseTo(8 * widening, within(1e-9));
    }

    /** 0.011 doubles to 0.022, which may not fall below the 0.03 of the smaller p before it. */
    @Test
    void holmsCorrectionShouldNeverFall() {
        assertThat(Holm.adjusted(new double[] {0.5, 0.011, 0.01})).containsExactly(new double[] {0.5, 0.03, 0.03},
                within(1e-12));
        assertThat(Holm.adjusted(new double[] {0.9, 0.8})).as("never above 1").containsExactly(1, 1);
    }

    /**
     * Remission of 21 children on 6-mercaptopurine, weeks (Freireich et al. 1963), a data set on which the estimator is
     * taught: survival 0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448 after weeks 6, 7, 10, 13, 16, 22, 23; median 23. At
     * weeks 6 and 10 remissions end and watching ends.
     */
    @Test
    void kaplanAndMeierShouldAgreeWithTheTextbook() {
        int[] ended = {6, 6, 6, 7, 10, 13, 16, 22, 23};
        int[] watchedUntil = {6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35};
        List<KaplanMeier.Time> times = IntStream.concat(IntStream.of(watchedUntil).map(week -> -week),
                IntStream.of(ended)).mapToObj(week -> new KaplanMeier.Time(Math.abs(week), week > 0)).toList();
        assertThat(times).hasSize(21);
        assertThat(KaplanMeier.median(times)).isEqualTo(23);
        double area = 6 + 0.8571 + 3 * 0.8067 + 3 * 0.7529 + 3 * 0.6902 + 6 * 0.6275 + 0.5378 + 12 * 0.4482;
        assertThat(KaplanMeier.restrictedMean(times, 35)).isCloseTo(area, within(2e-3)).isCloseTo(23.287, within(2e-3));
    }

    /** At 5 one of four at risk gets there, so that at 8 two are left: 3/4, then 3/8. */
    @Test
    void anEventShouldComeBeforeACensoringOfTheSameTime() {
        List<KaplanMeier.Time> times = List.of(new KaplanMeier.Time(5, false), new KaplanMeier.Time(5, true),
                new KaplanMeier.Time(8, true), new KaplanMeier.Time(10, false));
        assertThat(KaplanMeier.restrictedMean(times, 10)).isCloseTo(5 + 3 * 0.75 + 2 * 0.375, within(1e-12));
        assertThat(KaplanMeier.median(times)).isEqualTo(8);
    }

    /**
     * {0, 9} against {10, 14, 31}: |t| = 1.761. Of the ten ways to choose two of the five, {14, 31} gives 1.781, {0, 10}
     * 1.561, and the others less: two are as large as the observed one, itself included.
     */
    @Test
    void theTwoSamplePShouldCountTheObservedLabelling() {
        assertThat(Permutation.twoSample(new double[] {0, 9}, new double[] {10, 14, 31}, 1)).isEqualTo(2 / 10.0);
    }

    /**
     * {0, 8} against {15, 17, 7, 39}: |t| = 1.954. Of the fifteen ways to choose two of the six, {0, 7} gives 2.150, {17, 39}
     * 1.795, and the others less. With the sizes mixed up, pooled spreads, n for n − 1, or no spread at all, three to six
     * would be as large.
     */
    @Test
    void theTwoSamplePShouldUseTheSpreadAndTheSizeOfEach() {
        assertThat(Permutation.twoSample(new double[] {0, 8}, new double[] {15, 17, 7, 39}, 1)).isEqualTo(2 / 15.0);
        assertThat(Permutation.smallestTwoSample(2, 4)).as("of unequal sizes none has a mirror").isEqualTo(1 / 15.0);
    }

    /** No random labelling of twenty and twenty separates so far: what is counted is the observed one. */
    @Test
    void aSampledTwoSamplePShouldCountTheObservedLabelling() {
        double[] low = new double[20];
        double[] high = new double[20];
        Arrays.setAll(low, i -> i);
        Arrays.setAll(high, i -> 100 + i);
        assertThat(Permutation.twoSample(low, high, 1)).isEqualTo(1 / 10_000.0);
    }

    /** Twelve differences and six zeroes, which change no p but make it a sampled one: near 3 %, it may still matter. */
    @Test
    void aPThatMayMatterShouldBeWorthMoreSamples() {
        double[] differences = {9, 7, 5, 4, 3, 2, -6, 8, 5, 3, 2, -3, 0, 0, 0, 0, 0, 0};
        double exact = Permutation.signFlip(Arrays.copyOf(differences, 12), 1);
        assertThat(exact).isEqualTo(132 / 4096.0);
        double many = Permutation.signFlip(differences, 10_000);
        assertThat(many).isCloseTo(exact, within(0.001)).isNotEqualTo(Permutation.signFlip(differences, 1));
    }

    /** 11,362 of all 184,756 labellings, counted by another program, are as large; the sampled p has a deviation of 0.0024. */
    @Test
    void aSampledTwoSamplePShouldAgreeWithTheExactOne() {
        double[] first = {12, 3, 15, 9, 22, 7, 18, 11, 14, 10};
        double[] second = {8, 2, 10, 5, 9, 6, 1, 13, 4, 16};
        assertThat(Permutation.twoSample(first, second, 1)).isCloseTo(11_362 / 184_756.0, within(0.006));
    }

    /** Roots of the equation of Newcombe's method 5, solved by another program. */
    @Test
    void aProbabilityOfImprovementShouldHaveNewcombesInterval() {
        ProbabilityOfImprovement elevenOfFifteen = ProbabilityOfImprovement.of(new double[] {3.5, 5.5, 3.5},
                new double[] {1, 2, 3, 4, 5});
        assertThat(elevenOfFifteen.value()).isCloseTo(11 / 15.0, within(1e-12));
        assertThat(elevenOfFifteen.interval().low()).isCloseTo(0.32616, within(1e-5));
        assertThat(elevenOfFifteen.interval().high()).isCloseTo(0.93530, within(1e-5));
        Interval all = ProbabilityOfImprovement.of(new double[] {6, 7, 8, 9, 9}, new double[] {1, 2, 3, 4, 5}).interval();
        assertThat(all.low()).isCloseTo(0.64270, within(1e-5));
        assertThat(all.high()).isEqualTo(1);
    }

    /** R's power.t.test(delta = 1.5, power = 0.8) asks for 8.06 in each group; with a degree of freedom more, 8 would do. */
    @Test
    void theSeedsNeededShouldLoseADegreeOfFreedomPerSample() {
        assertThat(SeedsNeeded.unpaired(1.5, 0.05)).isEqualTo(9);
    }
}
