package topspin.envs.bsuite;

import topspin.env.DiscreteEnvironment;
import topspin.env.Observations;
import topspin.env.View;
import topspin.random.RandomStream;
import topspin.space.Box;
import topspin.space.Discrete;

import java.awt.Color;
import java.awt.Graphics2D;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Bits are shown, and one of them is asked for later. Observations are {@code [2 + bits]}: 1 − t/length; at t = length − 1
 * the number of the bit that is asked for, else 0; at t = 0 every bit as ±1, else 0. The action taken on the last but one
 * observation earns 1 if it is the bit's value and −1 if not, and terminates the episode; all other rewards are 0.
 *
 * <p>As in the original a step shows what was before the clock moved: the first observation comes twice, and an episode has length
 * + 1 steps. With length 1 the question is asked while the bits are on view.
 */
final class MemoryChain implements DiscreteEnvironment, View {
    static final int MOST_BITS = 10_000;
    static final int LONGEST = 1_000_000;
    private static final Discrete ACTIONS = new Discrete(2);
    private static final int BITS = 2;

    private final int length;
    private final int[] bits;
    private final RandomStream stream;
    private final Box space;
    private int asked;
    /** Steps taken in this episode. */
    private int taken;

    MemoryChain(int length, int bits, RandomStream stream) {
        this.length = length;
        this.bits = new int[bits];
        this.stream = stream;
        this.space = Box.floats(-1, Math.max(1, bits - 1), BITS + bits);
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
        for (int i = 0; i < bits.length; i++) {
            bits[i] = stream.nextInt(2);
        }
        asked = stream.nextInt(bits.length);
        taken = 0;
        show(out, row);
    }

    @Override
    public float step(int action, Observations out, int row) {
        taken++;
        show(out, row);
        if (!terminated()) {
            return 0;
        }
        return action == bits[asked] ? 1 : -1;
    }

    /** The time of the present observation. */
    private int time() {
        return Math.max(0, taken - 1);
    }

    private void show(Observations out, int row) {
        if (out == null) {
            return;
        }
        int time = time();
        float[] values = out.floats();
        int from = out.offset(row);
        values[from] = 1 - (float) time / length;
        values[from + 1] = time == length - 1 ? asked : 0;
        if (time == 0) {
            for (int i = 0; i < bits.length; i++) {
                values[from + BITS + i] = 2 * bits[i] - 1;
            }
        } else {
            Arrays.fill(values, from + BITS, from + BITS + bits.length, 0f);
        }
    }

    @Override
    public boolean terminated() {
        return taken > length;
    }

    @Override
    public boolean truncated() {
        return false;
    }

    @Override
    public List<String> actionNames() {
        return List.of("0", "1");
    }

    @Override
    public Optional<View> view() {
        return Optional.of(this);
    }

    @Override
    public int width() {
        return 160;
    }

    @Override
    public int height() {
        return 60;
    }

    /** The bits, while they are shown, in a row; the one that is asked for in a frame, when it is; and the time that is left. */
    @Override
    public void paint(Graphics2D graphics) {
        graphics.setColor(new Color(30, 34, 44));
        graphics.fillRect(0, 0, width(), height());
        int side = Math.max(2, Math.min(20, (width() - 20) / bits.length - 2));
        int left = (width() - bits.length * (side + 2)) / 2;
        for (int i = 0; i < bits.length; i++) {
            int x = left + i * (side + 2);
            graphics.setColor(time() > 0 ? new Color(80, 86, 100) : bits[i] == 1 ? new Color(240, 200, 60) : new Color(50, 110, 220));
            graphics.fillRect(x, 15, side, 20);
            if (time() == length - 1 && i == asked) {
                graphics.setColor(Color.WHITE);
                graphics.fillRect(x, 38, side, 3);
            }
        }
        graphics.setColor(new Color(120, 200, 140));
        graphics.fillRect(10, 50, (int) ((width() - 20) * (1 - (double) time() / length)), 4);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        stream.save(out);
        for (int bit : bits) {
            out.writeByte(bit);
        }
        out.writeInt(asked);
        out.writeInt(taken);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        stream.restore(in);
        for (int i = 0; i < bits.length; i++) {
            bits[i] = in.readByte();
        }
        asked = in.readInt();
        taken = in.readInt();
    }
}
