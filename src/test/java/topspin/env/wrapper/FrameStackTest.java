package topspin.env.wrapper;

import org.junit.jupiter.api.Test;
import topspin.env.CountingEnvironment;
import topspin.env.Environment;
import topspin.env.EnvironmentRegistry;
import topspin.env.Observations;
import topspin.env.SavedState;
import topspin.random.RandomStreams;
import topspin.space.Box;

import java.io.IOException;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class FrameStackTest {

    @Test
    void shouldShowTheLastObservationsOldestFirst() {
        FrameStack stacking = new FrameStack(CountingEnvironment.terminatingAfter(100), 3);
        Observations out = new Observations(stacking.observationSpace(), 2);
        assertThat(stacking.observationSpace().shape()).containsExactly(6);
        stacking.reset(out, 1);
        assertThat(row(out)).as("a reset fills all places").containsExactly(1, 0, 1, 0, 1, 0);
        stacking.step(0, out, 1);
        assertThat(row(out)).containsExactly(1, 0, 1, 0, 1, 1);
        for (int i = 0; i < 4; i++) {
            stacking.step(0, out, 1);
        }
        assertThat(row(out)).containsExactly(1, 3, 1, 4, 1, 5);
    }

    @Test
    void shouldForgetTheEpisodeBefore() {
        FrameStack stacking = new FrameStack(CountingEnvironment.terminatingAfter(2), 2);
        Observations out = new Observations(stacking.observationSpace(), 2);
        stacking.reset(out, 1);
        stacking.step(0, out, 1);
        stacking.reset(out, 1);
        assertThat(row(out)).containsExactly(2, 0, 2, 0);
    }

    @Test
    void shouldJoinPicturesAlongTheirLastAxis() {
        Environment plain = pong(1);
        Environment stacked = pong(4);
        assertThat(stacked.observationSpace().shape()).containsExactly(84, 84, 4);
        int steps = 6;
        Observations singles = new Observations(plain.observationSpace(), steps + 1);
        Observations out = new Observations(stacked.observationSpace(), 1);
        plain.reset(singles, 0);
        stacked.reset(out, 0);
        for (int i = 1; i <= steps; i++) {
            plain.step(i % 2, singles, i);
            stacked.step(i % 2, out, 0);
        }
        for (int pixel = 0; pixel < 84 * 84; pixel++) {
            for (int age = 0; age < 4; age++) {
                byte expected = singles.bytes()[singles.offset(steps - 3 + age) + pixel];
                assertThat(out.bytes()[4 * pixel + age]).isEqualTo(expected);
            }
        }
    }

    @Test
    void shouldKeepItsHistoryAcrossARestoreAndUnseenSteps() throws IOException {
        FrameStack original = new FrameStack(CountingEnvironment.terminatingAfter(100), 3);
        original.reset(null, 0);
        for (int i = 0; i < 4; i++) {
            original.step(0, null, 0);
        }
        FrameStack restored = new FrameStack(CountingEnvironment.terminatingAfter(100), 3);
        SavedState.of(original).restore(restored);
        Observations out = new Observations(original.observationSpace(), 2);
        restored.step(0, out, 1);
        assertThat(row(out)).containsExactly(1, 3, 1, 4, 1, 5);

        SavedState.of(original).restore(restored);
        restored.step(0, out, 1);
        assertThat(row(out)).as("restored by one that had gone on").containsExactly(1, 3, 1, 4, 1, 5);
    }

    @Test
    void shouldRefuseAStackOfOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FrameStack(CountingEnvironment.terminatingAfter(1), 1))
                .withMessage("frame stack must be 2 to 1000, got 1");
    }

    @Test
    void shouldRefuseMoreThanCanBeJoined() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FrameStack(CountingEnvironment.terminatingAfter(1), Integer.MAX_VALUE))
                .withMessage("frame stack must be 2 to 1000, got 2147483647");
        assertThatIllegalArgumentException().isThrownBy(() -> new FrameStack(new Vast(), 1000))
                .withMessage("1000 observations of Box[3000, 1000] of uint8 in [0.0, 255.0] have more than 2147483647 elements");
    }

    /** Three million elements, and nothing to do. */
    private static final class Vast extends Wrapper {
        Vast() {
            super(CountingEnvironment.terminatingAfter(1));
        }

        @Override
        public Box observationSpace() {
            return Box.pixels(3000, 1000);
        }
    }

    private static Environment pong(int depth) {
        return EnvironmentRegistry.load().create("pong", Map.of("observation", "gray84", "frame-stack", depth),
                new RandomStreams(5));
    }

    private static byte[] row(Observations out) {
        byte[] row = new byte[out.rowLength()];
        System.arraycopy(out.bytes(), out.offset(1), row, 0, row.length);
        return row;
    }
}
