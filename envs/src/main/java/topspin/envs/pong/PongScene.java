package topspin.envs.pong;

import topspin.envs.arcade.Canvas;
import topspin.envs.arcade.Colour;
import topspin.envs.arcade.Digits;
import topspin.envs.arcade.Scene;
import topspin.envs.arcade.Screen;

/**
 * How Pong looks. It rests on three facts: every channel of the opponent's colour and of white exceeds the
 * background's; white exceeds everything; and the two paddles never meet. So the maximum of two frames shows the union of
 * both frames' opponents, balls and digits; the agent's paddle has its own colour where both frames have it, and is mixed
 * with the background elsewhere.
 */
final class PongScene implements Scene<PongFrame> {
    private static final Colour BACKGROUND = new Colour(144, 72, 17, true);
    /** Walls, digits and ball. */
    private static final Colour WHITE = new Colour(236, 236, 236);
    private static final Colour OPPONENT = new Colour(213, 130, 74);
    private static final Colour AGENT = new Colour(92, 186, 92);
    /** The agent's paddle in one of two frames, the background in the other: its red is the background's. */
    private static final Colour AGENT_OVER_BACKGROUND = new Colour(144, 186, 92, true);
    private static final Digits DIGITS = new Digits(4, 4);

    /** Both scores of both frames that the backdrop shows, in one number of at least 0; −1 before the first. */
    private int shownScores = -1;

    @Override
    public boolean paintBackdrop(PongFrame a, PongFrame b, Canvas canvas) {
        int scores = a.opponentScore | a.agentScore << 8 | b.opponentScore << 16 | b.agentScore << 24;
        if (scores == shownScores) {
            return false;
        }
        if (shownScores < 0) {
            canvas.fill(0, 0, Screen.WIDTH, Screen.HEIGHT, BACKGROUND);
            canvas.fill(0, Field.UPPER_WALL_TOP, Screen.WIDTH, Field.TOP, WHITE);
            canvas.fill(0, Field.BOTTOM, Screen.WIDTH, Screen.HEIGHT, WHITE);
        }
        if (canvas.shows(Field.DIGITS_TOP, Field.DIGITS_BOTTOM)) {
            canvas.fill(0, Field.DIGITS_TOP, Screen.WIDTH, Field.DIGITS_BOTTOM, BACKGROUND);
            paintScores(a, canvas);
            if (b.opponentScore != a.opponentScore || b.agentScore != a.agentScore) {
                paintScores(b, canvas);
            }
        }
        shownScores = scores;
        return true;
    }

    private static void paintScores(PongFrame frame, Canvas canvas) {
        DIGITS.paint(frame.opponentScore, Field.OPPONENT_SCORE_RIGHT, Field.DIGITS_TOP, WHITE, canvas);
        DIGITS.paint(frame.agentScore, Field.AGENT_SCORE_RIGHT, Field.DIGITS_TOP, WHITE, canvas);
    }

    @Override
    public void paintMovers(PongFrame a, PongFrame b, Canvas canvas) {
        int upper = Math.min(a.opponentY, b.opponentY);
        int lower = Math.max(a.opponentY, b.opponentY);
        paintPaddle(Field.OPPONENT_X, upper, Math.min(lower, upper + Field.PADDLE_HEIGHT), OPPONENT, canvas);
        paintPaddle(Field.OPPONENT_X, lower, lower + Field.PADDLE_HEIGHT, OPPONENT, canvas);
        upper = Math.min(a.agentY, b.agentY);
        lower = Math.max(a.agentY, b.agentY);
        paintPaddle(Field.AGENT_X, upper, lower, AGENT_OVER_BACKGROUND, canvas);
        paintPaddle(Field.AGENT_X, lower, upper + Field.PADDLE_HEIGHT, AGENT, canvas);
        paintPaddle(Field.AGENT_X, upper + Field.PADDLE_HEIGHT, lower + Field.PADDLE_HEIGHT, AGENT_OVER_BACKGROUND, canvas);
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
            canvas.fill(Math.max(frame.ballX, 0), frame.ballY, Math.min(frame.ballX + Field.BALL_WIDTH, Screen.WIDTH),
                    frame.ballY + Field.BALL_HEIGHT, WHITE);
        }
    }
}
