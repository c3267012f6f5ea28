package topspin.stats;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
