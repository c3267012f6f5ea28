package topspin.envs.breakout;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.Observations;
import topspin.env.wrapper.FrameSkip;
import topspin.envs.arcade.ArcadeEnvironment;
import topspin.envs.arcade.Screen;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What is drawn directly equals what the full 210 × 160 colour frames give. */
class BreakoutScreenTest {
    private static final int[] BRICKS = {0xC84848, 0xC66C3A, 0xB47A30, 0xA2A22A, 0x48A048, 0x4248C8};

    @ParameterizedTest
    @ValueSource(strings = {"binary80", "gray84", "rgb"})
    void shouldDrawGamesAsTheFullFramesDo(String observation) {
        long seed = 11;
        RandomStreams streams = new RandomStreams(seed);
        BreakoutGame shown = new BreakoutGame(true, streams);
        Environment skipping = new FrameSkip(new ArcadeEnvironment<>(shown, Screen.of(observation, new BreakoutScene()),
                BreakoutScene::new), 4);
        BreakoutGame game = new BreakoutGame(true, streams);
        BreakoutFollower follower = new BreakoutFollower(skipping, streams.scope("player"));
        RandomStream random = streams.stream("action");
        Actions action = new Actions(skipping.actionSpace(), 1);
        Observations out = new Observations(skipping.observationSpace(), 2);
        BreakoutFrame[] frames = {new BreakoutFrame(), new BreakoutFrame()};
        int games = 0;
        for (int decision = 0; decision < 3000; decision++) {
            if (decision == 0 || skipping.terminated()) {
                games++;
                skipping.reset(out, 1);
                game.start();
                frames[0].capture(game);
                frames[1].capture(game);
            } else {
                follower.act(out, 1, action, 0);
                if (random.nextInt(4) == 0) {
                    action.set(0, random.nextInt(4));
                }
                skipping.step(action, 0, out, 1);
                for (int i = 0; i < 4 && !game.over(); i++) {
                    game.step(action.index(0));
                    frames[0] = frames[1];
                    frames[1] = new BreakoutFrame();
                    frames[1].capture(game);
                }
            }
            if (decision % 11 == 0 || decision < 40) {
                byte[] expected = transformed(observation, pooled(frames[0], frames[1]));
                int from = out.offset(1);
                assertThat(Arrays.mismatch(expected, 0, expected.length, out.bytes(), from, from + expected.length))
                        .as("first differing element, seed %d, decision %d", seed, decision).isEqualTo(-1);
            }
        }
        assertThat(games).as("games seen").isGreaterThan(1);
    }

    private static int[] pooled(BreakoutFrame a, BreakoutFrame b) {
        int[] rgb = new int[210 * 160 * 3];
        for (int y = 0; y < 210; y++) {
            for (int x = 0; x < 160; x++) {
                for (int channel = 0; channel < 3; channel++) {
                    int shift = 16 - 8 * channel;
                    rgb[(y * 160 + x) * 3 + channel] = Math.max(colour(a, x, y) >> shift & 0xFF, colour(b, x, y) >> shift & 0xFF);
                }
            }
        }
        return rgb;
    }

    private static int colour(BreakoutFrame frame, int x, int y) {
        if (y < 17) {
            return isDigit(frame.score, 80, x, y) || isDigit(frame.balls, 112, x, y) ? 0x8E8E8E : 0;
        }
        if (y < 32 || y < 196 && (x < 8 || x >= 152)) {
            return 0x8E8E8E;
        }
        int ballX = frame.ballX / 256;
        int ballY = frame.ballY / 256;
        if (frame.ballVisible && x >= ballX && x < ballX + 2 && y >= ballY && y < ballY + 4) {
            return 0xC84848;
        }
        int paddleX = frame.paddleX / 256;
        if (y >= 189 && y < 193 && x >= paddleX && x < paddleX + frame.paddleWidth) {
            return 0xC84848;
        }
        if (y >= 57 && y < 93) {
            int row = (y - 57) / 6;
            long half = row < 3 ? frame.upperBricks : frame.lowerBricks;
            return (half >> row % 3 * 18 + (x - 8) / 8 & 1) == 1 ? BRICKS[row] : 0;
        }
        return 0;
    }

    private static boolean isDigit(int number, int right, int x, int y) {
        String[] digits = {
            "#### ## ## ####", " #  #  #  #  # ", "###  #####  ###", "###  ####  ####", "# ## ####  #  #",
            "####  ###  ####", "####  #### ####", "###  #  #  #  #", "#### ##### ####", "#### ####  ####",
        };
        String text = Integer.toString(number);
        int block = y >= 5 && y < 15 ? (y - 5) / 2 : -1;
        for (int i = 0; i < text.length(); i++) {
            int left = right - 16 * (text.length() - i) + 4;
            if (block >= 0 && x >= left && x < left + 12) {
                return digits[text.charAt(i) - '0'].charAt(block * 3 + (x - left) / 4) == '#';
            }
        }
        return false;
    }

