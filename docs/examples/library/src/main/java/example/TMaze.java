package example;

import topspin.env.DiscreteEnvironment;
import topspin.env.Observations;
import topspin.random.RandomStream;
import topspin.space.Box;
import topspin.space.Discrete;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A corridor that ends at a junction. A sign at the entrance, and nowhere else, says which way leads out: whoever turns
 * that way at the junction earns 1, the other way −1. Turning inside the corridor bumps into a wall and costs 0.1. Without
 * memory the best mean return is 0; with memory it is 1.
 *
 * <p>An observation is three floats: the sign says left, the sign says right, here is the junction.
 */
final class TMaze implements DiscreteEnvironment {
    static final int FORWARD = 0;
    static final int LEFT = 1;
    static final int RIGHT = 2;

    private final int length;
    private final RandomStream signs;
    private int way;
    private int cell;
    private int steps;
    private boolean out;

    /** @param signs the only source of randomness, so that a run can be repeated to the last bit */
    TMaze(int length, RandomStream signs) {
        this.length = length;
        this.signs = signs;
    }

    @Override
    public Box observationSpace() {
        return Box.floats(0, 1, 3);
    }

    @Override
    public Discrete actionSpace() {
        return new Discrete(3);
    }

    @Override
    public void reset(Observations observations, int row) {
        way = signs.nextInt(2) == 0 ? LEFT : RIGHT;
        cell = 0;
        steps = 0;
        out = false;
        draw(observations, row);
    }

    @Override
    public float step(int action, Observations observations, int row) {
        steps++;
        float reward = 0;
        if (cell == length && action != FORWARD) {
            out = true;
            reward = action == way ? 1 : -1;
        } else if (action != FORWARD) {
            reward = -0.1f;
        } else if (cell < length) {
            cell++;
        }
        draw(observations, row);
        return reward;
    }

    private void draw(Observations observations, int row) {
        if (observations == null) {
            return; // nobody will look
        }
        float[] seen = observations.floats();
        int at = observations.offset(row);
        seen[at] = cell == 0 && way == LEFT ? 1 : 0;
        seen[at + 1] = cell == 0 && way == RIGHT ? 1 : 0;
        seen[at + 2] = cell == length ? 1 : 0;
    }

    @Override
    public boolean terminated() {
        return out;
    }

    @Override
    public boolean truncated() {
        return !out && steps == 5 * (length + 1);
    }

    /** Whatever the next step depends on: a run that is resumed goes on in the middle of its games. */
    @Override
    public void save(DataOutput file) throws IOException {
        signs.save(file);
        file.writeInt(way);
        file.writeInt(cell);
        file.writeInt(steps);
        file.writeBoolean(out);
    }

    @Override
    public void restore(DataInput file) throws IOException {
        signs.restore(file);
        way = file.readInt();
        cell = file.readInt();
        steps = file.readInt();
        out = file.readBoolean();
    }
}
