package topspin.envs.popgym;

import topspin.env.DiscreteEnvironment;
import topspin.env.Fact;
import topspin.env.Observations;
import topspin.env.View;
import topspin.envs.control.CartPole;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;
import topspin.space.Box;
import topspin.space.Discrete;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * {@link CartPole} of which only positions are seen, {@code [2]}: x in metres and θ in radians, with or without noise; an
 * observation is kept within ±4.8 and ±24°. Each step earns 1/steps. Actions push to the left and to the right. It is
 * truncated by a wrapper.
 */
final class PositionOnlyCartPole implements DiscreteEnvironment {
    private static final float X_BOUND = (float) (2 * CartPole.X_LIMIT);
    private static final float THETA_BOUND = (float) (2 * CartPole.THETA_LIMIT);
    private static final Box SPACE = Box.floats(-X_BOUND, X_BOUND, 2);
    private static final Discrete ACTIONS = new Discrete(2);

    private final CartPole cartPole = new CartPole(false);
    /** The present observation: x and θ. */
    private final float[] seen = new float[2];
    private final Optional<View> view = Optional.of(CartPole.view(() -> seen[0], () -> seen[1]));
    private final RandomStream start;
    private final RandomStream noise;
    private final double deviation;
    private final float reward;

    /**
     * @param longest   steps of an episode
     * @param deviation of the noise, in metres and radians
     */
    PositionOnlyCartPole(int longest, double deviation, RandomStreams streams) {
        this.deviation = deviation;
        this.reward = 1f / longest;
        start = streams.stream("start");
        noise = streams.stream("noise");
    }

    /** As of {@link CartPole#state}. */
    double[] state() {
        return cartPole.state();
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
        cartPole.start(start);
        observe(out, row);
    }

    @Override
    public float step(int action, Observations out, int row) {
        cartPole.step(action == 0 ? -CartPole.FORCE : CartPole.FORCE);
        observe(out, row);
        return reward;
    }

    /** Noise is drawn whether or not somebody looks. */
    private void observe(Observations out, int row) {
        float x = 0;
        float theta = 0;
        if (deviation > 0) {
            x = (float) (deviation * noise.nextGaussian());
            theta = (float) (deviation * noise.nextGaussian());
        }
        cartPole.observe(seen, 0);
        seen[0] = Math.max(-X_BOUND, Math.min(X_BOUND, seen[0] + x));
        seen[1] = Math.max(-THETA_BOUND, Math.min(THETA_BOUND, seen[1] + theta));
        if (out != null) {
            out.floats()[out.offset(row)] = seen[0];
            out.floats()[out.offset(row) + 1] = seen[1];
        }
    }

    @Override
    public List<Fact> facts() {
        return cartPole.facts();
    }

    /** What is seen, with its noise. */
    @Override
    public Optional<View> view() {
        return view;
    }

    @Override
    public boolean terminated() {
        return cartPole.terminated();
    }

    @Override
    public boolean truncated() {
        return false;
    }

    @Override
    public List<String> actionNames() {
        return List.of("left", "right");
    }

    @Override
    public void save(DataOutput out) throws IOException {
        start.save(out);
        noise.save(out);
        for (double value : cartPole.state()) {
            out.writeDouble(value);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        start.restore(in);
        noise.restore(in);
        double[] state = cartPole.state();
        for (int i = 0; i < state.length; i++) {
            state[i] = in.readDouble();
        }
    }
}
