package topspin.loss;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class LossStatisticsTest {
    private static final double[] P = {0.25, 0.75};

    @Test
    void shouldEstimateTheDivergenceAndCountClippedRatios() {
        // Ratios 1.5, 0.5 and 1 with ε = 0.2: two of three are clipped, the largest is off by ½.
        // (r − 1) − ln r: 0.5 − 0.4054651 = 0.0945349;  −0.5 + 0.6931472 = 0.1931472;  0. Mean 0.0958940.
        Batch batch = new Batch(2, 3).row(P, 1, 0.5, 1, 0, 0, 0).row(P, 0, 0.5, 1, 0, 0, 0).row(P, 1, 0.75, 1, 0, 0, 0);
        PpoLoss.compute(new PpoLoss.Coefficients(0.2, true, 1, 0), batch.rows, 0, 3, batch.statistics);
        assertThat(batch.statistics.approxKl()).isCloseTo(0.0958940, within(1e-6));
        assertThat(batch.statistics.clipFraction()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(batch.statistics.largestRatioError()).isCloseTo(0.5, within(1e-6));
    }

    @Test
    void shouldMergeShardsAsOneMeanOverRows() {
        LossStatistics one = new LossStatistics();
        one.row(1, 10, 100);
        one.row(2, 20, 200);
        one.ratio(2, Math.log(2), true);
        one.ratio(1, 0, false);
        LossStatistics other = new LossStatistics();
        other.row(6, 60, 600);
        other.ratio(0.25, Math.log(0.25), true);
        LossStatistics total = new LossStatistics();
        total.add(one);
        total.add(other);
        assertThat(total.policyLoss()).isEqualTo(3);
        assertThat(total.valueLoss()).isEqualTo(30);
        assertThat(total.entropy()).isEqualTo(300);
        assertThat(total.clipFraction()).isEqualTo(2 / 3.0);
        assertThat(total.largestRatioError()).isEqualTo(1);
        // 1 − ln 2 and −¾ − ln ¼
        assertThat(total.approxKl()).isCloseTo((1 - Math.log(2) - 0.75 + Math.log(4)) / 3, within(1e-12));
        total.clear();
        total.add(other);
        assertThat(total.policyLoss()).isEqualTo(6);
        assertThat(total.largestRatioError()).isEqualTo(0.75);
    }

    @Test
    void aRatioThatIsNoNumberShouldNotBeSwallowed() {
        LossStatistics statistics = new LossStatistics();
        statistics.row(0, 0, 0);
        statistics.ratio(Double.NaN, Double.NaN, false);
        statistics.row(0, 0, 0);
        statistics.ratio(1, 0, false);
        LossStatistics total = new LossStatistics();
        total.add(statistics);
        assertThat(total.largestRatioError()).isNaN();
        assertThat(total.approxKl()).isNaN();
    }
}
