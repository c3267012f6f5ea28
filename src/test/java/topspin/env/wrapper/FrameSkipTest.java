package topspin.env.wrapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import topspin.env.CountingEnvironment;
import topspin.env.DiscreteEnvironment;
import topspin.env.Observations;
import topspin.env.PooledFrames;
import topspin.env.SavedState;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;
import topspin.space.Box;
import topspin.space.Discrete;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class FrameSkipTest {

    @Test
    void shouldHoldTheActionAndSumTheRewards() {
        CountingEnvironment inner = CountingEnvironment.terminatingAfter(100);
        FrameSkip skipping = new FrameSkip(inner, 4);
        Observations out = new Observations(skipping.observationSpace(), 1);
        skipping.reset(out, 0);
        assertThat(skipping.step(2, out, 0)).isEqualTo(12 + 22 + 32 + 42);
        assertThat(inner.actions).containsExactly(2, 2, 2, 2);
        assertThat(skipping.framesPerStep()).isEqualTo(4);
        assertThat(new FrameSkip(skipping, 3).framesPerStep()).as("each of whose steps are four frames").isEqualTo(12);
    }

    @Test
    void shouldShowTheMaximumOfTheLastTwoFrames() {
        FrameSkip skipping = new FrameSkip(new Blinking(100), 4);
        Observations out = new Observations(skipping.observationSpace(), 2);
        skipping.reset(out, 1);
        assertThat(row(out, 1)).as("a reset shows its frame alone").containsExactly(0, 0);
        skipping.step(0, out, 1);
        // frames 3 and 4: element 0 shows odd, element 1 even frames, as unsigned bytes
        assertThat(row(out, 1)).containsExactly(203, 204);
    }

    /** Noise, so that any frame may be the brightest anywhere: of the last two frames, and of no others. */
    @ParameterizedTest
    @CsvSource({"2,true", "3,true", "4,true", "7,true", "2,false", "4,false", "5,false"})
    void shouldShowTheMaximumOfTheLastTwoOfAnyFrames(int skip, boolean bytes) {
        Noise inner = new Noise(bytes);
        FrameSkip skipping = new FrameSkip(inner, skip);
        Observations out = new Observations(skipping.observationSpace(), 2);
        for (int episode = 0; episode < 5; episode++) {
            skipping.reset(out, 1);
            assertThat(inner.values(out, 1)).as("a reset shows its frame alone").isEqualTo(inner.last());
            while (!skipping.terminated()) {
                boolean seen = inner.frames.size() % 3 != 0; // an outer frame skip asks for no picture of some steps
                skipping.step(0, seen ? out : null, 1);
                if (seen) {
                    assertThat(inner.values(out, 1)).as("after frame %d", inner.frames.size()).isEqualTo(inner.maximum());
                }
            }
        }
    }

    @Test
    void shouldStopAtTheEndOfAnEpisodeAndPoolWithTheFrameBefore() {
        FrameSkip skipping = new FrameSkip(new Blinking(5), 4);
        Observations out = new Observations(skipping.observationSpace(), 1);
        skipping.reset(out, 0);
        skipping.step(0, out, 0);
        assertThat(skipping.step(0, out, 0)).as("one frame's reward").isEqualTo(1);
        assertThat(skipping.terminated()).isTrue();
        assertThat(row(out, 0)).as("frames 4 and 5").containsExactly(205, 204);
    }

    @Test
    void shouldNotPoolWithTheEpisodeBefore() {
        Blinking inner = new Blinking(4);
        FrameSkip skipping = new FrameSkip(inner, 4);
        Observations out = new Observations(skipping.observationSpace(), 1);
        skipping.reset(out, 0);
        skipping.step(0, out, 0);
        inner.length = 1;
        skipping.reset(out, 0);
        skipping.step(0, out, 0);
        assertThat(row(out, 0)).as("the reset's frame and frame 1").containsExactly(201, 0);
    }

    @Test
    void shouldAskTheInnerEnvironmentToPoolThroughWrappersThatPassFrames() {
        Pooling inner = new Pooling();
        FrameSkip skipping = new FrameSkip(new TimeLimit(new RewardClip(inner), 6), 4);
        Observations out = new Observations(skipping.observationSpace(), 1);
        skipping.reset(out, 0);
        assertThat(skipping.step(0, out, 0)).as("rewards of four frames").isEqualTo(4);
        assertThat(skipping.truncated()).isFalse();
        assertThat(skipping.step(0, out, 0)).as("two frames until the time limit").isEqualTo(2);
        assertThat(skipping.truncated()).isTrue();
        assertThat(row(out, 0)).containsExactly(42, 42);
        assertThat(inner.blinking.drawn).as("only the reset is drawn").isEqualTo(1);
    }

    @Test
    void shouldNotLookThroughWrappersThatChangeObservations() {
        FrameSkip skipping = new FrameSkip(new Flicker(new Pooling(), 0, new RandomStreams(1).stream("flicker")), 4);
        Observations out = new Observations(skipping.observationSpace(), 1);
        skipping.reset(out, 0);
        skipping.step(0, out, 0);
        assertThat(row(out, 0)).containsExactly(203, 204);
    }

    @Test
    void shouldContinueFromASavedStateWithTheFrameBefore() throws IOException {
        FrameSkip original = new FrameSkip(new Blinking(5), 4);
        Observations out = new Observations(original.observationSpace(), 1);
        original.reset(out, 0);
        original.step(0, out, 0);
        FrameSkip restored = new FrameSkip(new Blinking(5), 4);
        SavedState.of(original).restore(restored);
        restored.step(0, out, 0);
        assertThat(row(out, 0)).containsExactly(205, 204);
    }

    @Test
    void shouldRefuseASkipOfOne() {
        assertThatIllegalArgumentException().isThrownBy(() -> new FrameSkip(new Blinking(5), 1))
                .withMessage("frame skip must be 2 to 1000, got 1");
        assertThatIllegalArgumentException().isThrownBy(() -> new FrameSkip(new Blinking(5), Integer.MAX_VALUE))
                .withMessage("frame skip must be 2 to 1000, got 2147483647");
    }

    private static int[] row(Observations out, int row) {
        int at = out.offset(row);
        return new int[] {out.bytes()[at] & 0xFF, out.bytes()[at + 1] & 0xFF};
    }

    /** Frame n shows 200 + n in element 0 if n is odd, in element 1 if it is even; the reset shows zeros. Reward 1. */
    private static final class Blinking implements DiscreteEnvironment {
        private int length;
        private int frame;
        private int drawn;

        Blinking(int length) {
            this.length = length;
        }

        @Override
        public Box observationSpace() {
            return Box.pixels(2);
        }

        @Override
        public Discrete actionSpace() {
            return new Discrete(1);
        }

        @Override
        public void reset(Observations out, int row) {
            frame = 0;
            draw(out, row);
        }

        @Override
        public float step(int action, Observations out, int row) {
            frame++;
            draw(out, row);
            return 1;
        }

        private void draw(Observations out, int row) {
            if (out != null) {
                drawn++;
                out.clearRow(row);
                if (frame > 0) {
                    out.bytes()[out.offset(row) + (frame + 1) % 2] = (byte) (200 + frame);
                }
            }
        }

        @Override
        public boolean terminated() {
            return frame >= length;
        }

        @Override
        public boolean truncated() {
            return false;
        }

        @Override
        public void save(DataOutput out) throws IOException {
            out.writeInt(frame);
        }

        @Override
        public void restore(DataInput in) throws IOException {
            frame = in.readInt();
        }
    }

    /** Every frame is 64 random numbers, bytes or floats of either sign; episodes have 23 frames. */
    private static final class Noise implements DiscreteEnvironment {
        private static final int SIZE = 64;
        private final boolean bytes;
        private final RandomStream random = new RandomStreams(5).stream("noise");
        /** Of this episode, the reset's first. */
        private final List<float[]> frames = new ArrayList<>();

        Noise(boolean bytes) {
            this.bytes = bytes;
        }

        @Override
        public Box observationSpace() {
            return bytes ? Box.pixels(SIZE) : Box.floats(-1, 1, SIZE);
        }

        @Override
        public Discrete actionSpace() {
            return new Discrete(1);
        }

        @Override
        public void reset(Observations out, int row) {
            frames.clear();
            draw(out, row);
        }

        @Override
        public float step(int action, Observations out, int row) {
            draw(out, row);
            return 0;
        }

        private void draw(Observations out, int row) {
            float[] frame = new float[SIZE];
            for (int i = 0; i < SIZE; i++) {
                frame[i] = bytes ? random.nextInt(256) : 2 * random.nextFloat() - 1;
                if (bytes) {
                    out.bytes()[out.offset(row) + i] = (byte) frame[i];
                } else {
                    out.floats()[out.offset(row) + i] = frame[i];
                }
            }
            frames.add(frame);
        }

        float[] values(Observations out, int row) {
            float[] values = new float[SIZE];
            for (int i = 0; i < SIZE; i++) {
                values[i] = bytes ? out.bytes()[out.offset(row) + i] & 0xFF : out.floats()[out.offset(row) + i];
            }
            return values;
        }

        float[] last() {
            return frames.get(frames.size() - 1);
        }

        float[] maximum() {
            float[] before = frames.get(frames.size() - 2);
            float[] maximum = last().clone();
            for (int i = 0; i < SIZE; i++) {
                maximum[i] = Math.max(maximum[i], before[i]);
            }
            return maximum;
        }

        @Override
        public boolean terminated() {
            return frames.size() > 23;
        }

        @Override
        public boolean truncated() {
            return false;
        }

        @Override
        public void save(DataOutput out) {
            throw new AssertionError("not saved here");
        }

        @Override
        public void restore(DataInput in) {
            throw new AssertionError("not restored here");
        }
    }

    /** Blinks, but draws 42 when asked to pool. */
    private static final class Pooling extends Wrapper implements PooledFrames {
        private final Blinking blinking;

        Pooling() {
            this(new Blinking(100));
        }

        private Pooling(Blinking blinking) {
            super(blinking);
            this.blinking = blinking;
        }

        @Override
        public void drawPooled(Observations out, int row) {
            out.bytes()[out.offset(row)] = 42;
            out.bytes()[out.offset(row) + 1] = 42;
        }
    }
}
