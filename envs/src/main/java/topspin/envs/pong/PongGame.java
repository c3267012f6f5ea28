package topspin.envs.pong;

import topspin.env.Fact;
import topspin.envs.arcade.ArcadeGame;
import topspin.envs.arcade.Screen;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * The rules and movements of Pong, frame by frame, without a picture. The agent plays the right paddle.
 *
 * <p>The agent's paddle is analogue: while the stick is held its speed approaches 5.75 rows a frame, covering 30 % of the
 * difference each frame. The opponent's moves at most two rows a frame towards the ball and rests in every eighth frame.
 * A paddle returns the ball −2 … 2 rows a frame steep, by the fifth of the paddle that was hit; a hit with the fire
 * button or at full paddle speed, and every eighth hit of a rally, makes it one column a frame faster.
 *
 * <p>What the facts of the game leave open (the opponent's aim, the threshold of full speed, the serves' spread, the
 * fastest ball) is set so that random play, a paddle that follows the ball and one that plans score as they should; the
 * calibration test checks it. Serves spread over few rows, as in Atari's game, not over the field: the number of
 * different rallies determines how long a policy takes to learn them.
 *
 * <p>Two things are drawn from random streams, so that games differ and none repeats itself for ever: each serve's row
 * and vertical direction ({@code serve}), and the part of its paddle with which the opponent means to meet each coming
 * ball ({@code opponent}).
 *
 * <p>Order of use: {@link #start}, then {@link #step} until {@link #over}. One thread; allocates nothing.
 */
final class PongGame implements ArcadeGame<PongFrame> {
    static final int NOOP = 0;
    static final int FIRE = 1;
    /** Up. */
    static final int RIGHT = 2;
    /** Down. */
    static final int LEFT = 3;
    static final int RIGHT_FIRE = 4;
    static final int LEFT_FIRE = 5;
    /** Atari's minimal set. */
    private static final List<String> ACTION_NAMES = List.of("noop", "fire", "up", "down", "up+fire", "down+fire");

    static final double PADDLE_SPEED = 5.75;
    static final double PADDLE_RESPONSE = 0.3;
    /** Speed of the paddle, in rows a frame, from which a hit makes the ball faster: reached in the fifth frame from rest. */
    static final double FULL_SPEED = 4.5;
    /** Rows above the lowest position where the paddle moves down at half speed. */
    static final int DAMPED_ROWS = 16;

    static final int OPPONENT_SPEED = 2;
    /** The opponent rests where the frame's number is a multiple of this. */
    static final int OPPONENT_REST = 8;
    /**
     * The opponent tires: it aims to meet the ball with its centre at first, and one row further off after every so
     * many hits of a rally, until it misses. Otherwise two perfect paddles would play for ever.
     */
    static final int HITS_PER_TIRED_ROW = 8;

    static final int SERVE_PAUSE = 60;
    /** How far from {@link Field#SERVE_Y} a serve may start, in rows. */
    static final int SERVE_SPREAD = 4;
    static final int HITS_PER_SPEED_UP = 8;
    static final int MAX_BALL_SPEED = 3;
    static final int STEEPEST = 2;
    /** Parts of a row in which the ball's height is kept: divisible by every speed, so that steps are exact. */
    private static final int ROW = 12;

    private final RandomStream serveStream;
    private final RandomStream opponentStream;

    private int frame;
    private int agentScore;
    private int opponentScore;
    private double agentY;
    private double agentSpeed;
    private int opponentY;
    private int opponentAim;
    private int pause;
    private boolean serveRight;
    private int ballX;
    /** In parts of a row, see {@link #ROW}. */
    private int ballHeight;
    private int ballDirection;
    private int ballSpeed;
    private int ballSteepness;
    private int rally;

    PongGame(RandomStreams streams) {
        serveStream = streams.stream("serve");
        opponentStream = streams.stream("opponent");
    }

    @Override
    public List<String> actionNames() {
        return ACTION_NAMES;
    }

    /** Starts a game at 0 : 0. */
    @Override
    public void start() {
        frame = 0;
        agentScore = 0;
        opponentScore = 0;
        agentY = Field.PADDLE_CENTRE_Y;
        agentSpeed = 0;
        awaitServe(serveStream.nextBernoulli(0.5));
    }

    /** A reward of 1 if the agent scored, −1 if the opponent did. */
    @Override
    public float step(int action) {
        int stick = action == RIGHT || action == RIGHT_FIRE ? 1 : action == LEFT || action == LEFT_FIRE ? -1 : 0;
        return step(stick, action == FIRE || action == RIGHT_FIRE || action == LEFT_FIRE);
    }

    /**
     * Advances by one frame.
     *
     * @param stick 1 for up, −1 for down, 0 for neither
     * @param fire  whether the button is held
     * @return 1 if the agent scored, −1 if the opponent did, else 0
     */
    int step(int stick, boolean fire) {
        frame++;
        moveAgent(stick);
        if (pause > 0) {
            if (--pause == 0) {
                serve();
            }
            return 0;
        }
        moveOpponent();
        return moveBall(fire);
    }

    private void moveAgent(int stick) {
        double target = -stick * PADDLE_SPEED;
        if (target > 0 && agentY > Field.PADDLE_MAX_Y - DAMPED_ROWS) {
            target /= 2;
        }
        agentSpeed += PADDLE_RESPONSE * (target - agentSpeed);
        agentY += agentSpeed;
        if (agentY < Field.PADDLE_MIN_Y || agentY > Field.PADDLE_MAX_Y) {
            agentY = agentY < Field.PADDLE_MIN_Y ? Field.PADDLE_MIN_Y : Field.PADDLE_MAX_Y;
            agentSpeed = 0;
        }
    }

    private void moveOpponent() {
        if (frame % OPPONENT_REST == 0) {
            return;
        }
        int target = ballY() + Field.BALL_HEIGHT / 2 - Field.PADDLE_HEIGHT / 2 + opponentAim;
        int distance = target - opponentY;
        opponentY += Math.max(-OPPONENT_SPEED, Math.min(OPPONENT_SPEED, distance));
        opponentY = Math.max(Field.PADDLE_MIN_Y, Math.min(Field.PADDLE_MAX_Y, opponentY));
    }

    /** Moves column by column, so that no speed carries the ball through a paddle. */
    private int moveBall(boolean fire) {
        int columns = ballSpeed;
        int rise = ballSteepness * ROW / columns;
        for (int i = 0; i < columns; i++) {
            ballX += ballDirection;
            ballHeight += rise;
            if (ballHeight < Field.BALL_MIN_Y * ROW || ballHeight > Field.BALL_MAX_Y * ROW) {
                int wall = (rise < 0 ? Field.BALL_MIN_Y : Field.BALL_MAX_Y) * ROW;
                ballHeight = 2 * wall - ballHeight;
                rise = -rise;
                ballSteepness = -ballSteepness;
            }
            if (ballDirection > 0 && ballX + Field.BALL_WIDTH == Field.AGENT_X + 1 && meets(agentRow())) {
                hit(agentRow(), fire || Math.abs(agentSpeed) >= FULL_SPEED);
                opponentAim = nextOpponentAim();
                return 0;
            }
            if (ballDirection < 0 && ballX == Field.OPPONENT_X + Field.PADDLE_WIDTH - 1 && meets(opponentY)) {
                hit(opponentY, false);
                return 0;
            }
        }
        if (ballX + Field.BALL_WIDTH <= 0) {
            agentScore++;
            awaitServe(false);
            return 1;
        }
        if (ballX >= Screen.WIDTH) {
            opponentScore++;
            awaitServe(true);
            return -1;
        }
        return 0;
    }

    private boolean meets(int paddleY) {
        int overlap = Math.min(ballY() + Field.BALL_HEIGHT, paddleY + Field.PADDLE_HEIGHT) - Math.max(ballY(), paddleY);
        return overlap > 0;
    }

    private void hit(int paddleY, boolean hard) {
        ballX -= ballDirection;
        ballDirection = -ballDirection;
        rally++;
        int faster = (hard ? 1 : 0) + (rally % HITS_PER_SPEED_UP == 0 ? 1 : 0);
        ballSpeed = Math.min(MAX_BALL_SPEED, ballSpeed + faster);
        // Centres of ball and paddle are less than 20 half-rows apart in either direction: a fifth of these 40 is 8, so
        // the middle fifth reaches 4 to either side.
        int halfRowsOff = 2 * (ballY() - paddleY) + Field.BALL_HEIGHT - Field.PADDLE_HEIGHT;
        ballSteepness = Integer.signum(halfRowsOff) * Math.min(STEEPEST, (Math.abs(halfRowsOff) + 4) / 8);
    }

    private void awaitServe(boolean right) {
        pause = SERVE_PAUSE;
        serveRight = right;
        opponentY = Field.PADDLE_CENTRE_Y;
    }

    private void serve() {
        ballX = Field.SERVE_X;
        ballHeight = (Field.SERVE_Y + serveStream.nextInt(2 * SERVE_SPREAD + 1) - SERVE_SPREAD) * ROW;
        ballDirection = serveRight ? 1 : -1;
        ballSpeed = 1;
        ballSteepness = serveStream.nextBernoulli(0.5) ? 1 : -1;
        rally = 0;
        opponentAim = nextOpponentAim();
    }

    private int nextOpponentAim() {
        int spread = rally / HITS_PER_TIRED_ROW;
        return opponentStream.nextInt(2 * spread + 1) - spread;
    }

    /** True when a side has 21 points, so that a game's return is −21 … 21. */
    @Override
    public boolean over() {
        return agentScore == Field.WINNING_SCORE || opponentScore == Field.WINNING_SCORE;
    }

    @Override
    public PongFrame newFrame() {
        return new PongFrame();
    }

    @Override
    public void capture(PongFrame frame) {
        frame.capture(this);
    }

    int agentScore() {
        return agentScore;
    }

    int opponentScore() {
        return opponentScore;
    }

    /** There is no ball before a serve. */
    @Override
    public List<Fact> facts() {
        return List.of(new Fact("ball x", () -> ballInPlay() ? ballX() : Double.NaN),
                new Fact("ball y", () -> ballInPlay() ? ballY() : Double.NaN),
                new Fact("ball's speed x", () -> ballInPlay() ? ballVelocityX() : Double.NaN),
                new Fact("ball's speed y", () -> ballInPlay() ? ballVelocityY() : Double.NaN),
                new Fact("agent's paddle y", this::agentRow), new Fact("opponent's paddle y", this::opponentRow));
    }

    /** The agent's paddle's uppermost row. */
    int agentRow() {
        return (int) agentY;
    }

    /** The same in fractions of a row. */
    double agentY() {
        return agentY;
    }

    /** Rows a frame, positive downwards. */
    double agentSpeed() {
        return agentSpeed;
    }

    /** The opponent's paddle's uppermost row. */
    int opponentRow() {
        return opponentY;
    }

    /** False before a serve, when there is no ball to be seen. */
    boolean ballInPlay() {
        return pause == 0;
    }

    /** The ball's leftmost column. */
    int ballX() {
        return ballX;
    }

    /** The ball's uppermost row. */
    int ballY() {
        return ballHeight / ROW;
    }

    /** Columns a frame, positive to the right. */
    int ballVelocityX() {
        return ballDirection * ballSpeed;
    }

    /** Rows a frame, positive downwards. */
    int ballVelocityY() {
        return ballSteepness;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        serveStream.save(out);
        opponentStream.save(out);
        out.writeInt(frame);
        out.writeInt(agentScore);
        out.writeInt(opponentScore);
        out.writeDouble(agentY);
        out.writeDouble(agentSpeed);
        out.writeInt(opponentY);
        out.writeInt(opponentAim);
        out.writeInt(pause);
        out.writeBoolean(serveRight);
        out.writeInt(ballX);
        out.writeInt(ballHeight);
        out.writeInt(ballDirection);
        out.writeInt(ballSpeed);
        out.writeInt(ballSteepness);
        out.writeInt(rally);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        serveStream.restore(in);
        opponentStream.restore(in);
        frame = in.readInt();
        agentScore = in.readInt();
        opponentScore = in.readInt();
        agentY = in.readDouble();
        agentSpeed = in.readDouble();
        opponentY = in.readInt();
        opponentAim = in.readInt();
        pause = in.readInt();
        serveRight = in.readBoolean();
        ballX = in.readInt();
        ballHeight = in.readInt();
        ballDirection = in.readInt();
        ballSpeed = in.readInt();
        ballSteepness = in.readInt();
        rally = in.readInt();
    }
}
