package topspin.envs.breakout;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.env.SavedState;
import topspin.envs.arcade.ArcadeEnvironment;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class BreakoutGameTest {
    private static final int NOOP = 0;
    private static final int FIRE = 1;
    private static final int RIGHT = 2;
    private static final int LEFT = 3;
    private static final long WALL = (1L << 54) - 1;

    /** A game in the middle of a flight, put together as a saved state; places in pixels, speeds in pixels a frame. */
    private static final class Position {
        private int score;
        private int balls = 5;
        private double paddleX = 72;
        private int paddleWidth = 16;
        private double x;
        private double y;
        private double across;
        private double down;
        private int hits;
        private int speedUps;
        private long upper = WALL;
        private long lower = WALL;

        Position ball(double x, double y, double across, double down) {
            this.x = x;
            this.y = y;
            this.across = across;
            this.down = down;
            return this;
        }

        Position paddle(double x, int width) {
            paddleX = x;
            paddleWidth = width;
            return this;
        }

        Position rally(int hits, int speedUps) {
            this.hits = hits;
            this.speedUps = speedUps;
            return this;
        }

        Position bricks(long upper, long lower) {
            this.upper = upper;
            this.lower = lower;
            return this;
        }

        Position standing(int score, int balls) {
            this.score = score;
            this.balls = balls;
            return this;
        }

        BreakoutGame play() throws IOException {
            RandomStreams streams = new RandomStreams(3);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            streams.stream("serve").save(out);
            out.writeInt(score);
            out.writeInt(balls);
            out.writeInt((int) (256 * paddleX));
            out.writeInt(paddleWidth);
            out.writeBoolean(true);
            out.writeInt((int) (256 * x));
            out.writeInt((int) (256 * y));
            out.writeInt((int) (256 * across));
            out.writeInt((int) (256 * down));
            out.writeInt(hits);
            out.writeInt(speedUps);
            out.writeLong(upper);
            out.writeLong(lower);
            BreakoutGame game = new BreakoutGame(true, streams);
            game.restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
            return game;
        }
    }

    private static Position at(double x, double y, double across, double down) {
        return new Position().ball(x, y, across, down);
    }

    @Test
    void shouldServeDownwardsFromAnyColumnToEitherSide() {
        BreakoutGame game = new BreakoutGame(true, new RandomStreams(1));
        boolean[] columns = new boolean[160];
        int rightwards = 0;
        for (int i = 0; i < 3000; i++) {
            game.start();
            assertThat(game.ballInPlay()).isFalse();
            assertThat(game.step(NOOP)).isZero();
            assertThat(game.ballInPlay()).isTrue();
            columns[game.ballX() / 256] = true;
            rightwards += game.ballVelocityX() > 0 ? 1 : 0;
            // 256 units a second at 180/3.25 degrees from upright: sin 0.8230, cos 0.5681
            assertThat(Math.abs(game.ballVelocityX()) / 256.0).isCloseTo(256 / 60.0 / 4 * 0.8230, within(0.003));
            assertThat(game.ballVelocityY() / 256.0).isCloseTo(256 / 60.0 / 2 * 0.5681, within(0.003));
        }
        for (int x = 0; x < 160; x++) {
            assertThat(columns[x]).as("column %d", x).isEqualTo(x >= 8 && x < 150);
        }
        assertThat(rightwards).isBetween(1350, 1650);
    }

    @Test
    void shouldWaitForFireIfItDoesNotServeItself() {
        BreakoutGame game = new BreakoutGame(false, new RandomStreams(1));
        game.start();
        for (int i = 0; i < 300; i++) {
            game.step(i % 2 == 0 ? NOOP : LEFT);
            assertThat(game.ballInPlay()).isFalse();
        }
        game.step(FIRE);
        assertThat(game.ballInPlay()).isTrue();
    }

    @Test
    void shouldMoveThePaddleAtASteadySpeedBetweenTheWalls() throws IOException {
        BreakoutGame game = at(80, 100, 0, 0).paddle(72, 16).play();
        game.step(RIGHT);
        assertThat(game.paddleX() / 256.0).isCloseTo(72 + 620 / 60.0 / 4, within(0.003));
        game.step(LEFT);
        game.step(FIRE);
        assertThat(game.paddleX()).isEqualTo(72 * 256);
        for (int i = 0; i < 60; i++) {
            game.step(LEFT);
        }
        assertThat(game.paddleX()).isEqualTo(8 * 256);
        for (int i = 0; i < 60; i++) {
            game.step(RIGHT);
        }
        assertThat(game.paddleX()).isEqualTo((152 - 16) * 256);
    }

    @Test
    void shouldReflectTheBallOffTheWallsAndLoseNothing() throws IOException {
        BreakoutGame left = at(8.5, 120, -1, 1).play();
        left.step(NOOP);
        assertThat(left.ballX()).isEqualTo((int) (8.5 * 256));
        assertThat(left.ballVelocityX()).isEqualTo(256);
        BreakoutGame right = at(149.75, 120, 1, 1).play();
        right.step(NOOP);
        assertThat(right.ballX()).isEqualTo((int) (149.25 * 256));
        assertThat(right.ballVelocityX()).isEqualTo(-256);
    }

    @Test
    void shouldHalveThePaddleWhenTheBallMeetsTheCeiling() throws IOException {
        BreakoutGame game = at(80, 33, 0.5, -2).paddle(72, 16).bricks(0, 0).play();
        game.step(NOOP);
        assertThat(game.ballY()).isEqualTo(33 * 256);
        assertThat(game.ballVelocityY()).isEqualTo(2 * 256);
        assertThat(game.paddleWidth()).isEqualTo(8);
        assertThat(game.paddleX()).as("about its middle").isEqualTo(76 * 256);
        BreakoutGame again = at(80, 33, 0.5, -2).paddle(76, 8).bricks(0, 0).play();
        again.step(NOOP);
        assertThat(again.paddleWidth()).isEqualTo(8);
        assertThat(again.paddleX()).isEqualTo(76 * 256);
    }

    /** From below, into the middle of a column; rows of 6 pixels from row 57 on. */
    @ParameterizedTest
    @CsvSource({"0, 7", "1, 7", "2, 4", "3, 4", "4, 1", "5, 1"})
    void shouldBreakABrickForWhatItsRowEarnsAndTurnRound(int row, int points) throws IOException {
        long brick = 1L << row % 3 * 18 + 4;
        BreakoutGame game = at(8 + 4 * 8 + 3, 57 + (row + 1) * 6 + 1, 0.25, -2).bricks(row < 3 ? brick : 0,
                row < 3 ? 0 : brick).play();
        assertThat(game.step(NOOP)).isEqualTo(points);
        assertThat(game.score()).isEqualTo(points);
        assertThat(game.ballVelocityY()).isEqualTo(512);
        assertThat(game.ballVelocityX()).isEqualTo(64);
        assertThat(game.ballY()).isEqualTo((57 + (row + 1) * 6 + 1) * 256);
        assertThat(game.upperBricks() | game.lowerBricks()).isZero();
        assertThat(game.step(NOOP)).isZero();
    }

    @Test
    void shouldBreakABrickFromEverySide() throws IOException {
        long brick = 1L << 18 + 4; // second row: columns 40 to 47, rows 63 to 68
        assertThat(at(37.5, 64, 1, 1).bricks(brick, 0).play().step(NOOP)).as("from the left").isEqualTo(7);
        assertThat(at(48.5, 64, -1, 1).bricks(brick, 0).play().step(NOOP)).as("from the right").isEqualTo(7);
        assertThat(at(43, 58.5, 0.1, 1).bricks(brick, 0).play().step(NOOP)).as("from above").isEqualTo(7);
        assertThat(at(43, 69.5, 0.1, -1).bricks(brick, 0).play().step(NOOP)).as("from below").isEqualTo(7);
        assertThat(at(36.5, 64, 1, 1).bricks(brick, 0).play().step(NOOP)).as("half a pixel short").isZero();
        assertThat(at(37.5, 58, 1, 1).bricks(brick, 0).play().step(NOOP)).as("past its corner").isZero();
        BreakoutGame sideways = at(37.5, 64, 1, 1).bricks(brick, 0).play();
        sideways.step(NOOP);
        assertThat(sideways.ballVelocityX()).isEqualTo(-256);
        assertThat(sideways.ballVelocityY()).isEqualTo(256);
    }

    @Test
    void shouldBreakTheBrickInFrontOfItsMiddleIfItMeetsTwo() throws IOException {
        // the ball's columns 46.5 to 48.5 are more of column 4 (40 to 47) than of column 5, and the other way round
        BreakoutGame left = at(46.25, 93.5, 0, -1).bricks(0, WALL).play();
        left.step(NOOP);
        assertThat(WALL ^ left.lowerBricks()).isEqualTo(1L << 36 + 4);
        BreakoutGame right = at(47.5, 93.5, 0, -1).bricks(0, WALL).play();
        right.step(NOOP);
        assertThat(WALL ^ right.lowerBricks()).isEqualTo(1L << 36 + 5);
        BreakoutGame gap = at(46.25, 93.5, 0, -1).bricks(0, WALL ^ 1L << 36 + 4).play();
        gap.step(NOOP);
        assertThat(WALL ^ gap.lowerBricks()).as("the other one where one is gone")
                .isEqualTo(1L << 36 + 4 | 1L << 36 + 5);
    }

    /** The sixteenths of a wide paddle are pixels, those of a narrow one half pixels. */
    @ParameterizedTest
    @CsvSource({"72, 16, 71, 0", "72, 16, 72, 1", "72, 16, 78, 7", "72, 16, 79, 8", "72, 16, 86.5, 15",
        "72, 16, 70.5, 0", "72, 8, 72, 2", "72, 8, 74.5, 7", "72, 8, 75, 8", "72, 8, 79, 15"})
    void shouldSendTheBallOffByTheSixteenthThatWasHit(double paddle, int width, double ball, int spot) throws IOException {
        BreakoutGame game = at(ball, 184.5, 0, 1).paddle(paddle, width).play();
        game.step(NOOP);
        double degrees = (spot - 7.5) / 8 * 45;
        assertThat(game.ballY()).isEqualTo(185 * 256);
        assertThat(game.ballVelocityX() / 256.0)
                .isCloseTo(256 / 240.0 * Math.sin(Math.toRadians(degrees)), within(0.003));
        assertThat(game.ballVelocityY() / 256.0)
                .isCloseTo(-256 / 120.0 * Math.cos(Math.toRadians(degrees)), within(0.003));
    }

    @ParameterizedTest
    @CsvSource({"3, 0, 320", "4, 1, 320", "7, 1, 384", "11, 2, 448", "15, 3, 448", "1, 3, 448"})
    void shouldGetFasterAtEveryFourthHit(int hits, int speedUps, int unitsASecond) throws IOException {
        BreakoutGame game = at(79, 184.5, 0, 1).rally(hits, speedUps).play();
        game.step(NOOP);
        assertThat(-game.ballVelocityY() / 256.0)
                .isCloseTo(unitsASecond / 120.0 * Math.cos(Math.toRadians(45 / 16.0)), within(0.003));
    }

    @ParameterizedTest
    @CsvSource({"2, 448", "3, 256"})
    void shouldBeFastestAfterABrickOfTheUpperThreeRows(int row, int unitsASecond) throws IOException {
        long brick = 1L << row % 3 * 18 + 9;
        BreakoutGame game = at(80, 57 + (row + 1) * 6 + 1, 0, -2).paddle(72, 16).bricks(row < 3 ? brick : 0,
                row < 3 ? 0 : brick).play();
        while (game.ballVelocityY() < 0 || game.ballY() < 180 * 256) {
            game.step(NOOP);
        }
        assertThat(game.ballVelocityY()).as("not before the next hit").isEqualTo(512);
        while (game.ballVelocityY() > 0) {
            game.step(NOOP);
        }
        assertThat(-game.ballVelocityY() / 256.0).isCloseTo(unitsASecond / 120.0 * Math.cos(Math.toRadians(45 * 1.5 / 8)),
                within(0.01));
    }

    @Test
    void shouldLoseABallThatPassesThePaddleAndPutEverythingBack() throws IOException {
        BreakoutGame game = at(20, 191, 0.5, 2).paddle(100, 8).rally(9, 3).standing(50, 3).bricks(0, WALL).play();
        assertThat(game.step(NOOP)).isZero();
        assertThat(game.lives()).isEqualTo(2);
        assertThat(game.ballInPlay()).isFalse();
        assertThat(game.paddleWidth()).isEqualTo(16);
        assertThat(game.paddleX()).isEqualTo(72 * 256);
        assertThat(game.lowerBricks()).isEqualTo(WALL);
        assertThat(game.score()).isEqualTo(50);
        game.step(NOOP);
        assertThat(game.ballVelocityY() / 256.0).as("slow again").isCloseTo(256 / 120.0 * 0.5681, within(0.003));
    }

    @Test
    void shouldNotCatchABallFromTheSide() throws IOException {
        BreakoutGame game = at(70.2, 187, 0, 1).paddle(74, 16).play();
        for (int i = 0; i < 6; i++) {
            game.step(LEFT);
        }
        assertThat(game.lives()).isEqualTo(4);
    }

    @Test
    void shouldEndWithTheLastBallOrTheLastBrick() throws IOException {
        BreakoutGame lost = at(20, 191, 0, 2).standing(50, 1).play();
        assertThat(lost.over()).isFalse();
        lost.step(NOOP);
        assertThat(lost.over()).isTrue();
        assertThat(lost.lives()).isZero();
        BreakoutGame won = at(43, 94, 0, -2).standing(863, 2).bricks(0, 1L << 36 + 4).play();
        assertThat(won.over()).isFalse();
        assertThat(won.step(NOOP)).isEqualTo(1);
        assertThat(won.over()).isTrue();
        won.start();
        assertThat(won.over()).isFalse();
        assertThat(won.score()).isZero();
        assertThat(won.lives()).isEqualTo(5);
        assertThat(won.upperBricks() & won.lowerBricks()).isEqualTo(WALL);
    }

    @Test
    void shouldPutUpASecondWallAtTheNextHitOnceTheFirstIsGone() throws IOException {
        BreakoutGame game = at(79, 180, 0, 2).standing(432, 2).bricks(0, 0).play();
        game.step(NOOP);
        assertThat(game.upperBricks()).isZero();
        while (game.ballVelocityY() > 0) {
            game.step(NOOP);
        }
        assertThat(game.upperBricks() & game.lowerBricks()).isEqualTo(WALL);
        assertThat(game.over()).isFalse();
    }

    @Test
    void shouldHaveWallsOf432Points() {
        int points = 0;
        for (int row = 0; row < 6; row++) {
            points += 18 * BreakoutField.points(row);
        }
        assertThat(points).isEqualTo(BreakoutField.WALL_POINTS).isEqualTo(432);
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void shouldKeepItsLawsWhateverIsPlayed(long seed) {
        RandomStreams streams = new RandomStreams(seed);
        RandomStream random = streams.stream("action");
        BreakoutGame game = new BreakoutGame(true, streams);
        BreakoutGame arrived = new BreakoutGame(true, streams);
        game.start();
        int earned = 0;
        int walls = 0;
        for (int frame = 0; frame < 400_000; frame++) {
            String where = "seed " + seed + ", frame " + frame;
            if (game.over()) {
                game.start();
                earned = 0;
            }
            // mostly below the ball, so that games last
            int off = game.ballX() - game.paddleX() - game.paddleWidth() * 128 + 256;
            int action = random.nextInt(12) == 0 ? random.nextInt(4) : off > 700 ? RIGHT : off < -700 ? LEFT : NOOP;
            long before = Long.bitCount(game.upperBricks()) + Long.bitCount(game.lowerBricks());
            int x = game.ballX();
            int y = game.ballY();
            boolean inPlay = game.ballInPlay();
            earned += game.step(action);
            assertThat(game.score()).as(where).isEqualTo(earned);
            long after = Long.bitCount(game.upperBricks()) + Long.bitCount(game.lowerBricks());
            if (after > before) {
                walls++;
                assertThat(after).as(where).isEqualTo(108);
            } else {
                assertThat(before - after).as("bricks broken, " + where).isLessThanOrEqualTo(2);
            }
            assertThat(game.paddleX()).as(where).isBetween(8 * 256, (152 - game.paddleWidth()) * 256);
            if (game.ballInPlay()) {
                assertThat(game.ballX()).as(where).isBetween(8 * 256, 150 * 256);
                assertThat(game.ballY()).as(where).isBetween(32 * 256, 193 * 256);
                assertThat(overlapsABrick(game)).as("in a brick, " + where).isFalse();
            }
            if (inPlay && game.ballInPlay()) {
                assertThat(Math.abs(game.ballX() - x)).as(where).isLessThan(2 * 256);
                assertThat(Math.abs(game.ballY() - y)).as(where).isLessThan(4 * 256);
            }
        }
        assertThat(walls).as("second walls, seed " + seed).isPositive();
    }

    private static boolean overlapsABrick(BreakoutGame game) {
        for (int row = 0; row < 6; row++) {
            for (int column = 0; column < 18; column++) {
                long half = row < 3 ? game.upperBricks() : game.lowerBricks();
                int left = (8 + 8 * column) * 256;
                int top = (57 + 6 * row) * 256;
                if ((half >> row % 3 * 18 + column & 1) == 1 && game.ballX() < left + 8 * 256 && game.ballX() + 512 > left
                        && game.ballY() < top + 6 * 256 && game.ballY() + 1024 > top) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void shouldSaveAllThatItRestored() throws IOException {
        Position position = at(100.5, 150.25, -0.75, 1.5).paddle(33, 8).rally(7, 2).standing(123, 3)
                .bricks(0x2AAAAAAAAAAAAAL, 0x15555555555555L);
        SavedState once = SavedState.of(new ArcadeEnvironment<>(position.play(), new BreakoutFeatures(), BreakoutScene::new));
        ArcadeEnvironment<BreakoutFrame> other = new ArcadeEnvironment<>(new BreakoutGame(true, new RandomStreams(4)),
                new BreakoutFeatures(), BreakoutScene::new);
        other.reset(null, 0);
        once.restore(other);
        assertThat(SavedState.of(other).bytes()).isEqualTo(once.bytes());
        BreakoutGame game = ArcadeEnvironment.game(other, BreakoutGame.class);
        assertThat(game.score()).isEqualTo(123);
        assertThat(game.lives()).isEqualTo(3);
        assertThat(game.paddleX()).isEqualTo(33 * 256);
        assertThat(game.paddleWidth()).isEqualTo(8);
        assertThat(game.ballX()).isEqualTo((int) (100.5 * 256));
        assertThat(game.ballY()).isEqualTo((int) (150.25 * 256));
        assertThat(game.ballVelocityX()).isEqualTo(-192);
        assertThat(game.ballVelocityY()).isEqualTo(384);
        assertThat(game.upperBricks()).isEqualTo(0x2AAAAAAAAAAAAAL);
        assertThat(game.lowerBricks()).isEqualTo(0x15555555555555L);
    }

    /** It is in the middle of a rally, so that the next hit, the eighth, makes the ball faster. */
    @Test
    void shouldRememberTheRallyAcrossARestore() throws IOException {
        ArcadeEnvironment<BreakoutFrame> original = new ArcadeEnvironment<>(at(79, 180, 0, 1).rally(7, 2).play(),
                new BreakoutFeatures(), BreakoutScene::new);
        ArcadeEnvironment<BreakoutFrame> restored = new ArcadeEnvironment<>(new BreakoutGame(true, new RandomStreams(4)),
                new BreakoutFeatures(), BreakoutScene::new);
        SavedState.of(original).restore(restored);
        BreakoutGame game = ArcadeEnvironment.game(restored, BreakoutGame.class);
        while (game.ballVelocityY() > 0) {
            game.step(NOOP);
        }
        assertThat(-game.ballVelocityY() / 256.0)
                .isCloseTo(448 / 120.0 * Math.cos(Math.toRadians(45 / 16.0)), within(0.003));
    }

    /** What the planner rests on: the future that it computes is what happens, wherever the paddle is. */
    @Test
    void shouldForeseeWhereTheBallComesDown() {
        long seed = 9;
        RandomStreams streams = new RandomStreams(seed);
        RandomStream random = streams.stream("action");
        BreakoutGame game = new BreakoutGame(true, streams);
        BreakoutGame future = new BreakoutGame(true, streams);
        game.start();
        int foreseen = 0;
        int frames = 0;
        int arrivalX = 0;
        for (int frame = 0; frame < 50_000; frame++) {
            if (game.over()) {
                game.start();
                frames = 0; // won in flight
            }
            if (frames == 0 && game.ballInPlay()) {
                future.copy(game);
                frames = future.fly();
                arrivalX = future.ballX();
                frames = frames == Integer.MAX_VALUE ? 0 : frames;
            }
            int off = game.ballX() - game.paddleX() - game.paddleWidth() * 128 + 256;
            game.step(random.nextInt(6) == 0 ? random.nextInt(4) : off > 700 ? RIGHT : off < -700 ? LEFT : NOOP);
            if (frames > 0 && --frames == 0) {
                assertThat(game.ballX()).as("seed %d, frame %d", seed, frame).isEqualTo(arrivalX);
                assertThat(game.ballY()).as("seed %d, frame %d", seed, frame).isGreaterThanOrEqualTo(185 * 256);
                foreseen++;
            }
        }
        assertThat(foreseen).isGreaterThan(200);
    }
}
