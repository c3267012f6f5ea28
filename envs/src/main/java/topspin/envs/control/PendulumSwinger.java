package topspin.envs.control;

import topspin.env.Actions;
import topspin.env.Observations;
import topspin.env.Player;

/**
 * Swings a {@link Pendulum} up by adding energy until it suffices, and holds it upright by the angle and its speed. Its
 * five constants were found by a random search.
 *
 * @param state of {@link Pendulum#state}
 */
record PendulumSwinger(double[] state) implements Player {
    /** Mean return, by 20,000 episodes; ±1. Learned policies are said to reach about −150, too. */
    static final double RETURN = -150.5;
    private static final double PER_ANGLE = 12.9;
    private static final double PER_SPEED = 3.42;
    private static final double NEAR = 0.5;
    private static final double NEARLY_UPRIGHT = 0.35;
    private static final double PER_ENERGY = 1.77;
    private static final double ENERGY = -0.5;
    private static final double BLINDLY = -22.8;
    /** Of a unit of height, where half the square of the speed is the other energy. */
    private static final double WEIGHT = 15;

    @Override
    public void act(Observations observations, int row, Actions actions, int index) {
        double angle = Pendulum.wrapped(state[0]);
        double speed = state[1];
        double holding = -(PER_ANGLE * angle + PER_SPEED * speed);
        boolean near = Math.abs(angle) < NEAR || Math.abs(holding) < Pendulum.TORQUE && Math.cos(angle) > NEARLY_UPRIGHT;
        double energy = speed * speed / 2 + WEIGHT * (Math.cos(angle) - 1);
        double torque = near ? holding : PER_ENERGY * (ENERGY - energy) * speed;
        actions.values()[actions.offset(index)] = (float) Math.max(-Pendulum.TORQUE, Math.min(Pendulum.TORQUE, torque));
    }

    /** The best found without seeing the speed: a torque by the angle's sine, −{@code 22.8 sin θ}. */
    static void actBlindly(Observations observations, int row, Actions actions, int index) {
        double torque = BLINDLY * observations.floats()[observations.offset(row) + 1];
        actions.values()[actions.offset(index)] = (float) Math.max(-Pendulum.TORQUE, Math.min(Pendulum.TORQUE, torque));
    }
}
