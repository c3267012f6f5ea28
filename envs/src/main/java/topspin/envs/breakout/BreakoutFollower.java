package topspin.envs.breakout;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.Observations;
import topspin.env.Player;
import topspin.envs.arcade.ArcadeEnvironment;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

/**
 * Keeps the paddle below the ball, by where both are in one frame, give or take a column, so that it falls into no endless
 * rally. It serves where a serve waits for it.
 */
final class BreakoutFollower implements Player {
    private static final int SPREAD = BreakoutGame.PARTS;

    private final BreakoutGame game;
    private final RandomStream stream;
    private final int noop;
    private final int fire;
    private final int left;
    private final int right;
    /** Parts that the paddle moves in a decision. */
    private final int stride;

    BreakoutFollower(Environment world, RandomStreams streams) {
        game = ArcadeEnvironment.game(world, BreakoutGame.class);
        stream = streams.stream("follower");
        noop = world.actionNames().indexOf("noop");
        fire = world.actionNames().indexOf("fire");
        left = world.actionNames().indexOf("left");
        right = world.actionNames().indexOf("right");
        stride = BreakoutGame.PADDLE_STEP * world.framesPerStep();
    }

    @Override
    public void act(Observations observations, int row, Actions actions, int index) {
        actions.set(index, choose());
    }

    private int choose() {
        if (!game.ballInPlay()) {
            return fire < 0 ? noop : fire;
        }
        int ball = game.ballX() + BreakoutField.BALL_WIDTH * BreakoutGame.PARTS / 2;
        int below = ball + stream.nextInt(2 * SPREAD + 1) - SPREAD;
        int off = below - game.paddleX() - game.paddleWidth() * BreakoutGame.PARTS / 2;
        return 2 * Math.abs(off) <= stride ? noop : off > 0 ? right : left;
    }
}
