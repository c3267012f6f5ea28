package topspin.loss;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.function.ToDoubleFunction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class LossStatisticsTest {
    private static final double[] P = {0.25, 0.75};
    private static final double[] PROBABILITIES = {0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 0.95};

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

    /** Shards call a loss for their rows each, and some for several parts of them, into the statistics that they have. */
    @Test
    void callsForPartsOfABatchShouldAddUpToOneForAllOfIt() {
        PpoLoss.Coefficients ppo = new PpoLoss.Coefficients(0.2, true, 0.5, 0.1);
        A2cLoss.Coefficients a2c = new A2cLoss.Coefficients(0.5, 0.1);
        List<Loss> losses = List.of((rows, first, count, into) -> PpoLoss.compute(ppo, rows, first, count, into),
                (rows, first, count, into) -> A2cLoss.compute(a2c, rows, first, count, into),
                (rows, first, count, into) -> ReinforceLoss.compute(0.1, rows, first, count, into));
        for (Loss loss : losses) {
            Batch whole = unevenRows();
            loss.compute(whole.rows, 0, 7, whole.statistics);
            Batch parts = unevenRows();
            LossStatistics other = new LossStatistics();
            loss.compute(parts.rows, 0, 2, parts.statistics);
            loss.compute(parts.rows, 2, 1, parts.statistics);
            loss.compute(parts.rows, 3, 4, other);
            parts.statistics.add(other);
            assertThat(parts.rows.logitGradients()).isEqualTo(whole.rows.logitGradients());
            assertThat(parts.rows.valueGradients()).isEqualTo(whole.rows.valueGradients());
            for (ToDoubleFunction<LossStatistics> number : List.<ToDoubleFunction<LossStatistics>>of(
                    LossStatistics::policyLoss, LossStatistics::valueLoss, LossStatistics::entropy,
                    LossStatistics::approxKl, LossStatistics::clipFraction, LossStatistics::largestRatioError)) {
                double expected = number.applyAsDouble(whole.statistics);
                assertThat(number.applyAsDouble(parts.statistics)).isCloseTo(expected, within(1e-12));
            }
            // and they are means of the rows' own: no row stands for another
            double entropy = 0;
            for (double p : PROBABILITIES) {
                entropy -= (p * Math.log(p) + (1 - p) * Math.log(1 - p)) / PROBABILITIES.length;
            }
            assertThat(whole.statistics.entropy()).isCloseTo(entropy, within(1e-6));
        }
    }

    private interface Loss {
        void compute(LossRows rows, int first, int count, LossStatistics statistics);
    }

    /** No two rows alike. */
    private static Batch unevenRows() {
        Batch batch = new Batch(2, PROBABILITIES.length);
        for (int i = 0; i < PROBABILITIES.length; i++) {
            batch.row(new double[] {1 - PROBABILITIES[i], PROBABILITIES[i]}, 1, 0.5, i - 2.5, 0.3 * i, 0.2, 1 - i);
        }
        return batch;
    }
}
