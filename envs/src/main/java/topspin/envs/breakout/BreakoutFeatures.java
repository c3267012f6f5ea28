package topspin.envs.breakout;

import topspin.env.Observations;
import topspin.envs.arcade.Screen;
import topspin.space.Box;

import java.util.Arrays;

/**
 * What PufferLib's Ocean Breakout shows, in its order, {@code [118]}: 0 the paddle's left edge, 1 its upper edge (which
 * never changes), 2 the ball's left edge, 3 its upper edge, 4 its speed to the right, 5 its speed downwards, 6 whether a
 * ball is in play, 7 the score, 8 the balls left, 9 the paddle's width, and from 10 on the bricks, row by row from the
 * upper left, 1 where one is broken.
 *
 * <p>Places are shares of the field, 0 … 1; speeds are shares of the fastest, −1 … 1; score, balls and width are shares of
 * the most. (Ocean's speeds are hundredths of that.) Without a ball, 2 … 5 are 0. Two frames are not mixed: the later one is
 * shown.
 */
final class BreakoutFeatures implements Screen<BreakoutFrame> {
    static final int NUMBERS = 10;
    private static final float PARTS = BreakoutGame.PARTS;
    private static final float COLUMN = 1 / (PARTS * (BreakoutField.RIGHT - BreakoutField.LEFT));
    private static final int BOTTOM = BreakoutField.PADDLE_TOP + BreakoutField.PADDLE_HEIGHT;
    private static final float ROW = 1 / (PARTS * (BOTTOM - BreakoutField.TOP));
    private static final float PADDLE_TOP = ROW * PARTS * (BreakoutField.PADDLE_TOP - BreakoutField.TOP);
    private static final int HALF = BreakoutField.BRICKS / 2;

    /** Of every brick, what it shows; kept from one drawing to the next. */
    private final float[] broken = new float[BreakoutField.BRICKS];
    /** Which bricks that says are standing. */
    private long upperBricks;
    private long lowerBricks;

    BreakoutFeatures() {
        Arrays.fill(broken, 1);
    }

    @Override
    public Box space() {
        return Box.floats(-1, 1, NUMBERS + BreakoutField.BRICKS);
    }

    @Override
    public void draw(BreakoutFrame earlier, BreakoutFrame later, Observations out, int row) {
        float[] values = out.floats();
        int i = out.offset(row);
        values[i] = (later.paddleX - BreakoutField.LEFT * PARTS) * COLUMN;
        values[i + 1] = PADDLE_TOP;
        values[i + 2] = later.ballVisible ? (later.ballX - BreakoutField.LEFT * PARTS) * COLUMN : 0;
        values[i + 3] = later.ballVisible ? (later.ballY - BreakoutField.TOP * PARTS) * ROW : 0;
        values[i + 4] = (float) later.ballVelocityX / BreakoutGame.FASTEST_ACROSS;
        values[i + 5] = (float) later.ballVelocityY / BreakoutGame.FASTEST_UPWARDS;
        values[i + 6] = later.ballVisible ? 1 : 0;
        values[i + 7] = (float) later.score / BreakoutField.MOST_POINTS;
        values[i + 8] = (float) later.balls / BreakoutField.BALLS;
        values[i + 9] = (float) later.paddleWidth / BreakoutField.PADDLE_WIDTH;
        if (later.upperBricks != upperBricks || later.lowerBricks != lowerBricks) {
            show(later.upperBricks, upperBricks ^ later.upperBricks, 0);
            show(later.lowerBricks, lowerBricks ^ later.lowerBricks, HALF);
            upperBricks = later.upperBricks;
            lowerBricks = later.lowerBricks;
        }
        System.arraycopy(broken, 0, values, i + NUMBERS, broken.length);
    }

    private void show(long standing, long changed, int first) {
        for (long left = changed; left != 0; left &= left - 1) {
            int brick = Long.numberOfTrailingZeros(left);
            broken[first + brick] = (standing >> brick & 1) == 1 ? 0 : 1;
        }
    }
}
