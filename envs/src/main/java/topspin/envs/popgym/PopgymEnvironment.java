package topspin.envs.popgym;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.Observations;
import topspin.env.View;
import topspin.random.RandomStream;
import topspin.space.Box;
import topspin.space.Space;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/** A world whose observations are zeros and ones: one-hot parts side by side. */
abstract class PopgymEnvironment implements Environment {
    /** Of all random draws of the world. */
    final RandomStream stream;
    boolean terminated;
    boolean truncated;
    private final Box space;
    private final Space actions;
    private final Optional<View> view = Optional.of(view(this));

    /** @param width elements of an observation */
    PopgymEnvironment(int width, Space actions, RandomStream stream) {
        this.space = Box.binary(width);
        this.actions = actions;
        this.stream = stream;
    }

    /** Starts an episode. */
    abstract void start();

    /**
     * Takes an action, {@code action[from …]}; sets {@link #terminated} or {@link #truncated} if the episode ends.
     *
     * @return the reward
     */
    abstract float take(float[] action, int from);

    /** Sets the ones of the present observation, {@code bits[from …]}, which are zero. */
    abstract void observe(byte[] bits, int from);

    abstract void saveState(DataOutput out) throws IOException;

    abstract void restoreState(DataInput in) throws IOException;

    /** What people see. */
    abstract void paint(Painter painter);

    @Override
    public final Box observationSpace() {
        return space;
    }

    @Override
    public final Space actionSpace() {
        return actions;
    }

    @Override
    public final void reset(Observations out, int row) {
        terminated = false;
        truncated = false;
        start();
        show(out, row);
    }

    @Override
    public final float step(Actions actions, int index, Observations out, int row) {
        float reward = take(actions.values(), actions.offset(index));
        show(out, row);
        return reward;
    }

    private void show(Observations out, int row) {
        if (out != null) {
            out.clearRow(row);
            observe(out.bytes(), out.offset(row));
        }
    }

    @Override
    public final boolean terminated() {
        return terminated;
    }

    @Override
    public final boolean truncated() {
        return truncated;
    }

    @Override
    public final Optional<View> view() {
        return view;
    }

    @Override
    public final void save(DataOutput out) throws IOException {
        stream.save(out);
        out.writeBoolean(terminated);
        out.writeBoolean(truncated);
        saveState(out);
    }

    @Override
    public final void restore(DataInput in) throws IOException {
        stream.restore(in);
        terminated = in.readBoolean();
        truncated = in.readBoolean();
        restoreState(in);
    }

    private static View view(PopgymEnvironment world) {
        return new View() {
            @Override
            public int width() {
                return Painter.WIDTH;
            }

            @Override
            public int height() {
                return Painter.HEIGHT;
            }

            @Override
            public void paint(java.awt.Graphics2D graphics) {
                world.paint(new Painter(graphics));
            }
        };
    }
}
