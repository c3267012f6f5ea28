package topspin.envs.control;

import topspin.env.Fact;
import topspin.env.View;
import topspin.random.RandomStream;
import topspin.space.Box;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A rod on a motor that is too weak to lift it: it has to be swung up and then kept upright. All rules and constants are
 * those of {@code PendulumEnv} in Farama-Foundation/Gymnasium, {@code gymnasium/envs/classic_control/pendulum.py}.
 *
 * <p>The state is the angle from upright, in radians and not wrapped, and its speed per second, within ±8; the input is
 * the motor's torque in newton metres, clipped to ±2. A step is 0.05 s, and the angle moves by the speed after the
 * step. An episode starts with the angle uniform within ±π and the speed within ±1, never terminates, and is truncated
 * after {@value #STEPS} steps. A step's reward is −(angle² + speed²/10 + torque²/1000), with the state before the step
 * and the angle wrapped to [−π, π).
 *
 * <p>An observation is cosine and sine of the angle and its speed, or the first two alone.
 */
final class Pendulum implements Mechanism {
    /** Newton metres, either way. */
    static final double TORQUE = 2;
    /** Steps of an episode. */
    static final int STEPS = 200;

    private static final double GRAVITY = 10;
    private static final double MASS = 1;
    private static final double LENGTH = 1;
    private static final double TIME_STEP = 0.05;
    private static final double FASTEST = 8;
    private static final double START_ANGLE = Math.PI;
    private static final double START_SPEED = 1;

    private static final int THETA = 0;
    private static final int SPEED = 1;

    private final double[] state = new double[2];
    private final boolean velocity;

    /** @param velocity whether the speed is observed */
    Pendulum(boolean velocity) {
        this.velocity = velocity;
    }

    @Override
    public Box observationSpace() {
        float bound = velocity ? (float) FASTEST : 1;
        return Box.floats(-bound, bound, velocity ? 3 : 2);
    }

    @Override
    public double[] state() {
        return state;
    }

    @Override
    public void start(RandomStream stream) {
        state[THETA] = Mechanism.uniform(START_ANGLE, stream);
        state[SPEED] = Mechanism.uniform(START_SPEED, stream);
    }

    @Override
    public double step(double torque) {
        double applied = Math.max(-TORQUE, Math.min(TORQUE, torque));
        double angle = wrapped(state[THETA]);
        double cost = angle * angle + 0.1 * (state[SPEED] * state[SPEED]) + 0.001 * (applied * applied);
        double acceleration = 3 * GRAVITY / (2 * LENGTH) * StrictMath.sin(state[THETA])
                + 3 / (MASS * (LENGTH * LENGTH)) * applied;
        state[SPEED] = Math.max(-FASTEST, Math.min(FASTEST, state[SPEED] + acceleration * TIME_STEP));
        state[THETA] += state[SPEED] * TIME_STEP;
        return -cost;
    }

    /** Wraps to [−π, π): the remainder has the divisor's sign, as in Python. */
    static double wrapped(double angle) {
        double turn = 2 * Math.PI;
        double remainder = (angle + Math.PI) % turn;
        return (remainder < 0 ? remainder + turn : remainder) - Math.PI;
    }

    @Override
    public boolean terminated() {
        return false;
    }

    @Override
    public List<Fact> facts() {
        return List.of(new Fact("angle", () -> wrapped(state[THETA])), new Fact("speed", () -> state[SPEED]));
    }

    @Override
    public View view() {
        return new RodsView(List.of(() -> Math.PI - state[THETA]), OptionalDouble.empty(), 1 / TIME_STEP);
    }

    @Override
    public void observe(float[] values, int offset) {
        values[offset] = (float) StrictMath.cos(state[THETA]);
        values[offset + 1] = (float) StrictMath.sin(state[THETA]);
        if (velocity) {
            values[offset + 2] = (float) state[SPEED];
        }
    }
}
