package topspin.envs.pong;

import topspin.env.Observations;
import topspin.envs.arcade.Screen;
import topspin.space.Box;

/**
 * Positions only, {@code [6]}, each scaled to [−1, 1]: ball x and y, the agent's paddle's y, the opponent's, the agent's
 * score, the opponent's. Downwards and to the right are positive. No velocities: to know where the ball is going takes
 * memory, so two frames are not mixed and the later one is shown. Before a serve the ball is shown at the centre.
 */
final class PongFeatures implements Screen<PongFrame> {
    private static final int SIZE = 6;

    @Override
    public Box space() {
        return Box.floats(-1, 1, SIZE);
    }

    @Override
    public void draw(PongFrame earlier, PongFrame later, Observations out, int row) {
        float[] values = out.floats();
        int i = out.offset(row);
        values[i] = later.ballVisible ? scaled(later.ballX, 0, WIDTH - Field.BALL_WIDTH) : 0;
        values[i + 1] = later.ballVisible ? scaled(later.ballY, Field.BALL_MIN_Y, Field.BALL_MAX_Y) : 0;
        values[i + 2] = scaled(later.agentY, Field.PADDLE_MIN_Y, Field.PADDLE_MAX_Y);
        values[i + 3] = scaled(later.opponentY, Field.PADDLE_MIN_Y, Field.PADDLE_MAX_Y);
        values[i + 4] = scaled(later.agentScore, 0, Field.WINNING_SCORE);
        values[i + 5] = scaled(later.opponentScore, 0, Field.WINNING_SCORE);
    }

    private static float scaled(int value, int low, int high) {
        return Math.max(-1f, Math.min(1f, 2f * (value - low) / (high - low) - 1f));
    }
}
