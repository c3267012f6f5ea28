package topspin.loss;

import org.junit.jupiter.api.Test;
import topspin.policy.distribution.Categorical;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Two rows of three actions, worked out by hand; the first of three rows belongs to somebody else. */
class ActionValueLossTest {

    @Test
    void onlyTheValueOfTheActionThatWasTakenShouldMove() {
        float[] values = {9, 9, 9, 1, 2, 4, 0, -1, 3};
        float[] gradients = new float[9];
        Arrays.fill(gradients, 7);
        LossRows rows = new LossRows(new Categorical(3), 1, 3, values, new float[3], new float[] {0, 2, 1}, new float[3],
                new float[3], new float[3], new float[] {0, 1, 0.5f}, gradients, new float[0]);
        LossStatistics statistics = new LossStatistics();
        ActionValueLoss.compute(rows, 1, 2, statistics);

        // errors 4 − 1 = 3 and −1 − 0.5 = −1.5, a third of each: the mean is over three rows
        assertThat(gradients).containsExactly(7, 7, 7, 0, 0, 1, 0, -0.5f, 0);
        // ½·(9 + 2.25)/2, and (4 − 1)/2
        assertThat(statistics.valueLoss()).isCloseTo(2.8125, within(1e-9));
        assertThat(statistics.actionValue()).isCloseTo(1.5, within(1e-9));
        assertThat(statistics.entropy()).isNaN();
    }
}
