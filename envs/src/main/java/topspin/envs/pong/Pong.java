package topspin.envs.pong;

import topspin.env.DiscreteEnvironment;
import topspin.env.Observations;
import topspin.env.PooledFrames;
import topspin.random.RandomStreams;
import topspin.space.Box;
import topspin.space.Discrete;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Pong, one emulated frame per step, with the six actions of Atari's minimal set. A game is an episode: it terminates when
 * a side has 21 points, so its return is −21 … 21.
 */
final class Pong implements DiscreteEnvironment, PooledFrames {
    static final int NOOP = 0;
    static final int FIRE = 1;
    /** Up. */
    static final int RIGHT = 2;
    /** Down. */
    static final int LEFT = 3;
    static final int RIGHT_FIRE = 4;
    static final int LEFT_FIRE = 5;
    private static final Discrete ACTIONS = new Discrete(6);

    private final PongGame game;
    private final Screen screen;
    private final Box space;
    private PongFrame earlier = new PongFrame();
    private PongFrame later = new PongFrame();

    Pong(Screen screen, RandomStreams streams) {
        this.game = new PongGame(streams);
        this.screen = screen;
        this.space = screen.space();
    }

    @Override
    public Box observationSpace() {
        return space;
    }

    @Override
    public Discrete actionSpace() {
        return ACTIONS;
    }

    @Override
    public void reset(Observations out, int row) {
        game.start();
        earlier.capture(game);
        later.capture(game);
        draw(out, row);
    }

    @Override
    public float step(int action, Observations out, int row) {
        int stick = action == RIGHT || action == RIGHT_FIRE ? 1 : action == LEFT || action == LEFT_FIRE ? -1 : 0;
        boolean fire = action == FIRE || action == RIGHT_FIRE || action == LEFT_FIRE;
        float reward = game.step(stick, fire);
        PongFrame recycled = earlier;
        earlier = later;
        later = recycled;
        later.capture(game);
        draw(out, row);
        return reward;
    }

    private void draw(Observations out, int row) {
        if (out != null) {
            screen.draw(later, later, out, row);
        }
    }

    @Override
    public void drawPooled(Observations out, int row) {
        screen.draw(earlier, later, out, row);
    }

    @Override
    public boolean terminated() {
        return game.over();
    }

    @Override
    public boolean truncated() {
        return false;
    }

    /** The game behind the picture. */
    PongGame game() {
        return game;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        earlier.save(out);
        later.save(out);
        game.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        earlier.restore(in);
        later.restore(in);
        game.restore(in);
    }
}
