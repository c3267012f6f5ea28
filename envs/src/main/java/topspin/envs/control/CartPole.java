package topspin.envs.control;

import topspin.env.Fact;
import topspin.env.View;
import topspin.random.RandomStream;
import topspin.space.Box;

import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * A pole on a cart, pushed to the left or to the right, that must not fall (Barto, Sutton and Anderson, "Neuronlike
 * adaptive elements that can solve difficult learning control problems", 1983). All rules and constants are those of
 * {@code CartPoleEnv} in Farama-Foundation/Gymnasium, {@code gymnasium/envs/classic_control/cartpole.py}.
 *
 * <p>The state is {@code x}, its speed, {@code θ} and its speed: metres from the centre, radians from upright, and both per
 * second; the input is the force on the cart in newtons. Euler's method takes both positions forward by the speeds before
 * the step. An episode starts with each element uniform within ±0.05, and terminates when the cart is beyond 2.4 m or the
 * pole beyond 12°. Each step earns 1, the last one too.
 *
 * <p>An observation is the state, or {@code x} and {@code θ} alone.
 */
public final class CartPole implements Mechanism {
    /** Newtons, to the left and to the right. */
    public static final double FORCE = 10;
    /** Metres from the centre beyond which an episode terminates. */
    public static final double X_LIMIT = 2.4;
    /** Radians from upright beyond which an episode terminates: 12°. */
    public static final double THETA_LIMIT = 12 * 2 * Math.PI / 360;

    private static final double GRAVITY = 9.8;
    private static final double CART_MASS = 1;
    private static final double POLE_MASS = 0.1;
    private static final double TOTAL_MASS = POLE_MASS + CART_MASS;
    private static final double HALF_LENGTH = 0.5;
    private static final double POLE_MASS_LENGTH = POLE_MASS * HALF_LENGTH;
    /** Seconds. */
    static final double TIME_STEP = 0.02;
    private static final double START = 0.05;

    private static final int X = 0;
    private static final int X_SPEED = 1;
    private static final int THETA = 2;
    private static final int THETA_SPEED = 3;

    private final double[] state = new double[4];
    private final boolean velocity;

    /** @param velocity whether the speeds are observed */
    public CartPole(boolean velocity) {
        this.velocity = velocity;
    }

    @Override
    public Box observationSpace() {
        float bound = velocity ? Float.POSITIVE_INFINITY : (float) (2 * X_LIMIT);
        return Box.floats(-bound, bound, velocity ? 4 : 2);
    }

    @Override
    public double[] state() {
        return state;
    }

    @Override
    public void start(RandomStream stream) {
        for (int i = 0; i < state.length; i++) {
            state[i] = Mechanism.uniform(START, stream);
        }
    }

    @Override
    public double step(double force) {
        double thetaSpeed = state[THETA_SPEED];
        double cos = StrictMath.cos(state[THETA]);
        double sin = StrictMath.sin(state[THETA]);
        double push = (force + POLE_MASS_LENGTH * (thetaSpeed * thetaSpeed) * sin) / TOTAL_MASS;
        double thetaAcceleration = (GRAVITY * sin - cos * push)
                / (HALF_LENGTH * (4.0 / 3.0 - POLE_MASS * (cos * cos) / TOTAL_MASS));
        double xAcceleration = push - POLE_MASS_LENGTH * thetaAcceleration * cos / TOTAL_MASS;
        state[X] += TIME_STEP * state[X_SPEED];
        state[X_SPEED] += TIME_STEP * xAcceleration;
        state[THETA] += TIME_STEP * thetaSpeed;
        state[THETA_SPEED] += TIME_STEP * thetaAcceleration;
        return 1;
    }

    @Override
    public boolean terminated() {
        return Math.abs(state[X]) > X_LIMIT || Math.abs(state[THETA]) > THETA_LIMIT;
    }

    @Override
    public View view() {
        return view(() -> state[X], () -> state[THETA]);
    }

    @Override
    public List<Fact> facts() {
        return List.of(new Fact("position", () -> state[X]), new Fact("speed", () -> state[X_SPEED]),
                new Fact("angle", () -> state[THETA]), new Fact("turning speed", () -> state[THETA_SPEED]));
    }

    /** A picture of a cart-pole at these positions, in metres and radians. */
    public static View view(DoubleSupplier x, DoubleSupplier theta) {
        return new CartPoleView(x, theta, X_LIMIT, 2 * HALF_LENGTH, 1 / TIME_STEP);
    }

    @Override
    public void observe(float[] values, int offset) {
        int i = offset;
        values[i++] = (float) state[X];
        if (velocity) {
            values[i++] = (float) state[X_SPEED];
        }
        values[i++] = (float) state[THETA];
        if (velocity) {
            values[i] = (float) state[THETA_SPEED];
        }
    }
}
