package topspin.envs.pong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import topspin.env.Environment;
import topspin.env.Observations;
import topspin.env.wrapper.FrameSkip;
import topspin.envs.arcade.ArcadeEnvironment;
import topspin.envs.arcade.Screen;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;

import static org.assertj.core.api.Assertions.assertThat;

/** What is drawn directly equals what the full 210 × 160 colour frames give. */
class ScreenTest {
    private static final int ROWS = 3;
    private static final int ROW = 1;

    private enum Mode {
        BINARY80(ReferenceScreen::binary80),
        GRAY84(ReferenceScreen::gray84),
        RGB(ReferenceScreen::rgb);

        private final Function<int[], byte[]> reference;

        Mode(Function<int[], byte[]> reference) {
            this.reference = reference;
        }

        private Screen<PongFrame> direct() {
            return Screen.of(name().toLowerCase(Locale.ROOT), new PongScene());
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void shouldDrawGamesAsTheFullFramesDo(Mode mode) {
        int decisions = 4000;
        long seed = 11;
        RandomStreams streams = new RandomStreams(seed);
        Environment pong = new ArcadeEnvironment<>(new PongGame(streams), mode.direct(), PongScene::new);
        FrameSkip skipping = new FrameSkip(pong, 4);
        PongGame game = new PongGame(streams);
        PongFrame[] frames = {new PongFrame(), new PongFrame()};
        RandomStream actions = streams.stream("action");
        Observations out = new Observations(pong.observationSpace(), ROWS);
        dirty(out);
        int games = 0;
        for (int decision = 0; decision < decisions; decision++) {
            if (decision == 0 || skipping.terminated()) {
                games++;
                skipping.reset(out, ROW);
                game.start();
                frames[0].capture(game);
                frames[1].capture(game);
            } else {
                int action = actions.nextInt(6);
                skipping.step(action, out, ROW);
                int stick = action == 2 || action == 4 ? 1 : action == 3 || action == 5 ? -1 : 0;
                boolean fire = action == 1 || action >= 4;
                for (int i = 0; i < 4 && !game.over(); i++) {
                    game.step(stick, fire);
                    frames[0] = frames[1];
                    frames[1] = new PongFrame();
                    frames[1].capture(game);
                }
            }
            expectReference(mode, frames[0], frames[1], out, "seed " + seed + ", decision " + decision);
        }
        assertThat(games).as("games seen").isGreaterThan(2);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void shouldDrawAnyTwoFramesAsTheFullFramesDo(Mode mode) {
        int cases = 1500;
        long seed = 12;
        RandomStream random = new RandomStreams(seed).stream("frames");
        Screen<PongFrame> screen = mode.direct();
        Observations out = new Observations(screen.space(), ROWS);
        dirty(out);
        PongFrame earlier = new PongFrame();
        PongFrame later = new PongFrame();
        for (int i = 0; i < cases; i++) {
            scramble(earlier, random);
            scramble(later, random);
            later.agentY = clamp(earlier.agentY + random.nextInt(33) - 16, 24, 190);
            screen.draw(earlier, later, out, ROW);
            expectReference(mode, earlier, later, out, "seed " + seed + ", case " + i);
            screen.draw(later, later, out, ROW);
            expectReference(mode, later, later, out, "seed " + seed + ", case " + i + ", one frame");
        }
    }

    @Test
    void shouldShowAboutFiftyOnes() {
        PongFrame frame = new PongFrame();
        RandomStream random = new RandomStreams(13).stream("frames");
        Screen<PongFrame> screen = Mode.BINARY80.direct();
        Observations out = new Observations(screen.space(), 1);
        for (int i = 0; i < 1000; i++) {
            scramble(frame, random);
            frame.agentY = clamp(frame.agentY, 35, 170);
            frame.opponentY = clamp(frame.opponentY, 35, 170);
            screen.draw(frame, frame, out, 0);
            int ones = 0;
            for (byte pixel : out.bytes()) {
                ones += pixel;
            }
            assertThat(ones).isBetween(32, 36);
        }
    }

    @Test
    void shouldScaleFeaturesToMinusOneAndOne() {
        PongFrame frame = new PongFrame();
        PongFeatures screen = new PongFeatures();
        Observations out = new Observations(screen.space(), 1);
        frame.ballVisible = true;
        frame.ballX = 158;
        frame.ballY = 34;
        frame.agentY = 190;
        frame.opponentY = 24;
        frame.agentScore = 21;
        frame.opponentScore = 0;
        screen.draw(frame, frame, out, 0);
        assertThat(out.floats()).containsExactly(1, -1, 1, -1, 1, -1);
        frame.ballX = 79;
        frame.ballY = 112;
        frame.agentY = 107;
        screen.draw(new PongFrame(), frame, out, 0);
        assertThat(out.floats()).as("the later frame is shown").startsWith(0, 0, 0);
        frame.ballVisible = false;
        frame.ballX = 3;
        screen.draw(frame, frame, out, 0);
        assertThat(out.floats()).as("no ball, no hint where it was").startsWith(0, 0);
    }

    private static void expectReference(Mode mode, PongFrame earlier, PongFrame later, Observations out, String where) {
        byte[] expected = mode.reference.apply(ReferenceScreen.pooledRgb(earlier, later));
        int from = out.offset(ROW);
        int difference = Arrays.mismatch(expected, 0, expected.length, out.bytes(), from, from + expected.length);
        assertThat(difference).as("first differing element, %s", where).isEqualTo(-1);
        assertThat(out.bytes()[from - 1]).as("the row before is left alone").isEqualTo((byte) 9);
        assertThat(out.bytes()[from + expected.length]).as("the row after is left alone").isEqualTo((byte) 9);
    }

    private static void dirty(Observations out) {
        Arrays.fill(out.bytes(), (byte) 9);
    }

    private static void scramble(PongFrame frame, RandomStream random) {
        frame.agentY = 24 + random.nextInt(167);
        frame.opponentY = 24 + random.nextInt(167);
        frame.ballVisible = random.nextInt(4) > 0;
        frame.ballX = random.nextInt(2) == 0 ? random.nextInt(164) - 2 : 12 + random.nextInt(2) * 124 + random.nextInt(10);
        frame.ballY = 34 + random.nextInt(157);
        frame.agentScore = random.nextInt(22);
        frame.opponentScore = random.nextInt(22);
    }

    private static int clamp(int value, int low, int high) {
        return Math.max(low, Math.min(high, value));
    }
}
