package topspin.envs.pong;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.Observations;
import topspin.env.Player;
import topspin.envs.arcade.ArcadeEnvironment;

/**
 * Knows the state, and holds the stick up or down for a whole decision at a time, as an agent with two actions. It computes
 * where the ball will arrive, tries all plans of its next decisions, and takes the one that meets the ball with the most of
 * the paddle's edge, away from the nearer wall, moving fast.
 */
final class PongPlanner implements Player {
    /** Decisions that it looks ahead. */
    private static final int HORIZON = 9;
    private static final int CONTACT_X = 139;
    private static final double WAITING_Y = 104;
    private static final int WAITING_FRAMES = 20;
    /** Rows off centre that it still trusts itself to hit. */
    private static final double SAFE = 8.5;

    private final PongGame game;
    private final int up;
    private final int down;
    private final int framesPerDecision;
    /** Second result of {@link #move}. */
    private double movedSpeed;
    private double bestPlan;
    private int bestStick;
    private double target;
    private boolean goUp;
    private boolean ballComes;

    PongPlanner(Environment world) {
        game = ArcadeEnvironment.game(world, PongGame.class);
        up = world.actionNames().indexOf("up");
        down = world.actionNames().indexOf("down");
        framesPerDecision = world.framesPerStep();
    }

    @Override
    public void act(Observations observations, int row, Actions actions, int index) {
        actions.set(index, stick() > 0 ? up : down);
    }

    /** 1 for up, −1 for down: to be held for a decision. */
    private int stick() {
        ballComes = game.ballInPlay() && game.ballVelocityX() > 0 && game.ballX() < CONTACT_X;
        int frames = WAITING_FRAMES;
        target = WAITING_Y;
        if (ballComes) {
            frames = (CONTACT_X - game.ballX() + game.ballVelocityX() - 1) / game.ballVelocityX();
            double arrival = arrival(game);
            target = arrival - 6;
            goUp = arrival > 112;
        }
        bestPlan = Double.NEGATIVE_INFINITY;
        search(game.agentY(), game.agentSpeed(), frames, HORIZON, 0);
        return bestStick;
    }

    private static double arrival(PongGame game) {
        double row = game.ballY();
        double steepness = (double) game.ballVelocityY() / game.ballVelocityX();
        for (int x = game.ballX(); x < CONTACT_X; x++) {
            row += steepness;
            if (row < 34 || row > 190) {
                row = row < 34 ? 68 - row : 380 - row;
                steepness = -steepness;
            }
        }
        return row;
    }

    private double move(double from, double startSpeed, int stick) {
        double wanted = -5.75 * stick;
        if (wanted > 0 && from > 174) {
            wanted /= 2;
        }
        movedSpeed = startSpeed + 0.3 * (wanted - startSpeed);
        double to = from + movedSpeed;
        if (to < 24 || to > 190) {
            movedSpeed = 0;
            return to < 24 ? 24 : 190;
        }
        return to;
    }

    private void search(double fromY, double fromSpeed, int frames, int depth, int firstStick) {
        if (frames <= 0 || depth == 0) {
            double worth = frames <= 0 && ballComes ? worthOfHit(fromY, fromSpeed) : -Math.abs(fromY - target);
            if (worth > bestPlan) {
                bestPlan = worth;
                bestStick = firstStick;
            }
            return;
        }
        for (int stick = -1; stick <= 1; stick += 2) {
            double nextY = fromY;
            double nextSpeed = fromSpeed;
            for (int i = 0; i < framesPerDecision && i < frames; i++) {
                nextY = move(nextY, nextSpeed, stick);
                nextSpeed = movedSpeed;
            }
            search(nextY, nextSpeed, frames - framesPerDecision, depth - 1, firstStick == 0 ? stick : firstStick);
        }
    }

    private double worthOfHit(double paddleY, double paddleSpeed) {
        double off = target - paddleY;
        if (Math.abs(off) > SAFE) {
            return -Math.abs(off);
        }
        int steepness = (int) ((2 * Math.abs(off) + 4) / 8);
        return 10 * steepness + (off < 0 == goUp ? 5 : 0) + (Math.abs(paddleSpeed) >= 5.4 ? 2 : 0);
    }
}
