package topspin.envs.breakout;

import topspin.envs.arcade.ArcadeGame;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

import static topspin.envs.breakout.BreakoutField.BALL_HEIGHT;
import static topspin.envs.breakout.BreakoutField.BALL_WIDTH;
import static topspin.envs.breakout.BreakoutField.BRICK_COLUMNS;
import static topspin.envs.breakout.BreakoutField.BRICK_HEIGHT;
import static topspin.envs.breakout.BreakoutField.BRICK_ROWS;
import static topspin.envs.breakout.BreakoutField.BRICK_WIDTH;
import static topspin.envs.breakout.BreakoutField.NARROW_PADDLE_WIDTH;
import static topspin.envs.breakout.BreakoutField.PADDLE_WIDTH;

/**
 * The rules and movements of Breakout, frame by frame, without a picture: Atari's field with the rules and speeds of
 * PufferLib's Ocean Breakout ({@code pufferlib/ocean/breakout/breakout.h}, read and not copied). Ocean's field of 576 × 330
 * is Atari's, stretched: four of its units are a column, two are a row, and 60 of its ticks are a second, as frames are.
 *
 * <p>A brick earns 7, 4 or 1, by its row, and turns the ball round. When a wall of bricks is gone, the next hit of the
 * paddle puts up a second one; when that is gone too, at 864 points, the game is over. It is also over when five balls are
 * lost. The paddle sends the ball off at −42° … 42° from upright, by the sixteenth of it that was hit. The ball gets faster
 * at every fourth hit of the paddle, in four steps, and fastest from the next hit on when it has broken a brick of the upper
 * three rows. A ball that meets the ceiling halves the paddle. A new ball puts speed and paddle back, and the paddle into
 * the middle.
 *
 * <p>What differs from Ocean: five balls, as in Atari's game (Ocean plays six); the ball is Atari's, 2 × 4 pixels (Ocean's
 * would be 8 × 16); it is served from any column, so that no two games are alike (Ocean: from the middle); a faster speed
 * holds from the very hit (Ocean: from the next one); after the ball has met something, it goes on in the same frame; and
 * a hit is told by sixteenths, none of which sends the ball straight up, where a paddle that stands still would play for
 * ever.
 *
 * <p>One thing is drawn, from the stream {@code serve}: each ball's column and whether it goes to the left or to the right.
 *
 * <p>Order of use: {@link #start}, then {@link #step} until {@link #over}. One thread; allocates nothing but frames.
 */
final class BreakoutGame implements ArcadeGame<BreakoutFrame> {
    static final int NOOP = 0;
    static final int FIRE = 1;
    static final int RIGHT = 2;
    static final int LEFT = 3;
    /** Atari's minimal set. */
    private static final List<String> ACTION_NAMES = List.of("noop", "fire", "right", "left");

    /** Parts of a pixel in which places and speeds are kept, so that steps are exact. */
    static final int PARTS = 256;
    /** Parts of a paddle that send the ball off at different angles. */
    static final int SPOTS = 16;
    /** Hits of the paddle after which the ball gets faster. */
    static final int HITS_PER_SPEED_UP = 4;
    /** Bricks in these rows make the ball as fast as it gets. */
    static final int FAST_ROWS = 3;
    private static final int SPEED_UPS = 3;

    /** Ocean's units a second: the ball when it is served, what it gains, and the paddle. */
    private static final double SLOWEST = 256;
    private static final double SPEED_UP = 64;
    private static final double PADDLE_SPEED = 620;
    private static final double FRAMES_PER_SECOND = 60;
    private static final double UNITS_PER_COLUMN = 4;
    private static final double UNITS_PER_ROW = 2;
    /** From upright, at the paddle's ends; and that of a serve. */
    private static final double STEEPEST = Math.PI / 4;
    private static final double SERVE_ANGLE = Math.PI / 3.25;

    /** {@code [speed-ups][spots]}: columns a frame to the right, and rows a frame upwards. */
    private static final int[] ACROSS = new int[(SPEED_UPS + 1) * SPOTS];
    private static final int[] UPWARDS = new int[(SPEED_UPS + 1) * SPOTS];
    private static final int SERVE_ACROSS = across(SLOWEST, SERVE_ANGLE);
    private static final int SERVE_DOWN = upwards(SLOWEST, SERVE_ANGLE);
    /** Parts a frame. */
    static final int PADDLE_STEP = across(PADDLE_SPEED, Math.PI / 2);

