package topspin.envs.breakout;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.Observations;
import topspin.env.Player;
import topspin.envs.arcade.ArcadeEnvironment;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

/**
 * Computes where and when the ball will come down, and which places its decisions can bring the paddle to by that very
 * frame. Of those from which it hits the ball, it takes one whose next flight earns most, any of them if several do. It serves
 * where a serve waits for it.
 *
 * <p>It needs bricks, paddle, and the ball with its speeds, all of which one {@code features} observation shows, and no memory:
 * it keeps its target only because to find it again takes time. How often the paddle has hit the ball, and so whether the
 * next hit makes it faster, it does not know.
 */
final class BreakoutPlanner implements Player {
    private static final int PARTS = BreakoutGame.PARTS;
    private static final int BALL = BreakoutField.BALL_WIDTH * PARTS;
    private static final int LEFT_EDGE = BreakoutField.LEFT * PARTS;
    private static final int RIGHT_EDGE = BreakoutField.RIGHT * PARTS;

    private final BreakoutGame game;
    private final BreakoutGame arrived;
    private final BreakoutGame next;
    private final RandomStream stream;
    private final int noop;
    private final int fire;
    private final int left;
    private final int right;
    /** Of a decision. */
    private final int frames;
    /** Where the paddle is to be, once the ball comes down; −1 as long as it does not. */
    private int target = -1;
    /** When the target was set: a new ball may be served in the decision in which another is lost. */
    private int balls;

    BreakoutPlanner(Environment world, RandomStreams streams) {
        game = ArcadeEnvironment.game(world, BreakoutGame.class);
        arrived = new BreakoutGame(true, streams);
        next = new BreakoutGame(true, streams);
        stream = streams.stream("planner");
        noop = world.actionNames().indexOf("noop");
        fire = world.actionNames().indexOf("fire");
        left = world.actionNames().indexOf("left");
        right = world.actionNames().indexOf("right");
        frames = world.framesPerStep();
    }

    @Override
    public void begin() {
        target = -1;
    }

    @Override
    public void act(Observations observations, int row, Actions actions, int index) {
        actions.set(index, choose());
    }

    private int choose() {
        if (!game.ballInPlay()) {
            target = -1;
            return fire < 0 ? noop : fire;
        }
        arrived.copy(game);
        int arrival = arrived.fly();
        if (arrival == Integer.MAX_VALUE) {
            return noop;
        }
        if (game.ballVelocityY() < 0) {
            target = -1;
        } else if (target < 0 || balls != game.lives()) {
            target = bestPlace(arrival);
            balls = game.lives();
        }
        int direction = direction(target < 0 ? middlePlace() : target, arrival);
        return direction == 0 ? noop : direction > 0 ? right : left;
    }

    /** From where the paddle's middle meets the ball's. */
    private int middlePlace() {
        return arrived.ballX() + (BALL - arrived.paddleWidth() * PARTS) / 2;
    }

    /**
     * Of the places that can be reached and from which the ball is hit, one that earns most, of those after which it can be
     * hit again if there are any; −1 if there is none at all.
     */
    private int bestPlace(int arrival) {
        int decisions = wholeDecisions(arrival);
        int best = -1;
        int most = -1;
        int equals = 0;
        for (int moves = -decisions; moves <= decisions; moves++) {
            for (int last = -1; last <= 1; last++) {
                int place = place(game.paddleX(), moves, last, arrival);
                if (!hits(arrived, place)) {
                    continue;
                }
                int worth = worth(place, last, (decisions + 1) * frames - arrival);
                equals = worth > most ? 1 : worth == most ? equals + 1 : equals;
                if (worth > most || worth == most && stream.nextInt(equals) == 0) {
                    most = worth;
                    best = place;
                }
            }
        }
        return best;
    }

    /**
     * What the flight after a hit earns, and more than everything if the ball can be hit again.
     *
     * @param rest frames that are left of the decision in which it is hit, for which the paddle keeps its direction
     */
    private int worth(int place, int direction, int rest) {
        next.copy(arrived);
        next.hitFrom(place);
        int arrival = next.fly() - rest;
        int narrowed = next.paddleX() - place;
        int from = within(place + direction * rest * BreakoutGame.PADDLE_STEP) + narrowed;
        int decisions = wholeDecisions(arrival);
        for (int moves = -decisions; moves <= decisions; moves++) {
            for (int last = -1; last <= 1; last++) {
                if (hits(next, place(from, moves, last, arrival))) {
                    return next.score() + BreakoutField.MOST_POINTS;
                }
            }
        }
        return next.score();
    }

    /** Those before the one in which the ball arrives. */
    private int wholeDecisions(int arrival) {
        return (arrival - 1) / frames;
    }

    private static boolean hits(BreakoutGame landed, int place) {
        return landed.ballX() + BALL > place && landed.ballX() < place + landed.paddleWidth() * PARTS;
    }

    /** Where so many whole decisions to the right, and one more in which the ball arrives, bring the paddle. */
    private int place(int from, int moves, int last, int arrival) {
        int lastFrames = arrival - wholeDecisions(arrival) * frames;
        return within(from + (moves * frames + last * lastFrames) * BreakoutGame.PADDLE_STEP);
    }

    private int within(int place) {
        return Math.max(LEFT_EDGE, Math.min(RIGHT_EDGE - arrived.paddleWidth() * PARTS, place));
    }

    /** The first decision of a way that ends nearest to a place: −1, 0 or 1. */
    private int direction(int wanted, int arrival) {
        int decisions = wholeDecisions(arrival);
        int nearest = Integer.MAX_VALUE;
        int direction = 0;
        for (int moves = -decisions; moves <= decisions; moves++) {
            for (int last = -1; last <= 1; last++) {
                int off = Math.abs(wanted - place(game.paddleX(), moves, last, arrival));
                if (off < nearest) {
                    nearest = off;
                    direction = decisions == 0 ? last : Integer.signum(moves);
                }
            }
        }
        return direction;
    }
}
