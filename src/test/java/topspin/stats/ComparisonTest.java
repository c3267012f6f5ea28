package topspin.stats;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ComparisonTest {

    @Test
    void shouldFindTheSignFlipPWorkedByHand() {
        // |±1 ±2 ±4| ≥ 7 for two of eight sign choices; ≥ 5 (1 flipped: 5) for four of eight
        assertThat(Permutation.signFlip(new double[] {1, 2, 4}, 1)).isEqualTo(2 / 8.0);
        assertThat(Permutation.signFlip(new double[] {-1, 2, 4}, 1)).isEqualTo(4 / 8.0);
        assertThat(Permutation.signFlip(new double[] {0, 0, 0}, 1)).isEqualTo(1);
    }

    @Test
    void shouldFindTheTwoSamplePWorkedByHand() {
        // {4,5,6} against {1,2,3}: only that labelling and its mirror, of C(6,3) = 20, separate so far
        assertThat(Permutation.twoSample(new double[] {4, 5, 6}, new double[] {1, 2, 3}, 1)).isEqualTo(2 / 20.0);
        assertThat(Permutation.twoSample(new double[] {1, 1}, new double[] {1, 1}, 1)).isEqualTo(1);
        assertThat(Permutation.smallestTwoSample(3, 3)).isEqualTo(0.1);
        assertThat(Permutation.smallestSignFlip(5)).isEqualTo(0.0625);
    }

    @Test
    void shouldAgreeWithTheExactPWhereItSamples() {
        RandomStream random = new RandomStreams(1).stream("differences");
        double[] twelve = new double[12];
        for (int i = 0; i < 12; i++) {
            twelve[i] = random.nextGaussian() + 0.5;
        }
        double exact = Permutation.signFlip(twelve, 1);
        // six zeroes: every p stays as it is, but with 18 differences it is sampled
        double[] eighteen = Arrays.copyOf(twelve, 18);
        assertThat(1 << eighteen.length).isGreaterThan(Permutation.EXACT);
        assertThat(Permutation.signFlip(eighteen, 1)).isCloseTo(exact, within(0.015));
    }

    /** Each of 528 comparisons must be able to pass 0.05 / 528; 10,000 samples cannot tell less than 0.0001. */
    @Test
    void shouldResolveWhatManyVariantsNeed() {
        double[] pairs = new double[20];
        Arrays.fill(pairs, 1);
        assertThat(Permutation.signFlip(pairs, 1)).isEqualTo(1e-4);
        assertThat(528 * Permutation.signFlip(pairs, 528)).isLessThanOrEqualTo(Comparison.ALPHA);
        double[] high = new double[11];
        double[] low = new double[11];
        for (int i = 0; i < high.length; i++) {
            high[i] = 10 + i / 10.0;
            low[i] = i / 10.0;
        }
        assertThat(528 * Permutation.twoSample(high, low, 528)).isLessThanOrEqualTo(Comparison.ALPHA);
        // 13 pairs are few enough to count all signs
        assertThat(Permutation.signFlip(Arrays.copyOf(pairs, 13), 1)).isEqualTo(Math.pow(2, -12));
    }

    @Test
    void aSampledPShouldNeverBeZeroAndShouldStopWhereMoreSamplesCannotMatter() {
        double[] pairs = new double[40];
        Arrays.setAll(pairs, i -> i % 2 == 0 ? 1 : -0.9);
        double p = Permutation.signFlip(pairs, 1);
        assertThat(p).isGreaterThan(Comparison.ALPHA);
        assertThat(Permutation.signFlip(pairs, 100_000)).isEqualTo(p);
        Arrays.fill(pairs, 1);
        assertThat(Permutation.signFlip(pairs, 1)).isPositive();
    }

    @Test
    void shouldTestTwoAgainstManyWithoutOverflow() {
        double[] many = new double[80];
        for (int i = 0; i < many.length; i++) {
            many[i] = i / 80.0;
        }
        // each of {5,6} above all others: the labelling itself is the largest of C(82,2) = 3321, its spread the smallest
        assertThat(Permutation.twoSample(new double[] {5, 5.001}, many, 1)).isLessThan(0.01);
    }

    @Test
    void shouldCorrectAsHolmDid() {
        assertThat(Holm.adjusted(new double[] {0.01, 0.04, 0.03, 0.005})).containsExactly(
                new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-12));
    }

    @Test
    void shouldKnowThePublishedPowerOfTheTTest() {
        // R's power.t.test: paired d = 1, n = 10 and d = 0.5, n = 34; two-sample d = 1, n = 17
        assertThat(SeedsNeeded.power(Math.sqrt(10), 9, 0.05)).isCloseTo(0.8031, within(0.001));
        assertThat(SeedsNeeded.power(0.5 * Math.sqrt(34), 33, 0.05)).isCloseTo(0.8078, within(0.001));
        assertThat(SeedsNeeded.power(Math.sqrt(17 / 2.0), 32, 0.05)).isCloseTo(0.8070, within(0.001));
    }

    @Test
    void shouldNeedAsManySeedsAsTheTestItself() {
        assertThat(SeedsNeeded.paired(-0.5, 0.05)).isEqualTo(34);
        // the t test needs 10, but ten pairs give p in steps of 1/512: 0.049 is the last below α
        assertThat(SeedsNeeded.paired(1, 0.05)).isEqualTo(11);
        assertThat(SeedsNeeded.unpaired(1, 0.05)).isEqualTo(17);
        assertThat(SeedsNeeded.unpaired(0.5, 0.05)).isEqualTo(64);
        assertThat(SeedsNeeded.paired(0, 0.05)).isEqualTo(SeedsNeeded.MOST);
        // the effect is huge, but 2 of 2^5 flips is 0.0625
        assertThat(SeedsNeeded.paired(100, 0.05)).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource({"1.0,0.05", "0.9,0.05", "1.5,0.05", "2.0,0.01"})
    void shouldHaveThePowerThatTheSeedsNeededPromise(double effect, double alpha) {
        int seeds = SeedsNeeded.paired(effect, alpha);
        double power = rejections(seeds, effect, alpha, 2_000);
        assertThat(power).isBetween(0.78, 0.92);
    }

    @ParameterizedTest
    @CsvSource({"1.5,0.05", "2.0,0.05", "2.5,0.01"})
    void shouldHaveThePowerThatTheSeedsNeededPromiseWithoutSharedSeeds(double effect, double alpha) {
        int seeds = SeedsNeeded.unpaired(effect, alpha);
        RandomStream random = new RandomStreams(7).stream("power/" + effect);
        int trials = 600;
        int rejected = 0;
        for (int i = 0; i < trials; i++) {
            double[] a = new double[seeds];
            double[] b = new double[seeds];
            for (int j = 0; j < seeds; j++) {
                a[j] = random.nextGaussian() + effect;
                b[j] = random.nextGaussian();
            }
            rejected += Permutation.twoSample(a, b, 1) <= alpha ? 1 : 0;
        }
        assertThat((double) rejected / trials).isBetween(0.75, 0.93);
    }

    @ParameterizedTest
    @CsvSource({"6", "8", "10"})
    void shouldCallAtMostFivePercentOfPairedAATestsDifferent(int seeds) {
        double rate = rejections(seeds, 0, 0.05, 4_000);
        assertThat(rate).isLessThanOrEqualTo(0.05 + 2 * Math.sqrt(0.05 * 0.95 / 4_000));
    }

    private static double rejections(int seeds, double effect, double alpha, int trials) {
        RandomStream random = new RandomStreams(4).stream(seeds + "/" + effect);
        double[] differences = new double[seeds];
        int rejected = 0;
        for (int i = 0; i < trials; i++) {
            for (int j = 0; j < seeds; j++) {
                differences[j] = random.nextGaussian() + effect;
            }
            rejected += Permutation.signFlip(differences, 1) <= alpha ? 1 : 0;
        }
        return (double) rejected / trials;
    }

    @ParameterizedTest
    @CsvSource({"5,8000", "6,3000"})
    void shouldCallAtMostFivePercentOfUnpairedAATestsDifferent(int seeds, int trials) {
        RandomStream random = new RandomStreams(5).stream("aa/" + seeds);
        int rejected = 0;
        for (int i = 0; i < trials; i++) {
            double[] a = new double[seeds];
            double[] b = new double[seeds];
            for (int j = 0; j < seeds; j++) {
                a[j] = random.nextGaussian();
                b[j] = random.nextGaussian();
            }
            rejected += Permutation.twoSample(a, b, 1) <= 0.05 ? 1 : 0;
        }
        assertThat((double) rejected / trials).isLessThanOrEqualTo(0.05 + 2 * Math.sqrt(0.05 * 0.95 / trials));
    }

    /** Six variants that are one: fifteen comparisons, and at most one time in twenty is any of them called different. */
    @Test
    void shouldCallAtMostFivePercentOfWholeAASweepsDifferent() {
        RandomStream random = new RandomStreams(6).stream("sweep");
        int trials = 400;
        int wrong = 0;
        for (int trial = 0; trial < trials; trial++) {
            double[] p = new double[15];
            double[][] scores = new double[6][10];
            for (double[] variant : scores) {
                for (int i = 0; i < variant.length; i++) {
                    variant[i] = random.nextGaussian();
                }
            }
            int k = 0;
            for (int i = 0; i < 6; i++) {
                for (int j = i + 1; j < 6; j++) {
                    double[] differences = new double[10];
                    for (int s = 0; s < 10; s++) {
                        differences[s] = scores[i][s] - scores[j][s];
                    }
                    p[k++] = Permutation.signFlip(differences, 1);
                }
            }
            wrong += Arrays.stream(Holm.adjusted(p)).anyMatch(value -> value <= 0.05) ? 1 : 0;
        }
        assertThat((double) wrong / trials).isLessThanOrEqualTo(0.05 + 2 * Math.sqrt(0.05 * 0.95 / trials));
    }

    @Test
    void shouldCountWinsAndHalfTies() {
        ProbabilityOfImprovement improvement =
                ProbabilityOfImprovement.of(new double[] {1, 2, 3}, new double[] {0, 2, 5});
        // wins: 1>0, 2>0, 3>0, 3>2; tie 2=2: (4 + 0.5) / 9
        assertThat(improvement.value()).isEqualTo(0.5);
        ProbabilityOfImprovement apart = ProbabilityOfImprovement.of(new double[] {6, 7, 8, 9, 10},
                new double[] {1, 2, 3, 4, 5});
        assertThat(apart.value()).isEqualTo(1);
        assertThat(apart.interval().high()).isEqualTo(1);
        assertThat(apart.interval().low()).as("five runs each cannot prove certainty").isBetween(0.5, 0.8);
    }
}