    /** Parts a frame of the fastest ball: across off the paddle's end, upwards off its middle. */
    static final int FASTEST_ACROSS = across(SLOWEST + SPEED_UPS * SPEED_UP, angle(SPOTS - 1));
    static final int FASTEST_UPWARDS = upwards(SLOWEST + SPEED_UPS * SPEED_UP, angle(SPOTS / 2));

    private static final int LEFT_EDGE = BreakoutField.LEFT * PARTS;
    private static final int RIGHT_EDGE = BreakoutField.RIGHT * PARTS;
    private static final int MOST_X = RIGHT_EDGE - BALL_WIDTH * PARTS;
    private static final int LEAST_Y = BreakoutField.TOP * PARTS;
    private static final int BRICKS_TOP = BreakoutField.BRICKS_TOP * PARTS;
    private static final int BRICKS_BOTTOM = BreakoutField.BRICKS_BOTTOM * PARTS;
    private static final int PADDLE_TOP = BreakoutField.PADDLE_TOP * PARTS;
    private static final int PADDLE_BOTTOM = (BreakoutField.PADDLE_TOP + BreakoutField.PADDLE_HEIGHT) * PARTS;
    private static final int WIDTH = BALL_WIDTH * PARTS;
    private static final int HEIGHT = BALL_HEIGHT * PARTS;

    private static final int ROWS_OF_A_HALF = BRICK_ROWS / 2;
    private static final long HALF_A_WALL = (1L << ROWS_OF_A_HALF * BRICK_COLUMNS) - 1;

    static {
        for (int speedUps = 0; speedUps <= SPEED_UPS; speedUps++) {
            for (int spot = 0; spot < SPOTS; spot++) {
                double speed = SLOWEST + speedUps * SPEED_UP;
                ACROSS[speedUps * SPOTS + spot] = across(speed, angle(spot));
                UPWARDS[speedUps * SPOTS + spot] = upwards(speed, angle(spot));
            }
        }
    }

    private final boolean servesItself;
    private final RandomStream serveStream;

    private int score;
    private int balls;
    private int paddleX;
    private int paddleWidth;
    private boolean ballInPlay;
    private int ballX;
    private int ballY;
    private int ballVelocityX;
    private int ballVelocityY;
    private int hits;
    private int speedUps;
    private long upperBricks;
    private long lowerBricks;

    /** @param servesItself false if a serve waits for the fire button */
    BreakoutGame(boolean servesItself, RandomStreams streams) {
        this.servesItself = servesItself;
        serveStream = streams.stream("serve");
    }

    /** The middle of a spot's share of −45° … 45°. */
    private static double angle(int spot) {
        return STEEPEST * (2 * spot + 1 - SPOTS) / SPOTS;
    }

    private static int across(double speed, double angle) {
        return (int) Math.rint(StrictMath.sin(angle) * speed / FRAMES_PER_SECOND / UNITS_PER_COLUMN * PARTS);
    }

    private static int upwards(double speed, double angle) {
        return (int) Math.rint(StrictMath.cos(angle) * speed / FRAMES_PER_SECOND / UNITS_PER_ROW * PARTS);
    }

    @Override
    public List<String> actionNames() {
        return ACTION_NAMES;
    }

    @Override
    public void start() {
        score = 0;
        balls = BreakoutField.BALLS;
        putUpBricks();
        awaitServe();
    }

    private void putUpBricks() {
        upperBricks = HALF_A_WALL;
        lowerBricks = HALF_A_WALL;
    }

    private void awaitServe() {
        paddleWidth = PADDLE_WIDTH;
        paddleX = (LEFT_EDGE + RIGHT_EDGE - PADDLE_WIDTH * PARTS) / 2;
        ballInPlay = false;
        ballX = 0;
        ballY = 0;
        ballVelocityX = 0;
        ballVelocityY = 0;
        hits = 0;
        speedUps = 0;
    }

    /** A reward of what the broken bricks earn. */
    @Override
    public float step(int action) {
        if (action == RIGHT) {
            paddleX = Math.min(paddleX + PADDLE_STEP, RIGHT_EDGE - paddleWidth * PARTS);
        } else if (action == LEFT) {
            paddleX = Math.max(paddleX - PADDLE_STEP, LEFT_EDGE);
        }
        if (ballInPlay) {
            return moveBall();
        }
        if (servesItself || action == FIRE) {
            serve();
        }
        return 0;
    }

