package topspin.envs.breakout;

/**
 * Where things are on the 210 × 160 screen of Atari's Breakout and how large. Rows count from the top, columns from the
 * left, both from 0; ranges include their first and exclude their last number.
 */
final class BreakoutField {
    /** Between the side walls. */
    static final int LEFT = 8;
    static final int RIGHT = 152;
    /** Below the ceiling. */
    static final int TOP = 32;
    static final int CEILING_TOP = 17;
    static final int WALLS_BOTTOM = 196;

    static final int BRICK_ROWS = 6;
    static final int BRICK_COLUMNS = 18;
    static final int BRICKS = BRICK_ROWS * BRICK_COLUMNS;
    static final int BRICK_WIDTH = 8;
    static final int BRICK_HEIGHT = 6;
    static final int BRICKS_TOP = 57;
    static final int BRICKS_BOTTOM = BRICKS_TOP + BRICK_ROWS * BRICK_HEIGHT;

    static final int PADDLE_TOP = 189;
    static final int PADDLE_HEIGHT = 4;
    static final int PADDLE_WIDTH = 16;
    static final int NARROW_PADDLE_WIDTH = PADDLE_WIDTH / 2;

    static final int BALL_WIDTH = 2;
    static final int BALL_HEIGHT = 4;
    /** A served ball's uppermost row, a little below the bricks. */
    static final int SERVE_Y = 99;

    static final int DIGITS_TOP = 5;
    static final int DIGITS_BOTTOM = 15;
    /** Where the score and the number of balls end. */
    static final int SCORE_RIGHT = 80;
    static final int BALLS_RIGHT = 112;

    static final int BALLS = 5;
    /** Of one wall of bricks. */
    static final int WALL_POINTS = 432;
    /** Of both. */
    static final int MOST_POINTS = 2 * WALL_POINTS;

    private BreakoutField() {
    }

    /** What a brick earns: 7 in the two upper rows, 4 in the next two, 1 below. */
    static int points(int brickRow) {
        return 7 - 3 * (brickRow / 2);
    }
}
