package topspin.cli.play;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.Observations;
import topspin.env.View;
import topspin.space.Box;
import topspin.space.Discrete;

import java.awt.Color;
import java.awt.Graphics2D;
import java.io.DataInput;
import java.io.DataOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A game of some steps whose reward is the action; its picture is of one colour, the number of the step in blue. */
final class CountingWorld implements Environment, View {
    private final int length;
    private final double rate;
    /** Actions of all games, {@code /} where one begins. */
    final List<String> history = new ArrayList<>();
    int broken = Integer.MAX_VALUE;
    private int step;

    /** @param rate frames per second; 0 if it waits */
    CountingWorld(int length, double rate) {
        this.length = length;
        this.rate = rate;
    }

    @Override
    public Box observationSpace() {
        return Box.floats(0, 100, 1);
    }

    @Override
    public Discrete actionSpace() {
        return new Discrete(3);
    }

    @Override
    public List<String> actionNames() {
        return List.of("none", "left", "right");
    }

    @Override
    public void reset(Observations out, int row) {
        step = 0;
        history.add("/");
        out.floats()[0] = 0;
    }

    @Override
    public float step(Actions actions, int index, Observations out, int row) {
        step++;
        history.add(Integer.toString(actions.index(index)));
        out.floats()[0] = step >= broken ? Float.NaN : step;
        return actions.index(index);
    }

    @Override
    public boolean terminated() {
        return step >= length;
    }

    @Override
    public boolean truncated() {
        return false;
    }

    @Override
    public Optional<View> view() {
        return Optional.of(this);
    }

    @Override
    public int width() {
        return 40;
    }

    @Override
    public int height() {
        return 20;
    }

    @Override
    public double framesPerSecond() {
        return rate;
    }

    @Override
    public void paint(Graphics2D graphics) {
        graphics.setColor(new Color(step));
        graphics.fillRect(0, 0, width(), height());
    }

    @Override
    public void save(DataOutput out) {
    }

    @Override
    public void restore(DataInput in) {
    }
}
