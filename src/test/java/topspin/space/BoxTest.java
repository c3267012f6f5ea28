package topspin.space;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BoxTest {

    @Test
    void shouldCountItsElements() {
        assertThat(Box.pixels(84, 84, 4).size()).isEqualTo(28_224);
        assertThat(Box.pixels(Integer.MAX_VALUE).size()).isEqualTo(Integer.MAX_VALUE);
    }

    /** Their product wraps around to 0 and to 1, and is past the range of a long in the last. */
    @Test
    void shouldRefuseMoreElementsThanAnArrayHas() {
        int[] manyAxes = new int[61];
        Arrays.fill(manyAxes, 4);
        for (int[] shape : new int[][] {{1 << 16, 1 << 16}, {641, 6_700_417}, {65_537, 65_537}, manyAxes}) {
            assertThatIllegalArgumentException().isThrownBy(() -> Box.pixels(shape))
                    .withMessage("a box has at most 2147483647 elements, got axes of " + Arrays.toString(shape));
        }
    }
}
