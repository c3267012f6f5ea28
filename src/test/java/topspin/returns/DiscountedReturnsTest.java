package topspin.returns;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DiscountedReturnsTest {

    @Test
    void shouldBeginAnewAtAnEpisodeEndAndNotBootstrapTheTail() {
        // γ = ½; [steps][2]. Environment 0: the episode ends in step 1.
        // R3 = 8, R2 = 4 + ½·8 = 8, R1 = 2, R0 = 1 + ½·2 = 2
        // Environment 1: no end. R3 = 1, R2 = 1.5, R1 = 1.75, R0 = 1.875
        float[] reward = {1, 1, 2, 1, 4, 1, 8, 1};
        boolean[] done = {false, false, true, false, false, false, false, false};
        float[] returns = new float[8];
        DiscountedReturns.compute(reward, done, 0.5, 4, 2, 0, returns);
        assertThat(returns).containsExactly(2, 0, 2, 0, 8, 0, 8, 0);
        DiscountedReturns.compute(reward, done, 0.5, 4, 2, 1, returns);
        assertThat(returns).containsExactly(2, 1.875f, 2, 1.75f, 8, 1.5f, 8, 1);
    }
}
