package topspin.envs.control;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.Fact;
import topspin.env.Observations;
import topspin.env.View;
import topspin.env.wrapper.TimeLimit;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;
import topspin.space.Box;
import topspin.space.Discrete;
import topspin.space.Space;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A mechanism as an environment: an action selects a fixed input, or is the input itself. */
final class ControlEnvironment implements Environment {
    private final Mechanism mechanism;
    /** The input of each action; null if the action is the input. */
    private final double[] inputs;
    private final RandomStream stream;
    private final Box space;
    private final Space actions;
    private final List<String> names;
    private final Optional<View> view;

    private ControlEnvironment(Mechanism mechanism, RandomStream stream, Space actions, double[] inputs,
                               List<String> names) {
        this.mechanism = mechanism;
        this.inputs = inputs;
        this.stream = stream;
        this.space = mechanism.observationSpace();
        this.actions = actions;
        this.names = names;
        view = Optional.of(mechanism.view());
    }

    /**
     * With actions that select an input.
     *
     * @param limit  steps after which an episode is truncated
     * @param names  of the actions
     * @param inputs of the mechanism, an action each
     */
    static Environment choosing(Mechanism mechanism, RandomStreams streams, int limit, List<String> names, double... inputs) {
        return new TimeLimit(new ControlEnvironment(mechanism, streams.stream("start"), new Discrete(inputs.length),
                inputs, names), limit);
    }

    /**
     * With any input from {@code −bound} to {@code bound}.
     *
     * @param limit steps after which an episode is truncated
     */
    static Environment within(double bound, Mechanism mechanism, RandomStreams streams, int limit) {
        return new TimeLimit(new ControlEnvironment(mechanism, streams.stream("start"),
                Box.floats((float) -bound, (float) bound, 1), null, List.of()), limit);
    }

    double[] state() {
        return mechanism.state();
    }

    @Override
    public Box observationSpace() {
        return space;
    }

    @Override
    public Space actionSpace() {
        return actions;
    }

    @Override
    public void reset(Observations out, int row) {
        mechanism.start(stream);
        observe(out, row);
    }

    @Override
    public float step(Actions actions, int index, Observations out, int row) {
        double input = inputs == null ? actions.values()[actions.offset(index)] : inputs[actions.index(index)];
        float reward = (float) mechanism.step(input);
        observe(out, row);
        return reward;
    }

    private void observe(Observations out, int row) {
        if (out != null) {
            mechanism.observe(out.floats(), out.offset(row));
        }
    }

    @Override
    public boolean terminated() {
        return mechanism.terminated();
    }

    @Override
    public boolean truncated() {
        return false;
    }

    @Override
    public List<Fact> facts() {
        return mechanism.facts();
    }

    @Override
    public Optional<View> view() {
        return view;
    }

    @Override
    public List<String> actionNames() {
        return names;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        stream.save(out);
        for (double value : mechanism.state()) {
            out.writeDouble(value);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        stream.restore(in);
        double[] state = mechanism.state();
        for (int i = 0; i < state.length; i++) {
            state[i] = in.readDouble();
        }
    }
}
