package topspin.supervised;

import org.junit.jupiter.api.Test;
import topspin.supervised.SequenceLoss.Reduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class SequenceLossTest {

    /** The slides' numbers (Lab 12-2, "Cost: sequence_loss"), to the six digits that they show. */
    @Test
    void shouldHaveTheSlidesNumbers() {
        assertThat(mean(0.2f, 0.7f, 0.6f, 0.2f, 0.2f, 0.9f)).isCloseTo(0.596759, within(5e-7));
        assertThat(mean(0.3f, 0.7f, 0.3f, 0.7f, 0.3f, 0.7f)).isCloseTo(0.513015, within(5e-7));
        assertThat(mean(0.1f, 0.9f, 0.1f, 0.9f, 0.1f, 0.9f)).isCloseTo(0.371101, within(5e-7));
    }

    /** Of three rows of two outputs, the right class always 1. */
    private static double mean(float... outputs) {
        float[] gradient = new float[6];
        double sum = 0;
        for (int row = 0; row < 3; row++) {
            sum += SequenceLoss.CROSS_ENTROPY.of(outputs, 2 * row, 2, new float[] {1, 1, 1}, row, gradient);
        }
        return sum * SequenceLoss.CROSS_ENTROPY.scale(Reduction.MEAN, 3, 2);
    }

    @Test
    void crossEntropyShouldStandLargeOutputs() {
        float[] gradient = new float[2];
        double loss = SequenceLoss.CROSS_ENTROPY.of(new float[] {1000, 990}, 0, 2, new float[] {1}, 0, gradient);
        assertThat(loss).isCloseTo(10.0000454, within(1e-7));
        assertThat(gradient).containsExactly(new float[] {0.9999546f, -0.9999546f}, within(1e-6f));
    }

    /** (3 − 1)² + (5 − 6)² = 5; its gradient 2·2 and 2·(−1); the mean is over both numbers of all rows. */
    @Test
    void squaredErrorShouldSumOverOutputs() {
        float[] gradient = new float[2];
        assertThat(SequenceLoss.SQUARED_ERROR.of(new float[] {3, 5}, 0, 2, new float[] {1, 6}, 0, gradient)).isEqualTo(5);
        assertThat(gradient).containsExactly(4, -2);
        assertThat(SequenceLoss.SQUARED_ERROR.scale(Reduction.MEAN, 3, 2)).isCloseTo(1.0 / 6, within(1e-15));
        assertThat(SequenceLoss.SQUARED_ERROR.scale(Reduction.SUM, 3, 2)).isEqualTo(1);
    }
}
