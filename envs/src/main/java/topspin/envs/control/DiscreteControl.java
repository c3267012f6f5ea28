package topspin.envs.control;

import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.Observations;
import topspin.env.wrapper.TimeLimit;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;
import topspin.space.Box;
import topspin.space.Discrete;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A mechanism as an environment: each action is a fixed input. */
final class DiscreteControl implements Environment {
    /** Gymnasium's {@code max_episode_steps} of CartPole-v1 and Acrobot-v1. */
    static final int TIME_LIMIT = 500;
    static final EnvironmentOption VELOCITY = EnvironmentOption.of("velocity", true,
            "whether velocities are observed; false: positions only, so that control takes memory");

    private final Mechanism mechanism;
    private final double[] inputs;
    private final RandomStream stream;
    private final Box space;
    private final Discrete actions;

    private DiscreteControl(Mechanism mechanism, RandomStream stream, double... inputs) {
        this.mechanism = mechanism;
        this.inputs = inputs;
        this.stream = stream;
        this.space = mechanism.observationSpace();
        this.actions = new Discrete(inputs.length);
    }

    /**
     * Truncates episodes after {@value #TIME_LIMIT} steps.
     *
     * @param inputs of the mechanism, an action each
     */
    static Environment limited(Mechanism mechanism, RandomStreams streams, double... inputs) {
        return new TimeLimit(new DiscreteControl(mechanism, streams.stream("start"), inputs), TIME_LIMIT);
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
    public void reset(Observations out, int row) {
        mechanism.start(stream);
        observe(out, row);
    }

    @Override
    public float step(int action, Observations out, int row) {
        float reward = (float) mechanism.step(inputs[action]);
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
