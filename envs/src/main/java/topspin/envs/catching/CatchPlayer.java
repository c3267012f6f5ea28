package topspin.envs.catching;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.Observations;
import topspin.env.Player;
import topspin.envs.arcade.ArcadeEnvironment;

/** Moves the paddle towards the ball's column, by where both are in one frame. */
final class CatchPlayer implements Player {
    private final CatchGame game;

    CatchPlayer(Environment world) {
        game = ArcadeEnvironment.game(world, CatchGame.class);
    }

    @Override
    public void act(Observations observations, int row, Actions actions, int index) {
        actions.set(index, CatchGame.STAY + Integer.signum(game.distance()));
    }
}
