package topspin.loss;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Numbers worked out by hand. With p = (¼, ¾), ∂log p(k)/∂z = onehot(k) − p. */
class PpoLossTest {
    private static final double[] P = {0.25, 0.75};
    private static final float EXACT = 2e-6f;
    private static final double CLOSE = 2e-6;

    private static Batch compute(PpoLoss.Coefficients c, Batch batch) {
        PpoLoss.compute(c, batch.rows, 0, batch.rows.batchRows(), batch.statistics);
        return batch;
    }

    private static PpoLoss.Coefficients policyOnly() {
        return new PpoLoss.Coefficients(0.2, true, 0, 0);
    }

    @Test
    void aGoodActionAboveTheClipShouldEarnNoMore() {
        // r = 0.75/0.5 = 1.5, A = 2: max(−2·1.5, −2·1.2) = −2.4, constant in the policy
        Batch batch = compute(policyOnly(), new Batch(2, 1).row(P, 1, 0.5, 2, 0, 0, 0));
        assertThat(batch.statistics.policyLoss()).isCloseTo(-2.4, within(CLOSE));
        assertThat(batch.rows.logitGradients()).containsExactly(new float[2], within(0f));
    }

    @Test
    void aBadActionAboveTheClipShouldBePushedDown() {
        // r = 1.5, A = −2: max(3, 2.4) = 3; gradient −A·r·(onehot − p) = 3·(−¼, ¼)
        Batch batch = compute(policyOnly(), new Batch(2, 1).row(P, 1, 0.5, -2, 0, 0, 0));
        assertThat(batch.statistics.policyLoss()).isCloseTo(3, within(CLOSE));
        assertThat(batch.rows.logitGradients()).containsExactly(new float[] {-0.75f, 0.75f}, within(EXACT));
    }

    @Test
    void aGoodActionBelowTheClipShouldBePulledUp() {
        // r = 0.25/0.5 = 0.5, A = 2: max(−1, −1.6) = −1; gradient −1·(¾, −¾)
        Batch batch = compute(policyOnly(), new Batch(2, 1).row(P, 0, 0.5, 2, 0, 0, 0));
        assertThat(batch.statistics.policyLoss()).isCloseTo(-1, within(CLOSE));
        assertThat(batch.rows.logitGradients()).containsExactly(new float[] {-0.75f, 0.75f}, within(EXACT));
    }

    @Test
    void aBadActionBelowTheClipShouldBeLeftAlone() {
        // r = 0.5, A = −2: max(1, 1.6) = 1.6, constant
        Batch batch = compute(policyOnly(), new Batch(2, 1).row(P, 0, 0.5, -2, 0, 0, 0));
        assertThat(batch.statistics.policyLoss()).isCloseTo(1.6, within(CLOSE));
        assertThat(batch.rows.logitGradients()).containsExactly(new float[2], within(0f));
    }

    @Test
    void anUnchangedPolicyShouldHaveThePolicyGradient() {
        // r = 1, A = 2: −2; gradient −2·(−¾, ¼)·… for action 1: −2·(−¼, ¼) = (½, −½); mean over 4 rows: a quarter
        Batch batch = new Batch(2, 4);
        for (int i = 0; i < 4; i++) {
            batch.row(P, 1, 0.75, 2, 0, 0, 0);
        }
        compute(policyOnly(), batch);
        assertThat(batch.statistics.policyLoss()).isCloseTo(-2, within(CLOSE));
        assertThat(batch.rows.logitGradients()).containsExactly(
                new float[] {0.125f, -0.125f, 0.125f, -0.125f, 0.125f, -0.125f, 0.125f, -0.125f}, within(EXACT));
    }

