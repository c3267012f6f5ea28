package topspin.envs.breakout;

import topspin.envs.arcade.Canvas;
import topspin.envs.arcade.Colour;
import topspin.envs.arcade.Digits;
import topspin.envs.arcade.Scene;
import topspin.envs.arcade.Screen;

/**
 * How Breakout looks, in Atari's colours. Everything is brighter than the black background, and the ball never overlaps a
 * brick of its own frame or of the one before or after, so the maximum of two frames shows the union of both.
 */
final class BreakoutScene implements Scene<BreakoutFrame> {
    private static final Colour BLACK = new Colour(0, 0, 0, true);
    /** Walls and digits. */
    private static final Colour GREY = new Colour(142, 142, 142);
    /** Paddle and ball. */
    private static final Colour RED = new Colour(200, 72, 72);
    private static final Colour[] BRICKS = {
        RED, new Colour(198, 108, 58), new Colour(180, 122, 48), new Colour(162, 162, 42), new Colour(72, 160, 72),
        new Colour(66, 72, 200),
    };
    private static final Digits DIGITS = new Digits(4, 2);

    /** What the backdrop shows of both frames: bricks that stand, score and balls; nothing before the first. */
    private boolean painted;
    private long upperBricks;
    private long lowerBricks;
    private long shownDigits;

    @Override
    public boolean paintBackdrop(BreakoutFrame a, BreakoutFrame b, Canvas canvas) {
        long upper = a.upperBricks | b.upperBricks;
        long lower = a.lowerBricks | b.lowerBricks;
        long digits = a.score | (long) b.score << 16 | (long) a.balls << 32 | (long) b.balls << 48;
        if (painted && upper == upperBricks && lower == lowerBricks && digits == shownDigits) {
            return false;
        }
        if (!painted) {
            canvas.fill(0, 0, Screen.WIDTH, Screen.HEIGHT, BLACK);
            canvas.fill(0, BreakoutField.CEILING_TOP, Screen.WIDTH, BreakoutField.TOP, GREY);
            canvas.fill(0, BreakoutField.TOP, BreakoutField.LEFT, BreakoutField.WALLS_BOTTOM, GREY);
            canvas.fill(BreakoutField.RIGHT, BreakoutField.TOP, Screen.WIDTH, BreakoutField.WALLS_BOTTOM, GREY);
        }
        paintBricks(upper, upper ^ upperBricks, 0, canvas);
        paintBricks(lower, lower ^ lowerBricks, BreakoutField.BRICK_ROWS / 2, canvas);
        if ((!painted || digits != shownDigits) && canvas.shows(BreakoutField.DIGITS_TOP, BreakoutField.DIGITS_BOTTOM)) {
            canvas.fill(0, BreakoutField.DIGITS_TOP, Screen.WIDTH, BreakoutField.DIGITS_BOTTOM, BLACK);
            paintDigits(a, canvas);
            if (b.score != a.score || b.balls != a.balls) {
                paintDigits(b, canvas);
            }
        }
        painted = true;
        upperBricks = upper;
        lowerBricks = lower;
        shownDigits = digits;
        return true;
    }

    /**
     * @param standing half of a wall
     * @param changed  bricks of it that look different from before
     * @param firstRow the half's first row of bricks
     */
    private static void paintBricks(long standing, long changed, int firstRow, Canvas canvas) {
        for (long left = changed; left != 0; left &= left - 1) {
            int brick = Long.numberOfTrailingZeros(left);
            int row = firstRow + brick / BreakoutField.BRICK_COLUMNS;
            int x = BreakoutField.LEFT + brick % BreakoutField.BRICK_COLUMNS * BreakoutField.BRICK_WIDTH;
            int y = BreakoutField.BRICKS_TOP + row * BreakoutField.BRICK_HEIGHT;
            canvas.fill(x, y, x + BreakoutField.BRICK_WIDTH, y + BreakoutField.BRICK_HEIGHT,
                    (standing >> brick & 1) == 1 ? BRICKS[row] : BLACK);
        }
    }

    private static void paintDigits(BreakoutFrame frame, Canvas canvas) {
        DIGITS.paint(frame.score, BreakoutField.SCORE_RIGHT, BreakoutField.DIGITS_TOP, GREY, canvas);
        DIGITS.paint(frame.balls, BreakoutField.BALLS_RIGHT, BreakoutField.DIGITS_TOP, GREY, canvas);
    }

    @Override
    public void paintMovers(BreakoutFrame a, BreakoutFrame b, Canvas canvas) {
        paintPaddle(a, canvas);
        paintPaddle(b, canvas);
        paintBall(a, canvas);
        if (b != a) {
            paintBall(b, canvas);
        }
    }

    private static void paintPaddle(BreakoutFrame frame, Canvas canvas) {
        int x = frame.paddleX / BreakoutGame.PARTS;
        canvas.fill(x, BreakoutField.PADDLE_TOP, x + frame.paddleWidth,
                BreakoutField.PADDLE_TOP + BreakoutField.PADDLE_HEIGHT, RED);
    }

    private static void paintBall(BreakoutFrame frame, Canvas canvas) {
        if (frame.ballVisible) {
            int x = frame.ballX / BreakoutGame.PARTS;
            int y = frame.ballY / BreakoutGame.PARTS;
            canvas.fill(x, y, x + BreakoutField.BALL_WIDTH, y + BreakoutField.BALL_HEIGHT, RED);
        }
    }
}
