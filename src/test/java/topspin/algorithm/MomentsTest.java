package topspin.algorithm;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class MomentsTest {
    private static final double DEVIATION = Math.sqrt((9 + 4 + 0 + 25) / 4.0);

    /** As numpy's {@code std()}, which openai/baselines divides by: by n, not by n − 1. */
    @Test
    void shouldBeOfTheWholePopulation() {
        Moments moments = Moments.of(new float[] {1, 2, 4, 9, 99}, 4);
        assertThat(moments.mean()).isEqualTo(4);
        assertThat(moments.deviation()).isCloseTo(DEVIATION, within(1e-12));
        assertThat(moments.reciprocalDeviation()).isCloseTo(1 / DEVIATION, within(1e-8));
    }

    /** Two steps of four environments, of which the order's second and third are taken: numbers 3 and 0. */
    @Test
    void shouldBeOfTheColumnsThatAreAskedFor() {
        float[] values = {1, 77, 88, 2, 4, -77, -88, 9};
        Moments moments = Moments.ofColumns(values, 2, 4, new int[] {1, 3, 0, 2}, 1, 3);
        assertThat(moments.mean()).isEqualTo(4);
        assertThat(moments.deviation()).isCloseTo(DEVIATION, within(1e-12));
    }
}
