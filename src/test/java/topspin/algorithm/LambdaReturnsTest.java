package topspin.algorithm;

import org.junit.jupiter.api.Test;
import topspin.rollout.Rollout;
import topspin.space.Box;
import topspin.space.Discrete;

import static org.assertj.core.api.Assertions.assertThat;

/** A truncated episode is worth what its final observation was worth, and nothing of the next episode. */
class LambdaReturnsTest {
    private static final double GAMMA = 0.5;
    private static final double LAMBDA = 0.5;

    /** Four steps of one environment, cut off in step 1. */
    private static Rollout rollout(float laterReward, float laterValue) {
        Rollout rollout = new Rollout(4, 1, Box.floats(0, 1, 1), new Discrete(2), 0);
        float[] rewards = {1, 2, laterReward, laterReward};
        float[] values = {2, 4, laterValue, laterValue};
        System.arraycopy(rewards, 0, rollout.rewards(), 0, 4);
        System.arraycopy(values, 0, rollout.values(), 0, 4);
        rollout.done()[1] = true;
        rollout.lastValues()[0] = laterValue;
        return rollout;
    }

    private static void compute(Rollout rollout) {
        LambdaReturns.compute(rollout, 0, GAMMA, LAMBDA);
    }

    @Test
    void aTruncatedEpisodeShouldCountTheValueOfItsFinalObservation() {
        // V(final observation) = 6: r₁ = 2 + ½·6 = 5
        // t = 1: δ = 5 − 4 = 1          A = 1            R = 5
        // t = 0: δ = 1 + ½·4 − 2 = 1    A = 1 + ¼ = 1.25 R = 3.25
        Rollout rollout = rollout(3, 6);
        rollout.truncationValues()[1] = 6;
        compute(rollout);
        assertThat(rollout.advantages()).startsWith(1.25f, 1);
        assertThat(rollout.returns()).startsWith(3.25f, 5);
    }

    @Test
    void aTerminatedEpisodeShouldCountNothing() {
        // t = 1: δ = 2 − 4 = −2;  t = 0: δ = 1, A = 1 − ½
        Rollout rollout = rollout(3, 6);
        compute(rollout);
        assertThat(rollout.advantages()).startsWith(0.5f, -2);
    }

    @Test
    void noAdvantageShouldFlowAcrossTheCut() {
        Rollout one = rollout(3, 6);
        Rollout other = rollout(-1000, 5000);
        one.truncationValues()[1] = 6;
        other.truncationValues()[1] = 6;
        compute(one);
        compute(other);
        for (int t = 0; t < 2; t++) {
            assertThat(other.advantages()[t]).isEqualTo(one.advantages()[t]);
            assertThat(other.returns()[t]).isEqualTo(one.returns()[t]);
        }
        assertThat(other.advantages()[2]).isNotEqualTo(one.advantages()[2]);
    }
}