    private void serve() {
        ballInPlay = true;
        ballX = LEFT_EDGE + serveStream.nextInt(MOST_X - LEFT_EDGE + 1);
        ballY = BreakoutField.SERVE_Y * PARTS;
        ballVelocityX = serveStream.nextBernoulli(0.5) ? SERVE_ACROSS : -SERVE_ACROSS;
        ballVelocityY = SERVE_DOWN;
    }

    /**
     * Across, then up or down: in a frame the ball covers less than its own height and less than a brick, so it passes
     * through nothing.
     */
    private int moveBall() {
        int before = score;
        moveAcross();
        moveUpOrDown();
        return score - before;
    }

    private void moveAcross() {
        ballX += ballVelocityX;
        if (ballX < LEFT_EDGE || ballX > MOST_X) {
            ballX = 2 * (ballX < LEFT_EDGE ? LEFT_EDGE : MOST_X) - ballX;
            ballVelocityX = -ballVelocityX;
        } else if (isAmongBricks()) {
            int front = ballVelocityX > 0 ? ballX + WIDTH - 1 : ballX;
            if (breaks(front, ballY + HEIGHT / 2) || breaks(front, ballY) || breaks(front, ballY + HEIGHT - 1)) {
                ballX -= ballVelocityX;
                ballVelocityX = -ballVelocityX;
            }
        }
    }

    private void moveUpOrDown() {
        ballY += ballVelocityY;
        if (ballY < LEAST_Y) {
            ballY = 2 * LEAST_Y - ballY;
            ballVelocityY = -ballVelocityY;
            halvePaddle();
        } else if (isAmongBricks()) {
            int front = ballVelocityY > 0 ? ballY + HEIGHT - 1 : ballY;
            if (breaks(ballX + WIDTH / 2, front) || breaks(ballX, front) || breaks(ballX + WIDTH - 1, front)) {
                ballY -= ballVelocityY;
                ballVelocityY = -ballVelocityY;
            }
        } else if (ballY + HEIGHT > PADDLE_TOP) {
            meetPaddle();
        }
    }

    private boolean isAmongBricks() {
        return ballY < BRICKS_BOTTOM && ballY + HEIGHT > BRICKS_TOP;
    }

    /** Breaks the brick at a point, if one stands there. */
    private boolean breaks(int x, int y) {
        if (y < BRICKS_TOP || y >= BRICKS_BOTTOM) {
            return false;
        }
        int row = (y - BRICKS_TOP) / (BRICK_HEIGHT * PARTS);
        int bit = row % ROWS_OF_A_HALF * BRICK_COLUMNS + (x - LEFT_EDGE) / (BRICK_WIDTH * PARTS);
        if (((row < ROWS_OF_A_HALF ? upperBricks : lowerBricks) >> bit & 1) == 0) {
            return false;
        }
        if (row < ROWS_OF_A_HALF) {
            upperBricks &= ~(1L << bit);
        } else {
            lowerBricks &= ~(1L << bit);
        }
        if (row < FAST_ROWS) {
            speedUps = SPEED_UPS;
        }
        score += BreakoutField.points(row);
        return true;
    }

    private void halvePaddle() {
        if (paddleWidth == PADDLE_WIDTH) {
            paddleWidth = NARROW_PADDLE_WIDTH;
            paddleX += (PADDLE_WIDTH - NARROW_PADDLE_WIDTH) * PARTS / 2;
        }
    }

    private void meetPaddle() {
        boolean fromAbove = ballVelocityY > 0 && ballY - ballVelocityY + HEIGHT <= PADDLE_TOP;
        if (fromAbove && ballX + WIDTH > paddleX && ballX < paddleX + paddleWidth * PARTS) {
            hit();
        } else if (ballY >= PADDLE_BOTTOM) {
            balls--;
            awaitServe();
        }
    }

    private void hit() {
        hits++;
        if (hits % HITS_PER_SPEED_UP == 0) {
            speedUps = Math.min(speedUps + 1, SPEED_UPS);
        }
        int velocity = speedUps * SPOTS + spot(ballX, paddleX, paddleWidth);
        ballY = PADDLE_TOP - HEIGHT;
        ballVelocityX = ACROSS[velocity];
        ballVelocityY = -UPWARDS[velocity];
        if (score == BreakoutField.WALL_POINTS) {
            putUpBricks();
        }
    }

