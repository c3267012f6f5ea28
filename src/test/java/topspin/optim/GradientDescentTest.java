package topspin.optim;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GradientDescentTest {

    @Test
    void shouldStepAgainstTheScaledGradientWithinItsRange() {
        GradientDescent descent = new GradientDescent();
        float[] theta = {1, 2, 3};
        descent.begin();
        // 2 − 0.5·0.25·8 = 1
        descent.apply(theta, new float[] {8, 8, 8}, 1, 2, 0.25f, 0.5);
        descent.applyZero(theta, 2, 3, 0.5);
        assertThat(theta).containsExactly(1, 1, 3);
        assertThat(descent.updates()).isEqualTo(1);
        assertThat(descent.state()).isEmpty();
    }
}
