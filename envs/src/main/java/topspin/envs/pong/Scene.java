package topspin.envs.pong;

/**
 * Paints the element-wise maximum of two frames' colours as a few rectangles, without either frame. (For a single
 * frame, give it twice.) It rests on three facts: every channel of the opponent's colour and of white exceeds the
 * background's; white exceeds everything; and the two paddles never meet. So the maximum shows the union of both
 * frames' opponents, balls and digits; the agent's paddle has its own colour where both frames have it, and is mixed
 * with the background elsewhere.
 */
final class Scene {
    private static final int DIGIT_WIDTH = 12;
    private static final int BLOCK = 4;
    /** Digits of 3 × 5 blocks, a row per three bits, the uppermost row and the leftmost block in the highest bits. */
    private static final int[] DIGITS = {
        0b111_101_101_101_111, 0b010_010_010_010_010, 0b111_001_111_100_111, 0b111_001_111_001_111,
        0b101_101_111_001_001, 0b111_100_111_001_111, 0b111_100_111_101_111, 0b111_001_001_001_001,
        0b111_101_111_101_111, 0b111_101_111_001_111,
    };

    private Scene() {
    }

    /** Paints paddles and balls, on a canvas that shows the background between the walls. */
    static void paintMovers(PongFrame a, PongFrame b, Canvas canvas) {
        paintPaddle(Field.OPPONENT_X, Math.min(a.opponentY, b.opponentY),
                Math.min(a.opponentY, b.opponentY) + Field.PADDLE_HEIGHT, Colour.OPPONENT, canvas);
        if (a.opponentY != b.opponentY) {
            paintPaddle(Field.OPPONENT_X, Math.max(a.opponentY, b.opponentY),
                    Math.max(a.opponentY, b.opponentY) + Field.PADDLE_HEIGHT, Colour.OPPONENT, canvas);
        }
        int upper = Math.min(a.agentY, b.agentY);
        int lower = Math.max(a.agentY, b.agentY);
        if (upper != lower) {
            paintPaddle(Field.AGENT_X, upper, lower, Colour.AGENT_OVER_BACKGROUND, canvas);
            paintPaddle(Field.AGENT_X, upper + Field.PADDLE_HEIGHT, lower + Field.PADDLE_HEIGHT,
                    Colour.AGENT_OVER_BACKGROUND, canvas);
        }
        paintPaddle(Field.AGENT_X, lower, upper + Field.PADDLE_HEIGHT, Colour.AGENT, canvas);
        paintBall(a, canvas);
        if (b != a) {
            paintBall(b, canvas);
        }
    }

    private static void paintPaddle(int x, int top, int bottom, Colour colour, Canvas canvas) {
        canvas.fill(x, Math.max(top, Field.TOP), x + Field.PADDLE_WIDTH, Math.min(bottom, Field.BOTTOM), colour);
    }

    private static void paintBall(PongFrame frame, Canvas canvas) {
        if (frame.ballVisible) {
            canvas.fill(Math.max(frame.ballX, 0), frame.ballY, Math.min(frame.ballX + Field.BALL_WIDTH, Field.WIDTH),
                    frame.ballY + Field.BALL_HEIGHT, Colour.WHITE);
        }
    }

    /** Paints what rarely changes: background, walls and the union of both frames' digits. */
    static void paintBackdrop(PongFrame a, PongFrame b, Canvas canvas) {
        canvas.fill(0, 0, Field.WIDTH, Field.HEIGHT, Colour.BACKGROUND);
        canvas.fill(0, Field.UPPER_WALL_TOP, Field.WIDTH, Field.TOP, Colour.WHITE);
        canvas.fill(0, Field.BOTTOM, Field.WIDTH, Field.HEIGHT, Colour.WHITE);
        paintScores(a, b, canvas);
    }

    /** All that a backdrop depends on, in one number of at least 0: both scores of both frames. */
    static int scores(PongFrame a, PongFrame b) {
        return a.opponentScore | a.agentScore << 8 | b.opponentScore << 16 | b.agentScore << 24;
    }

    /** Paints the rows of the digits anew. */
    static void paintScores(PongFrame a, PongFrame b, Canvas canvas) {
        canvas.fill(0, Field.DIGITS_TOP, Field.WIDTH, Field.DIGITS_BOTTOM, Colour.BACKGROUND);
        paintScores(a, canvas);
        if (b != a) {
            paintScores(b, canvas);
        }
    }

    private static void paintScores(PongFrame frame, Canvas canvas) {
        paintNumber(Field.OPPONENT_SCORE_X, frame.opponentScore, canvas);
        paintNumber(Field.AGENT_SCORE_X, frame.agentScore, canvas);
    }

    private static void paintNumber(int x, int number, Canvas canvas) {
        paintDigit(x, number % 10, canvas);
        if (number >= 10) {
            paintDigit(x - DIGIT_WIDTH - BLOCK, number / 10, canvas);
        }
    }

    private static void paintDigit(int x, int digit, Canvas canvas) {
        for (int block = 0; block < 15; block++) {
            if ((DIGITS[digit] >> (14 - block) & 1) == 1) {
                int left = x + block % 3 * BLOCK;
                int top = Field.DIGITS_TOP + block / 3 * BLOCK;
                canvas.fill(left, top, left + BLOCK, top + BLOCK, Colour.WHITE);
            }
        }
    }
}