    @Test
    void theValueLossShouldBeTheLargerOfClippedAndUnclipped() {
        PpoLoss.Coefficients c = new PpoLoss.Coefficients(0.2, true, 0.5, 0);
        Batch batch = new Batch(2, 4)
                // change 0.1, within ±0.2: ½·0.9² = 0.405, gradient −0.9
                .row(P, 1, 0.75, 0, 0.1, 0, 1)
                // change 0.5 → 0.2: max(½·0.5², ½·0.8²) = 0.32, clipped: no gradient
                .row(P, 1, 0.75, 0, 0.5, 0, 1)
                // change 0.5 → 0.2, target −1: max(½·1.5², ½·1.2²) = 1.125, gradient 1.5
                .row(P, 1, 0.75, 0, 0.5, 0, -1)
                // change −0.5 → −0.2, target −1: max(½·0.5², ½·0.8²) = 0.32, clipped: no gradient
                .row(P, 1, 0.75, 0, -0.5, 0, -1);
        compute(c, batch);
        // c_v·gradient/4 rows
        assertThat(batch.rows.valueGradients()).containsExactly(
                new float[] {-0.9f / 8, 0, 1.5f / 8, 0}, within(EXACT));
        assertThat(batch.statistics.valueLoss()).isCloseTo((0.405 + 0.32 + 1.125 + 0.32) / 4, within(CLOSE));
    }

    @Test
    void theValueLossShouldBeTheSquaredErrorWhereClippingIsOff() {
        PpoLoss.Coefficients c = new PpoLoss.Coefficients(0.2, false, 0.5, 0);
        // error −0.5: loss 0.125; gradient 0.5·(−0.5)
        Batch batch = compute(c, new Batch(2, 1).row(P, 1, 0.75, 0, 0.5, 0, 1));
        assertThat(batch.statistics.valueLoss()).isCloseTo(0.125, within(CLOSE));
        assertThat(batch.rows.valueGradients()).containsExactly(new float[] {-0.25f}, within(EXACT));
    }

    @Test
    void entropyShouldBeRewarded() {
        // H = ¼·ln 4 + ¾·ln(4/3) = 0.5623351; gradient of −0.1·H: 0.1·p·(ln p + H)
        //   0.1·¼·(−1.3862944 + 0.5623351) = −0.0205990;   0.1·¾·(−0.2876821 + 0.5623351) = 0.0205990
        Batch batch = compute(new PpoLoss.Coefficients(0.2, true, 0, 0.1),
                new Batch(2, 1).row(P, 1, 0.75, 0, 0, 0, 0));
        assertThat(batch.statistics.entropy()).isCloseTo(0.5623351, within(CLOSE));
        assertThat(batch.rows.logitGradients()).containsExactly(new float[] {-0.0205990f, 0.0205990f}, within(1e-7f));
    }

    @Test
    void aBrokenAdvantageShouldBeSeenInTheGradient() {
        Batch batch = compute(policyOnly(), new Batch(2, 1).row(P, 1, 0.75, Double.NaN, 0, 0, 0));
        assertThat(batch.rows.logitGradients()).containsExactly(Float.NaN, Float.NaN);
        assertThat(batch.statistics.policyLoss()).isNaN();
    }

    @Test
    void onlyTheGivenRowsShouldBeWritten() {
        Batch batch = new Batch(2, 3).row(P, 1, 0.5, -2, 1, 0, 0).row(P, 1, 0.5, -2, 1, 0, 0)
                .row(P, 1, 0.5, -2, 1, 0, 0);
        PpoLoss.compute(new PpoLoss.Coefficients(0.2, false, 1, 0), batch.rows, 1, 1, batch.statistics);
        assertThat(batch.rows.logitGradients()).containsExactly(
                new float[] {0, 0, -0.25f, 0.25f, 0, 0}, within(EXACT));
        assertThat(batch.rows.valueGradients()).containsExactly(new float[] {0, 1f / 3, 0}, within(EXACT));
        // but the mean that is reported is over the rows seen
        assertThat(batch.statistics.policyLoss()).isCloseTo(3, within(CLOSE));
    }
}
