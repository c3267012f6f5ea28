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
    void shouldReplaceRewardsByTheirSigns() {
        CountingEnvironment inner = CountingEnvironment.terminatingAfter(100);
        RewardClip clipped = new RewardClip(inner);
        clipped.reset(null, 0);
        assertThat(clipped.step(4, null, 0)).isEqualTo(1);
        assertThat(clipped.step(-50, null, 0)).isEqualTo(-1);
        assertThat(clipped.step(-30, null, 0)).isEqualTo(0);
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
