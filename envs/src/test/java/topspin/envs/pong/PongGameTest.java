package topspin.envs.pong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class PongGameTest {

    @Test
    void shouldWaitSixtyFramesAndServeFromTheMiddleAtOneColumnAFrame() {
        PongGame game = started(1);
        for (int frame = 1; frame <= 59; frame++) {
            game.step(0, false);
            assertThat(game.ballInPlay()).isFalse();
        }
        game.step(0, false);
        assertThat(game.ballInPlay()).isTrue();
        assertThat(game.ballX()).isEqualTo(78);
        assertThat(Math.abs(game.ballVelocityX())).isEqualTo(1);
        assertThat(Math.abs(game.ballVelocityY())).isEqualTo(1);
        int y = game.ballY();
        int rise = game.ballVelocityY();
        int direction = game.ballVelocityX();
        game.step(0, false);
        assertThat(game.ballX()).isEqualTo(78 + direction);
        assertThat(game.ballY()).isEqualTo(y + rise);
    }

    @Test
    void shouldServeFromManyRowsInAllDirections() {
        boolean[] rows = new boolean[210];
        boolean[] directions = new boolean[4];
        PongGame game = new PongGame(new RandomStreams(2));
        for (int i = 0; i < 1000; i++) {
            game.start();
            while (!game.ballInPlay()) {
                game.step(0, false);
            }
            rows[game.ballY()] = true;
            directions[(game.ballVelocityX() > 0 ? 2 : 0) + (game.ballVelocityY() > 0 ? 1 : 0)] = true;
        }
        int seen = 0;
        for (boolean row : rows) {
            seen += row ? 1 : 0;
        }
        assertThat(seen).isEqualTo(9);
        assertThat(directions).containsOnly(true);
    }

    @Test
    void shouldApproachThePaddlesSpeedByThirtyPercentAFrame() {
        PongGame game = started(3);
        int start = game.agentRow();
        // 0.3 · 5.75 = 1.725, then 1.725 + 0.3 · 4.025 = 2.9325
        game.step(1, false);
        assertThat(game.agentRow()).isEqualTo((int) (start - 1.725));
        game.step(1, false);
        assertThat(game.agentRow()).isEqualTo((int) (start - 1.725 - 2.9325));
        int before = 0;
        for (int i = 0; i < 10; i++) {
            before = game.agentRow();
            game.step(1, false);
        }
        assertThat((double) before - game.agentRow()).isCloseTo(5.75, within(1.0));
    }

    @Test
    void shouldKeepThePaddleBetween24And190() {
        PongGame game = started(4);
        for (int i = 0; i < 60; i++) {
            game.step(1, false);
        }
        assertThat(game.agentRow()).isEqualTo(24);
        for (int i = 0; i < 100; i++) {
            game.step(-1, false);
        }
        assertThat(game.agentRow()).isEqualTo(190);
    }

    @ParameterizedTest
    @CsvSource({"-9, -2", "-6, -2", "-5, -1", "-2, -1", "-1, 0", "0, 0", "1, 0", "2, 1", "5, 1", "6, 2", "9, 2"})
    void shouldSendTheBallOffAsSteepAsTheFifthThatWasHit(int rowsOffCentre, int steepness) throws IOException {
        PongGame game = ballBeforeAgent(100 + 6 + rowsOffCentre, 1, 0);
        game.step(0, false);
        assertThat(game.ballVelocityX()).isEqualTo(-1);
        assertThat(game.ballVelocityY()).isEqualTo(steepness);
    }

    @ParameterizedTest
    @CsvSource({"-10, 1", "-9, -1", "9, -1", "10, 1"})
    void shouldReturnBallsThatOverlapThePaddleByARowAndMissOthers(int rowsOffCentre, int velocity) throws IOException {
        PongGame game = ballBeforeAgent(100 + 6 + rowsOffCentre, 1, 0);
        game.step(0, false);
        assertThat(game.ballVelocityX()).isEqualTo(velocity);
    }

    @Test
    void shouldReturnFasterWithTheFireButtonOrAtFullPaddleSpeed() throws IOException {
        PongGame fired = ballBeforeAgent(106, 1, 0);
        fired.step(0, true);
        assertThat(fired.ballVelocityX()).isEqualTo(-2);

        PongGame swung = ballBeforeAgent(106, 1, 5.75);
        swung.step(-1, false);
        assertThat(swung.ballVelocityX()).isEqualTo(-2);

        PongGame slow = ballBeforeAgent(106, 1, 3.9);
        slow.step(-1, false);
        assertThat(slow.ballVelocityX()).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void shouldNotTunnelAtAnySpeed(int speed) throws IOException {
        for (int x = 100; x < 138; x++) {
            PongGame game = game(x, 106, 1, speed, 0, 100, 0);
            for (int frame = 0; frame < 45 && game.ballVelocityX() > 0; frame++) {
                game.step(0, false);
            }
            assertThat(game.ballVelocityX()).as("from column %d", x).isNegative();
        }
    }

    @Test
    void shouldSpeedUpInEveryEighthHitOfARallyAndNoFurtherThanThree() throws IOException {
        PongGame game = game(100, 106, 1, 1, 0, 100, 7);
        while (game.ballVelocityX() > 0) {
            game.step(0, false);
        }
        assertThat(game.ballVelocityX()).isEqualTo(-2);
        PongGame fast = game(100, 106, 1, 3, 0, 100, 7);
        while (fast.ballVelocityX() > 0) {
            fast.step(0, true);
        }
        assertThat(fast.ballVelocityX()).isEqualTo(-3);
    }

    @Test
    void shouldRememberTheRallyAcrossARestore() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        game(100, 106, 1, 1, 0, 100, 7).save(new DataOutputStream(bytes));
        PongGame restored = new PongGame(new RandomStreams(8));
        restored.restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        while (restored.ballVelocityX() > 0) {
            restored.step(0, false);
        }
        assertThat(restored.ballVelocityX()).as("faster after the eighth hit").isEqualTo(-2);
    }

    @Test
    void shouldBounceOffBothWallsAndLoseNoRow() throws IOException {
        PongGame game = game(60, 36, 1, 1, -2, 100, 0);
        int[] rows = new int[4];
        for (int i = 0; i < rows.length; i++) {
            game.step(0, false);
            rows[i] = game.ballY();
        }
        assertThat(rows).containsExactly(34, 36, 38, 40);
        PongGame low = game(60, 189, 1, 1, 2, 100, 0);
        low.step(0, false);
        assertThat(low.ballY()).isEqualTo(189);
        assertThat(low.ballVelocityY()).isEqualTo(-2);
    }

    @Test
    void shouldNeverLeaveTheFieldWhateverIsPlayed() {
        long seed = 5;
        RandomStreams streams = new RandomStreams(seed);
        RandomStream random = streams.stream("stick");
        PongGame game = new PongGame(streams);
        game.start();
        for (int frame = 0; frame < 300_000; frame++) {
            if (game.over()) {
                game.start();
            }
            game.step(random.nextInt(3) - 1, random.nextInt(2) == 0);
            if (game.ballInPlay()) {
                assertThat(game.ballY()).as("seed %d, frame %d", seed, frame).isBetween(34, 190);
                assertThat(game.ballX()).as("seed %d, frame %d", seed, frame).isBetween(-1, 159);
            }
            assertThat(game.opponentRow()).isBetween(24, 190);
            assertThat(game.agentRow()).isBetween(24, 190);
        }
    }

    @Test
    void shouldMoveTheOpponentTwoRowsAFrameAndRestEveryEighth() throws IOException {
        PongGame game = game(60, 180, 1, 1, 0, 100, 0);
        int before = game.opponentRow();
        int moves = 0;
        for (int frame = 0; frame < 16; frame++) {
            game.step(0, false);
            int moved = game.opponentRow() - before;
            assertThat(moved).isIn(0, 2);
            moves += moved / 2;
            before = game.opponentRow();
        }
        assertThat(moves).isEqualTo(14);
    }

    @Test
    void shouldScoreWhenTheBallIsGoneAndServeTowardsTheLoser() throws IOException {
        PongGame game = game(150, 60, 1, 1, 0, 150, 0);
        int reward = 0;
        for (int frame = 0; frame < 10; frame++) {
            reward += game.step(0, false);
        }
        assertThat(reward).isEqualTo(-1);
        assertThat(game.opponentScore()).isEqualTo(1);
        assertThat(game.ballInPlay()).isFalse();
        while (!game.ballInPlay()) {
            game.step(0, false);
        }
        assertThat(game.ballVelocityX()).as("towards the agent, who lost the point").isPositive();

        PongGame won = game(10, 60, -1, 1, 0, 150, 0);
        reward = 0;
        for (int frame = 0; frame < 12; frame++) {
            reward += won.step(0, false);
        }
        assertThat(reward).isEqualTo(1);
        assertThat(won.agentScore()).isEqualTo(1);
        while (!won.ballInPlay()) {
            won.step(0, false);
        }
        assertThat(won.ballVelocityX()).isNegative();
    }

    @Test
    void shouldEndAtTwentyOnePoints() {
        PongGame game = started(6);
        int reward = 0;
        while (!game.over()) {
            reward += game.step(0, false);
        }
        assertThat(Math.max(game.agentScore(), game.opponentScore())).isEqualTo(21);
        assertThat(reward).isEqualTo(game.agentScore() - game.opponentScore());
        game.start();
        assertThat(game.over()).isFalse();
    }

    private static PongGame started(long seed) {
        PongGame game = new PongGame(new RandomStreams(seed));
        game.start();
        return game;
    }

    /** The ball's next column meets the agent's paddle, which is at row 100 after that frame at stick 0 and speed 0. */
    private static PongGame ballBeforeAgent(int ballY, int speed, double paddleSpeed) throws IOException {
        return game(138, ballY, 1, speed, 0, 100 - paddleSpeed, 0, paddleSpeed);
    }

    private static PongGame game(int x, int y, int direction, int speed, int steepness, double agentY, int rally)
            throws IOException {
        return game(x, y, direction, speed, steepness, agentY, rally, 0);
    }

    /** A game in the middle of a rally, put together as a saved state. */
    private static PongGame game(int x, int y, int direction, int speed, int steepness, double agentY, int rally,
                                 double agentSpeed) throws IOException {
        RandomStreams streams = new RandomStreams(7);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        streams.stream("serve").save(out);
        streams.stream("opponent").save(out);
        out.writeInt(0); // frame
        out.writeInt(0); // agent's score
        out.writeInt(0); // opponent's score
        out.writeDouble(agentY);
        out.writeDouble(agentSpeed);
        out.writeInt(106); // opponent's row
        out.writeInt(0); // opponent's aim
        out.writeInt(0); // pause
        out.writeBoolean(true);
        out.writeInt(x);
        out.writeInt(12 * y);
        out.writeInt(direction);
        out.writeInt(speed);
        out.writeInt(steepness);
        out.writeInt(rally);
        PongGame game = new PongGame(streams);
        game.restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        return game;
    }
}