    /** Which sixteenth of a paddle the ball's middle meets; the outermost one beyond its ends. */
    static int spot(int ballX, int paddleX, int paddleWidth) {
        int spot = Math.floorDiv((ballX + WIDTH / 2 - paddleX) * SPOTS, paddleWidth * PARTS);
        return Math.max(0, Math.min(SPOTS - 1, spot));
    }

    /**
     * Takes over another game's bricks, paddle and ball, to look into the future with; but not how often the paddle has hit
     * the ball, which is nowhere to be seen.
     */
    void copy(BreakoutGame other) {
        score = other.score;
        paddleX = other.paddleX;
        paddleWidth = other.paddleWidth;
        ballX = other.ballX;
        ballY = other.ballY;
        ballVelocityX = other.ballVelocityX;
        ballVelocityY = other.ballVelocityY;
        hits = 0;
        speedUps = other.speedUps;
        upperBricks = other.upperBricks;
        lowerBricks = other.lowerBricks;
    }

    /**
     * Lets the ball in play fly until it has come down to the paddle's height, wherever the paddle is: where it is then, is
     * where the paddle has to be in that frame.
     *
     * @return how many frames it takes, at least 1; {@link Integer#MAX_VALUE} if it is below the paddle's top already
     */
    int fly() {
        if (ballY + HEIGHT > PADDLE_TOP) {
            return Integer.MAX_VALUE;
        }
        int frames = 1;
        while (ballY + ballVelocityY + HEIGHT <= PADDLE_TOP) {
            moveBall();
            frames++;
        }
        moveAcross();
        return frames;
    }

    /** After {@link #fly}: the paddle is at a place and hits the ball. */
    void hitFrom(int x) {
        paddleX = x;
        hit();
    }

    /** When five balls are lost, or both walls are gone. */
    @Override
    public boolean over() {
        return balls == 0 || score == BreakoutField.MOST_POINTS;
    }

    /** Balls left, the one in play or to be served included. */
    @Override
    public int lives() {
        return balls;
    }

    @Override
    public BreakoutFrame newFrame() {
        return new BreakoutFrame();
    }

    @Override
    public void capture(BreakoutFrame frame) {
        frame.capture(this);
    }

    int score() {
        return score;
    }

    /** The paddle's left edge. */
    int paddleX() {
        return paddleX;
    }

    /** In pixels. */
    int paddleWidth() {
        return paddleWidth;
    }

    /** False before a serve, when there is no ball to be seen. */
    boolean ballInPlay() {
        return ballInPlay;
    }

    /** The ball's left edge; 0 before a serve. */
    int ballX() {
        return ballX;
    }

    /** The ball's upper edge; 0 before a serve. */
    int ballY() {
        return ballY;
    }

    /** To the right in a frame. */
    int ballVelocityX() {
        return ballVelocityX;
    }

    /** Downwards in a frame. */
    int ballVelocityY() {
        return ballVelocityY;
    }

    /** Bricks of the upper three rows that stand: bit {@code 18 · row + column}. */
    long upperBricks() {
        return upperBricks;
    }

    /** Those of the lower three rows. */
    long lowerBricks() {
        return lowerBricks;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        serveStream.save(out);
        out.writeInt(score);
        out.writeInt(balls);
        out.writeInt(paddleX);
        out.writeInt(paddleWidth);
        out.writeBoolean(ballInPlay);
        out.writeInt(ballX);
        out.writeInt(ballY);
        out.writeInt(ballVelocityX);
        out.writeInt(ballVelocityY);
        out.writeInt(hits);
        out.writeInt(speedUps);
        out.writeLong(upperBricks);
        out.writeLong(lowerBricks);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        serveStream.restore(in);
        score = in.readInt();
        balls = in.readInt();
        paddleX = in.readInt();
        paddleWidth = in.readInt();
        ballInPlay = in.readBoolean();
        ballX = in.readInt();
        ballY = in.readInt();
        ballVelocityX = in.readInt();
        ballVelocityY = in.readInt();
        hits = in.readInt();
        speedUps = in.readInt();
        upperBricks = in.readLong();
        lowerBricks = in.readLong();
    }
}