    private static byte[] transformed(String observation, int[] rgb) {
        byte[] bytes = new byte[observation.equals("rgb") ? rgb.length : observation.equals("gray84") ? 84 * 84 : 80 * 80];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) switch (observation) {
                case "rgb" -> rgb[i];
                case "gray84" -> grey(rgb, i / 84, i % 84);
                default -> rgb[((35 + 2 * (i / 80)) * 160 + 2 * (i % 80)) * 3] != 0 ? 1 : 0;
            };
        }
        return bytes;
    }

    /** The exact mean of a cell, in 84ths of a pixel. */
    private static int grey(int[] rgb, int i, int j) {
        long sum = 0;
        for (int y = 210 * i / 84; y < 210 && 84 * y < 210 * (i + 1); y++) {
            long height = Math.min(84 * (y + 1), 210 * (i + 1)) - Math.max(84 * y, 210 * i);
            for (int x = 160 * j / 84; x < 160 && 84 * x < 160 * (j + 1); x++) {
                long width = Math.min(84 * (x + 1), 160 * (j + 1)) - Math.max(84 * x, 160 * j);
                int pixel = (y * 160 + x) * 3;
                sum += height * width * (long) Math.floor(0.299 * rgb[pixel] + 0.587 * rgb[pixel + 1] + 0.114 * rgb[pixel + 2] + 0.5);
            }
        }
        return (int) ((2 * sum + 210 * 160) / (2 * 210 * 160));
    }

    @Test
    void shouldShowOceansNumbersAndBricks() {
        BreakoutFrame frame = new BreakoutFrame();
        frame.paddleX = 80 * 256;
        frame.paddleWidth = 8;
        frame.ballVisible = true;
        frame.ballX = 44 * 256;
        frame.ballY = (32 + 161 / 2) * 256 + 128;
        frame.ballVelocityX = -BreakoutGame.FASTEST_ACROSS;
        frame.ballVelocityY = BreakoutGame.FASTEST_UPWARDS;
        frame.score = 216;
        frame.balls = 4;
        frame.upperBricks = (1L << 54) - 1 ^ 1;
        frame.lowerBricks = (1L << 54) - 1 ^ 1L << 53;
        BreakoutFeatures screen = new BreakoutFeatures();
        Observations out = new Observations(screen.space(), 2);
        for (int drawing = 0; drawing < 2; drawing++) {
            screen.draw(new BreakoutFrame(), frame, out, 1);
            float[] numbers = Arrays.copyOfRange(out.floats(), 118, 128);
            assertThat(numbers).containsExactly(new float[] {0.5f, 157 / 161f, 0.25f, 0.5f, -1, 1, 1, 0.25f, 0.8f, 0.5f}, within(1e-6f));
            float[] bricks = Arrays.copyOfRange(out.floats(), 128, 236);
            for (int brick = 0; brick < 108; brick++) {
                assertThat(bricks[brick]).as("brick %d", brick).isEqualTo(brick == 0 || brick == 107 ? 1 : 0);
            }
        }
        frame.ballVisible = false;
        frame.upperBricks = (1L << 54) - 1;
        screen.draw(frame, frame, out, 1);
        assertThat(out.floats()[120]).isZero();
        assertThat(out.floats()[121]).isZero();
        assertThat(out.floats()[124]).isZero();
        assertThat(out.floats()[128]).as("a brick that is put up again").isZero();
        frame.upperBricks ^= 1;
        screen.draw(frame, frame, out, 1);
        assertThat(out.floats()[128]).as("and broken again").isEqualTo(1);
    }

    @Test
    void shouldStayWithinItsSpace() {
        long seed = 13;
        RandomStreams streams = new RandomStreams(seed);
        ArcadeEnvironment<BreakoutFrame> world = new ArcadeEnvironment<>(new BreakoutGame(true, streams), new BreakoutFeatures(),
                BreakoutScene::new);
        RandomStream random = streams.stream("action");
        Observations out = new Observations(world.observationSpace(), 1);
        world.reset(out, 0);
        for (int step = 0; step < 5000; step++) {
            world.step(random.nextInt(4), out, 0);
            for (float value : out.floats()) {
                assertThat(value).as("seed %d, step %d", seed, step).isBetween(-1f, 1f);
            }
            if (world.terminated()) {
                world.reset(out, 0);
            }
        }
    }
}
