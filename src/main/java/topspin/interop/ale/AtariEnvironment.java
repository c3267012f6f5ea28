package topspin.interop.ale;

import topspin.env.DiscreteEnvironment;
import topspin.env.Lives;
import topspin.env.Observations;
import topspin.env.PooledFrames;
import topspin.env.View;
import topspin.space.Box;
import topspin.space.Discrete;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A game on an emulated console: one frame per step, a game per episode. Restoring plays the game again up to where it was,
 * ten thousand frames or so a second. Closes the console.
 */
final class AtariEnvironment implements DiscreteEnvironment, PooledFrames, Lives {
    private final AtariConsole console;
    private final String md5;
    private final AtariAction[] actions;
    private final Discrete actionSpace;
    private final List<String> actionNames;
    private final AtariScreen screen;
    private final Optional<View> view;
    private final GameRecord record;
    private AtariFrame earlier;
    private AtariFrame later;

    /**
     * @param console in which no game was begun
     * @param md5     of its cartridge
     * @param actions what the agent chooses among
     * @param screen  what it sees
     */
    AtariEnvironment(AtariConsole console, String md5, AtariAction[] actions, AtariScreen screen) {
        this.console = console;
        this.md5 = md5;
        this.actions = actions.clone();
        this.screen = screen;
        actionSpace = new Discrete(actions.length);
        actionNames = Arrays.stream(actions).map(AtariAction::label).toList();
        record = new GameRecord(console.beforeReset());
        earlier = new AtariFrame(console);
        later = new AtariFrame(console);
        view = Optional.of(new AtariView(console, () -> later));
    }

    @Override
    public Box observationSpace() {
        return screen.space();
    }

    @Override
    public Discrete actionSpace() {
        return actionSpace;
    }

    @Override
    public List<String> actionNames() {
        return actionNames;
    }

    @Override
    public Optional<View> view() {
        return view;
    }

    @Override
    public void reset(Observations out, int row) {
        record.begin(console);
        console.reset();
        later.capture(console);
        earlier.copy(later);
        draw(out, row);
    }

    @Override
    public float step(int action, Observations out, int row) {
        int number = actions[action].ordinal();
        record.add(number);
        float reward = console.act(number);
        AtariFrame recycled = earlier;
        earlier = later;
        later = recycled;
        later.capture(console);
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
        return console.over();
    }

    @Override
    public boolean truncated() {
        return false;
    }

    @Override
    public int lives() {
        return console.lives();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeUTF(md5);
        record.save(out);
    }

    /** @throws IOException also if the state is of another cartridge */
    @Override
    public void restore(DataInput in) throws IOException {
        String saved = in.readUTF();
        if (!saved.equals(md5)) {
            throw new IOException("the saved game is of a ROM with the MD5 " + saved + ", but env.rom has now " + md5);
        }
        record.restore(in);
        record.replay(console, earlier, later);
    }

    @Override
    public void close() {
        console.close();
    }
}
