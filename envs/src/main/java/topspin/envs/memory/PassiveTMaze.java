package topspin.envs.memory;

import topspin.env.DiscreteEnvironment;
import topspin.env.Fact;
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
import java.util.List;
import java.util.Optional;

/**
 * The passive T-maze (Bakker, "Reinforcement Learning with Long Short-Term Memory", 2001; as in Ni, Ma, Eysenbach and
 * Bacon, "When Do Transformers Shine in RL?", 2023, twni2016/Memory-RL {@code envs/tmaze.py}). A corridor of length T ends
 * at a junction, beside which lie two cells, one of them the goal. Its side is shown at the first step alone.
 *
 * <p>Observations are {@code [2]}: whether this is the junction's column, and there y (up is 1, down −1); at the first step
 * the second one is the goal's side. Actions: right, up, left, down; one that would leave the maze does nothing. An episode
 * terminates after T + 1 steps, just enough: each step but the last one after which x is smaller than the number of steps
 * costs 1/T, and the last one earns 1 on the goal's side.
 */
final class PassiveTMaze implements DiscreteEnvironment, View {
    static final int LONGEST = 1_000_000;
    static final int RIGHT = 0;
    static final int UP = 1;
    static final int LEFT = 2;
    static final int DOWN = 3;
    private static final Discrete ACTIONS = new Discrete(4);
    private static final Box SPACE = Box.floats(-1, 1, 2);

    private final int corridor;
    private final float late;
    private final RandomStream stream;
    private int goal;
    private int x;
    private int y;
    private int taken;

    /** @param corridor its length, 1 … {@value #LONGEST} */
    PassiveTMaze(int corridor, RandomStream stream) {
        this.corridor = corridor;
        this.late = -1f / corridor;
        this.stream = stream;
    }

    @Override
    public Box observationSpace() {
        return SPACE;
    }

    @Override
    public Discrete actionSpace() {
        return ACTIONS;
    }

    @Override
    public void reset(Observations out, int row) {
        goal = 2 * stream.nextInt(2) - 1;
        x = 0;
        y = 0;
        taken = 0;
        show(out, row);
    }

    @Override
    public float step(int action, Observations out, int row) {
        move(action);
        taken++;
        show(out, row);
        if (terminated()) {
            return y == goal ? 1 : 0;
        }
        return x < taken ? late : 0;
    }

    private void move(int action) {
        if (action == RIGHT || action == LEFT) {
            if (y == 0) {
                x = Math.max(0, Math.min(corridor, x + (action == RIGHT ? 1 : -1)));
            }
        } else if (x == corridor) {
            y = Math.max(-1, Math.min(1, y + (action == UP ? 1 : -1)));
        }
    }

    private void show(Observations out, int row) {
        if (out == null) {
            return;
        }
        int from = out.offset(row);
        out.floats()[from] = x == corridor ? 1 : 0;
        out.floats()[from + 1] = taken == 0 ? goal : x == corridor ? y : 0;
    }

    @Override
    public boolean terminated() {
        return taken > corridor;
    }

    @Override
    public boolean truncated() {
        return false;
    }

    @Override
    public List<String> actionNames() {
        return List.of("right", "up", "left", "down");
    }

    @Override
    public List<Fact> facts() {
        return List.of(new Fact("goal's side", () -> goal), new Fact("x", () -> x), new Fact("y", () -> y));
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

    /** The maze from above, its corridor compressed if it is long; the goal's side while it is shown. */
    @Override
    public void paint(Graphics2D graphics) {
        graphics.setColor(new Color(40, 44, 52));
        graphics.fillRect(0, 0, width(), height());
        graphics.setColor(new Color(200, 196, 180));
        graphics.fillRect(10, 24, 140, 12);
        graphics.fillRect(138, 6, 12, 48);
        if (taken == 0) {
            graphics.setColor(new Color(80, 180, 90));
            graphics.fillRect(12, goal > 0 ? 14 : 40, 8, 6);
        }
        graphics.setColor(new Color(200, 60, 50));
        graphics.fillOval(11 + (int) (128L * x / corridor), 25 - 18 * y, 10, 10);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        stream.save(out);
        out.writeInt(goal);
        out.writeInt(x);
        out.writeInt(y);
        out.writeInt(taken);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        stream.restore(in);
        goal = in.readInt();
        x = in.readInt();
        y = in.readInt();
        taken = in.readInt();
    }
}
