package topspin.envs.pong;

/**
 * Where things are on the 210 × 160 screen of Atari's Pong and how large. Rows count from the top, columns from the left,
 * both from 0; ranges include their first and exclude their last number.
 */
final class Field {
    /** Below the upper wall. */
    static final int TOP = 34;
    /** Above the lower wall. */
    static final int BOTTOM = 194;
    static final int UPPER_WALL_TOP = 24;

    static final int PADDLE_WIDTH = 4;
    static final int PADDLE_HEIGHT = 16;
    static final int OPPONENT_X = 16;
    static final int AGENT_X = 140;
    /** A paddle may be partly hidden by a wall. */
    static final int PADDLE_MIN_Y = 24;
    static final int PADDLE_MAX_Y = 190;
    static final int PADDLE_CENTRE_Y = (TOP + BOTTOM - PADDLE_HEIGHT) / 2;

    static final int BALL_WIDTH = 2;
    static final int BALL_HEIGHT = 4;
    static final int SERVE_X = 78;
    static final int SERVE_Y = 115;
    /** The ball's highest and lowest row between the walls. */
    static final int BALL_MIN_Y = TOP;
    static final int BALL_MAX_Y = BOTTOM - BALL_HEIGHT;

    static final int DIGITS_TOP = 1;
    static final int DIGITS_BOTTOM = 21;
    /** Where both scores end. */
    static final int OPPONENT_SCORE_RIGHT = 48;
    static final int AGENT_SCORE_RIGHT = 128;

    static final int WINNING_SCORE = 21;

    private Field() {
    }
}
