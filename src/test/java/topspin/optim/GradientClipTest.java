package topspin.optim;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GradientClipTest {

    @Test
    void shouldBringALongGradientToTheLimit() {
        // (3, 4) has norm 5; scaled by 0.1 it is (0.3, 0.4) of norm ½
        assertThat(GradientClip.scale(5, 0.5)).isEqualTo(0.1f);
    }

    @Test
    void shouldLeaveAShortGradientAlone() {
        assertThat(GradientClip.scale(0.3, 0.5)).isEqualTo(1);
        assertThat(GradientClip.scale(0.5, 0.5)).isEqualTo(1);
        assertThat(GradientClip.scale(0, 0.5)).isEqualTo(1);
    }

    @Test
    void shouldDoNothingWithoutALimit() {
        assertThat(GradientClip.scale(1e30, null)).isEqualTo(1);
    }
}
