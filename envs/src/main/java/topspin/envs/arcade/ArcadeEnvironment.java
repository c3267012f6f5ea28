package topspin.envs.arcade;

import topspin.env.DiscreteEnvironment;
import topspin.env.Environment;
import topspin.env.Fact;
import topspin.env.Lives;
import topspin.env.Observations;
import topspin.env.PooledFrames;
import topspin.env.View;
import topspin.env.wrapper.Wrapper;
import topspin.space.Box;
import topspin.space.Discrete;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A game as a world: one frame of the game per step, a game per episode.
 *
 * @param <F> everything that one frame shows
 */
public final class ArcadeEnvironment<F extends ArcadeFrame> implements DiscreteEnvironment, PooledFrames, Lives {
    private final ArcadeGame<F> game;
    private final Screen<F> screen;
    private final Box space;
    private final Discrete actions;
    private final Optional<View> view;
    private F earlier;
    private F later;

    /**
     * @param screen what an agent sees
     * @param scenes makes what people see
     */
    public ArcadeEnvironment(ArcadeGame<F> game, Screen<F> screen, Supplier<? extends Scene<F>> scenes) {
        this.game = game;
        this.screen = screen;
        space = screen.space();
        actions = new Discrete(game.actionNames().size());
        view = Optional.of(new SceneView<>(scenes, () -> later, game.framesPerSecond()));
        earlier = game.newFrame();
        later = game.newFrame();
    }

    @Override
    public Box observationSpace() {
        return space;
    }

    @Override
    public Discrete actionSpace() {
        return actions;
    }

    @Override
    public List<String> actionNames() {
        return game.actionNames();
    }

    @Override
    public List<Fact> facts() {
        return game.facts();
    }

    @Override
    public Optional<View> view() {
        return view;
    }

    @Override
    public void reset(Observations out, int row) {
        game.start();
        game.capture(earlier);
        game.capture(later);
        draw(out, row);
    }

    @Override
    public float step(int action, Observations out, int row) {
        float reward = game.step(action);
        F recycled = earlier;
        earlier = later;
        later = recycled;
        game.capture(later);
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

    @Override
    public int lives() {
        return game.lives();
    }

    /**
     * The game behind a world's picture and its wrappers, for players that see more than an agent.
     *
     * @throws IllegalArgumentException if the world is of another kind
     */
    public static <G extends ArcadeGame<?>> G game(Environment world, Class<G> kind) {
        return Wrapper.within(world, ArcadeEnvironment.class).map(arcade -> arcade.game).filter(kind::isInstance)
                .map(kind::cast).orElseThrow(() -> new IllegalArgumentException("this world is no " + kind.getSimpleName()));
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
