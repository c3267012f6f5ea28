package topspin.envs.pong;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.Observations;
import topspin.env.Player;
import topspin.envs.arcade.ArcadeEnvironment;

/**
 * Keeps the paddle's middle at the height of the ball's, or of the field's without a ball, by where they are in one frame.
 * Where it may do nothing, it does nothing within two rows.
 */
final class PongFollower implements Player {
    private static final int NEAR = 2;
    private static final int MIDDLE = (Field.TOP + Field.BOTTOM) / 2;

    private final PongGame game;
    private final int up;
    private final int down;
    private final int noop;

    PongFollower(Environment world) {
        game = ArcadeEnvironment.game(world, PongGame.class);
        up = world.actionNames().indexOf("up");
        down = world.actionNames().indexOf("down");
        noop = world.actionNames().indexOf("noop");
    }

    @Override
    public void act(Observations observations, int row, Actions actions, int index) {
        int ball = game.ballInPlay() ? game.ballY() + Field.BALL_HEIGHT / 2 : MIDDLE;
        int distance = ball - game.agentRow() - Field.PADDLE_HEIGHT / 2;
        actions.set(index, noop >= 0 && Math.abs(distance) <= NEAR ? noop : distance < 0 ? up : down);
    }
}
