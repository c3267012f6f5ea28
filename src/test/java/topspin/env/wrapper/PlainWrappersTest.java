package topspin.env.wrapper;

import org.junit.jupiter.api.Test;
import topspin.env.CountingEnvironment;
import topspin.env.SavedState;

import java.io.IOException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** {@link RewardClip}, {@link TimeLimit} and {@link ActionSubset}. */
class PlainWrappersTest {

    @Test
    void aLearnerShouldSeeTheSignsOfRewardsAndScoresTheRewards() {
        CountingEnvironment inner = CountingEnvironment.terminatingAfter(100);
        TimeLimit clipped = new TimeLimit(new RewardClip(inner), 100);
        clipped.reset(null, 0);
        for (int reward : new int[] {14, -30, 0}) {
            float given = clipped.step(reward - 10 * inner.actions.size() - 10, null, 0);
            assertThat(given).isEqualTo(reward);
            assertThat(clipped.learnerReward(given)).isEqualTo(Math.signum(reward));
        }
        assertThat(inner.learnerReward(14)).isEqualTo(14);
    }

    @Test
    void shouldTruncateAtTheLimitAndNotTerminate() {
        TimeLimit limited = new TimeLimit(CountingEnvironment.terminatingAfter(100), 3);
        for (int episode = 0; episode < 2; episode++) {
            limited.reset(null, 0);
            limited.step(0, null, 0);
            limited.step(0, null, 0);
            assertThat(limited.truncated()).isFalse();
            limited.step(0, null, 0);
            assertThat(limited.truncated()).isTrue();
            assertThat(limited.terminated()).isFalse();
        }
    }

    @Test
    void shouldLetATerminationInTheLastStepStandAlone() {
        TimeLimit limited = new TimeLimit(CountingEnvironment.terminatingAfter(3), 3);
        limited.reset(null, 0);
        for (int i = 0; i < 3; i++) {
            limited.step(0, null, 0);
        }
        assertThat(limited.terminated()).isTrue();
        assertThat(limited.truncated()).isFalse();
    }

    @Test
    void shouldPassOnAnInnerTruncation() {
        TimeLimit limited = new TimeLimit(new CountingEnvironment(2, true), 3);
        limited.reset(null, 0);
        limited.step(0, null, 0);
        limited.step(0, null, 0);
        assertThat(limited.truncated()).isTrue();
    }

    @Test
    void shouldCountOnAfterARestore() throws IOException {
        TimeLimit original = new TimeLimit(CountingEnvironment.terminatingAfter(100), 3);
        original.reset(null, 0);
        original.step(0, null, 0);
        original.step(0, null, 0);
        TimeLimit restored = new TimeLimit(CountingEnvironment.terminatingAfter(100), 3);
        SavedState.of(original).restore(restored);
        restored.step(0, null, 0);
        assertThat(restored.truncated()).isTrue();
    }

    @Test
    void shouldOfferTheChosenActionsInTheirOrder() {
        CountingEnvironment inner = CountingEnvironment.terminatingAfter(100);
        ActionSubset chosen = new ActionSubset(inner, 2, 4);
        assertThat(chosen.actionSpace().n()).isEqualTo(2);
        chosen.reset(null, 0);
        chosen.step(0, null, 0);
        chosen.step(1, null, 0);
        assertThat(inner.actions).containsExactly(2, 4);
        assertThatIllegalArgumentException().isThrownBy(() -> new ActionSubset(inner, 2, 5))
                .withMessage("action 5 is not in Discrete(5)");
    }
}
