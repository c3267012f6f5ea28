package topspin.loss;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** {@link A2cLoss} and {@link ReinforceLoss} by hand, with p = (¼, ¾). */
class ActorCriticLossTest {
    private static final double[] P = {0.25, 0.75};
    private static final double ENTROPY = 0.25 * Math.log(4) + 0.75 * Math.log(4 / 3.0);

    @Test
    void a2cShouldAddPolicyValueAndEntropy() {
        // Row 0: action 0, A = 2:  −2·ln ¼ = 2.7725887;    gradient −2·(¾, −¾) = (−1.5, 1.5)
        // Row 1: action 1, A = −1: ln ¾ = −0.2876821;      gradient  1·(−¼, ¼)
        // Values: errors 3 − 1 = 2 and −1 − 0.5 = −1.5:    losses 4 and 2.25; gradients ½·2·2/2 and ½·2·(−1.5)/2
        Batch batch = new Batch(2, 2).row(P, 0, 1, 2, 3, 0, 1).row(P, 1, 1, -1, -1, 0, 0.5);
        A2cLoss.compute(new A2cLoss.Coefficients(0.5, 0), batch.rows, 0, 2, batch.statistics);
        assertThat(batch.rows.logitGradients()).containsExactly(
                new float[] {-0.75f, 0.75f, -0.125f, 0.125f}, within(1e-6f));
        assertThat(batch.rows.valueGradients()).containsExactly(new float[] {1, -0.75f}, within(1e-6f));
        assertThat(batch.statistics.policyLoss()).isCloseTo((2.7725887 - 0.2876821) / 2, within(1e-6));
        assertThat(batch.statistics.valueLoss()).isCloseTo((4 + 2.25) / 2, within(1e-6));
        assertThat(batch.statistics.entropy()).isCloseTo(ENTROPY, within(1e-6));

        // With an entropy coefficient of 0.1 each row gains 0.1·p·(ln p + H)/2 = (∓0.0102995)
        A2cLoss.compute(new A2cLoss.Coefficients(0.5, 0.1), batch.rows, 0, 2, batch.statistics);
        assertThat(batch.rows.logitGradients()).containsExactly(
                new float[] {-0.7602995f, 0.7602995f, -0.1352995f, 0.1352995f}, within(1e-6f));
    }

    @Test
    void reinforceShouldWeighLogProbabilitiesByReturnsAndLeaveTheValueAlone() {
        // Row 0: action 1, R = 4: −4·ln ¾ = 1.1507283;  gradient −4·(−¼, ¼) = (1, −1)
        // Row 1: action 0, R = −2: 2·ln ¼ = −2.7725887;  gradient  2·(¾, −¾) = (1.5, −1.5)
        Batch batch = new Batch(2, 2).row(P, 1, 1, 99, 7, 0, 4).row(P, 0, 1, 99, 7, 0, -2);
        batch.rows.valueGradients()[0] = 5;
        batch.rows.valueGradients()[1] = 5;
        ReinforceLoss.compute(0, batch.rows, 0, 2, batch.statistics);
        assertThat(batch.rows.logitGradients()).containsExactly(
                new float[] {0.5f, -0.5f, 0.75f, -0.75f}, within(1e-6f));
        assertThat(batch.rows.valueGradients()).containsExactly(0, 0);
        assertThat(batch.statistics.policyLoss()).isCloseTo((1.1507283 - 2.7725887) / 2, within(1e-6));
        assertThat(batch.statistics.valueLoss()).isZero();
    }
}
