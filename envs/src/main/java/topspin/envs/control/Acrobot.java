package topspin.envs.control;

import topspin.env.View;
import topspin.random.RandomStream;
import topspin.space.Box;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Two links that hang from a fixed joint; a motor in the joint between them is to swing the free end up (Sutton,
 * "Generalization in reinforcement learning: successful examples using sparse coarse coding", 1996). All rules and
 * constants are those of {@code AcrobotEnv} in Farama-Foundation/Gymnasium,
 * {@code gymnasium/envs/classic_control/acrobot.py}, with the equations that it calls the book's: Sutton and Barto,
 * "Reinforcement learning: an introduction", 1998, section 11.3.
 *
 * <p>The state is the first link's angle from hanging down, the second's from the first, in radians within ±π, and the
 * speed of each per second, within ±4π and ±9π; the input is the motor's torque in newton metres. One step of the
 * classical Runge-Kutta method is 0.2 s. An episode starts with each element uniform within ±0.1 and rounded to float32,
 * and terminates when the free end is more than a link's length above the fixed joint. That step earns 0, each other one
 * −1.
 *
 * <p>An observation is cosine and sine of the first angle, of the second, and both speeds, or the first four alone.
 */
final class Acrobot implements Mechanism {
    /** Newton metres, either way. */
    static final double TORQUE = 1;

    private static final double GRAVITY = 9.8;
    private static final double TIME_STEP = 0.2;
    private static final double LENGTH_1 = 1;
    private static final double MASS_1 = 1;
    private static final double MASS_2 = 1;
    /** From a link's upper joint to its centre of mass. */
    private static final double CENTRE_1 = 0.5;
    private static final double CENTRE_2 = 0.5;
    /** Moment of inertia of either link. */
    private static final double INERTIA = 1;
    private static final double FASTEST_1 = 4 * Math.PI;
    private static final double FASTEST_2 = 9 * Math.PI;
    private static final double START = 0.1;

    private static final int THETA_1 = 0;
    private static final int THETA_2 = 1;
    private static final int SPEED_1 = 2;
    private static final int SPEED_2 = 3;
    private static final int SIZE = 4;

    private final double[] state = new double[SIZE];
    private final double[] between = new double[SIZE];
    private final double[] k1 = new double[SIZE];
    private final double[] k2 = new double[SIZE];
    private final double[] k3 = new double[SIZE];
    private final double[] k4 = new double[SIZE];
    private final boolean velocity;

    /** @param velocity whether the speeds are observed */
    Acrobot(boolean velocity) {
        this.velocity = velocity;
    }

    @Override
    public Box observationSpace() {
        float bound = velocity ? (float) FASTEST_2 : 1;
        return Box.floats(-bound, bound, velocity ? 6 : 4);
    }

    @Override
    public double[] state() {
        return state;
    }

    @Override
    public void start(RandomStream stream) {
        for (int i = 0; i < SIZE; i++) {
            state[i] = (float) Mechanism.uniform(START, stream);
        }
    }

    @Override
    public double step(double torque) {
        slopes(state, torque, k1);
        slopes(ahead(TIME_STEP / 2, k1), torque, k2);
        slopes(ahead(TIME_STEP / 2, k2), torque, k3);
        slopes(ahead(TIME_STEP, k3), torque, k4);
        for (int i = 0; i < SIZE; i++) {
            state[i] += TIME_STEP / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
        }
        state[THETA_1] = wrapped(state[THETA_1]);
        state[THETA_2] = wrapped(state[THETA_2]);
        state[SPEED_1] = Math.max(-FASTEST_1, Math.min(FASTEST_1, state[SPEED_1]));
        state[SPEED_2] = Math.max(-FASTEST_2, Math.min(FASTEST_2, state[SPEED_2]));
        return terminated() ? 0 : -1;
    }

    /** The state after some seconds of constant slopes. */
    private double[] ahead(double seconds, double[] slopes) {
        for (int i = 0; i < SIZE; i++) {
            between[i] = state[i] + seconds * slopes[i];
        }
        return between;
    }

    /** The state's derivatives by time. Terms and their order are {@code AcrobotEnv._dsdt}'s. */
    private static void slopes(double[] state, double torque, double[] out) {
        double theta1 = state[THETA_1];
        double theta2 = state[THETA_2];
        double speed1 = state[SPEED_1];
        double speed2 = state[SPEED_2];
        double cos2 = StrictMath.cos(theta2);
        double sin2 = StrictMath.sin(theta2);
        double d1 = MASS_1 * (CENTRE_1 * CENTRE_1)
                + MASS_2 * (LENGTH_1 * LENGTH_1 + CENTRE_2 * CENTRE_2 + 2 * LENGTH_1 * CENTRE_2 * cos2) + INERTIA + INERTIA;
        double d2 = MASS_2 * (CENTRE_2 * CENTRE_2 + LENGTH_1 * CENTRE_2 * cos2) + INERTIA;
        double phi2 = MASS_2 * CENTRE_2 * GRAVITY * StrictMath.cos(theta1 + theta2 - Math.PI / 2);
        double phi1 = -MASS_2 * LENGTH_1 * CENTRE_2 * (speed2 * speed2) * sin2
                - 2 * MASS_2 * LENGTH_1 * CENTRE_2 * speed2 * speed1 * sin2
                + (MASS_1 * CENTRE_1 + MASS_2 * LENGTH_1) * GRAVITY * StrictMath.cos(theta1 - Math.PI / 2) + phi2;
        double acceleration2 = (torque + d2 / d1 * phi1 - MASS_2 * LENGTH_1 * CENTRE_2 * (speed1 * speed1) * sin2 - phi2)
                / (MASS_2 * (CENTRE_2 * CENTRE_2) + INERTIA - d2 * d2 / d1);
        out[THETA_1] = speed1;
        out[THETA_2] = speed2;
        out[SPEED_1] = -(d2 * acceleration2 + phi1) / d1;
        out[SPEED_2] = acceleration2;
    }

    private static double wrapped(double angle) {
        double wrapped = angle;
        while (wrapped > Math.PI) {
            wrapped -= 2 * Math.PI;
        }
        while (wrapped < -Math.PI) {
            wrapped += 2 * Math.PI;
        }
        return wrapped;
    }

    @Override
    public boolean terminated() {
        return -StrictMath.cos(state[THETA_1]) - StrictMath.cos(state[THETA_2] + state[THETA_1]) > 1;
    }

    @Override
    public View view() {
        return new RodsView(List.of(() -> state[THETA_1], () -> state[THETA_1] + state[THETA_2]),
                OptionalDouble.of(LENGTH_1), 1 / TIME_STEP);
    }

    @Override
    public void observe(float[] values, int offset) {
        values[offset] = (float) StrictMath.cos(state[THETA_1]);
        values[offset + 1] = (float) StrictMath.sin(state[THETA_1]);
        values[offset + 2] = (float) StrictMath.cos(state[THETA_2]);
        values[offset + 3] = (float) StrictMath.sin(state[THETA_2]);
        if (velocity) {
            values[offset + 4] = (float) state[SPEED_1];
            values[offset + 5] = (float) state[SPEED_2];
        }
    }
}
