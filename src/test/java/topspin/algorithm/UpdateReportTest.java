package topspin.algorithm;

import org.junit.jupiter.api.Test;
import topspin.rollout.Rollout;
import topspin.space.Box;
import topspin.space.Discrete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class UpdateReportTest {

    /** Var(return) = 1.25; the errors 0, 1, 0, 1 vary by 0.25: 1 − 0.25/1.25 = 0.8. */
    @Test
    void shouldExplainVarianceAsWorkedOutByHand() {
        assertThat(explained(new float[] {1, 2, 3, 4}, new float[] {1, 1, 3, 3})).isCloseTo(0.8, within(1e-9));
    }

    @Test
    void shouldNotHoldAConstantErrorAgainstTheCritic() {
        assertThat(explained(new float[] {1, 2, 3, 4}, new float[] {2, 3, 4, 5})).isCloseTo(1, within(1e-9));
    }

    @Test
    void shouldCallAConstantCriticWorthNothing() {
        assertThat(explained(new float[] {1, 2, 3, 4}, new float[4])).isCloseTo(0, within(1e-9));
    }

    @Test
    void shouldSayNothingWhereReturnsDoNotVary() {
        assertThat(explained(new float[] {2, 2, 2, 2}, new float[] {1, 2, 3, 4})).isNaN();
    }

    @Test
    void shouldTellAnEvenCriticFromOneThatSees() {
        assertThat(report(new float[] {1, 2, 3, 4}, new float[] {0.5f, 0.5f, 0.5f, 0.5f}).sameValues()).isTrue();
        assertThat(report(new float[] {1, 2, 3, 4}, new float[] {0.5f, 0.5f, 0.5f, 0.50001f}).sameValues()).isFalse();
        UpdateReport single = new UpdateReport();
        single.explain(new Rollout(1, 1, Box.floats(0, 1, 1), new Discrete(2), 0));
        assertThat(single.sameValues()).as("a single value").isFalse();
        assertThat(new UpdateReport().sameValues()).as("without a critic").isFalse();
    }

    private static double explained(float[] returns, float[] values) {
        return report(returns, values).explainedVariance();
    }

    private static UpdateReport report(float[] returns, float[] values) {
        Rollout rollout = new Rollout(2, 2, Box.floats(0, 1, 1), new Discrete(2), 0);
        System.arraycopy(returns, 0, rollout.returns(), 0, 4);
        System.arraycopy(values, 0, rollout.values(), 0, 4);
        UpdateReport report = new UpdateReport();
        report.explain(rollout);
        return report;
    }
}
