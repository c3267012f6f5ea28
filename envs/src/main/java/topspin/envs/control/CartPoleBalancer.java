package topspin.envs.control;

import topspin.env.Actions;
import topspin.env.Observations;
import topspin.env.Player;

/**
 * Balances a {@link CartPole}: pushes by the sign of a weighted sum of positions and speeds, which keeps it up for any
 * number of steps. Speeds are differences of two observations, or the state's.
 */
public final class CartPoleBalancer implements Player {
    /** The element of an observation after x. */
    private final int theta;
    private boolean first;
    private float xBefore;
    private float thetaBefore;

    /** @param theta where an observation has the angle; x is its first element */
    public CartPoleBalancer(int theta) {
        this.theta = theta;
    }

    /** One who sees the state, the array of {@link CartPole#state}. */
    public static Player seeing(double[] state) {
        return (observations, row, actions, index) -> actions.set(index, push(state[0], state[1], state[2], state[3]));
    }

    @Override
    public void begin() {
        first = true;
    }

    @Override
    public void act(Observations observations, int row, Actions actions, int index) {
        int i = observations.offset(row);
        float x = observations.floats()[i];
        float angle = observations.floats()[i + theta];
        double xSpeed = first ? 0 : (x - xBefore) / CartPole.TIME_STEP;
        double thetaSpeed = first ? 0 : (angle - thetaBefore) / CartPole.TIME_STEP;
        first = false;
        xBefore = x;
        thetaBefore = angle;
        actions.set(index, push(x, xSpeed, angle, thetaSpeed));
    }

    private static int push(double x, double xSpeed, double theta, double thetaSpeed) {
        return theta + 0.3 * thetaSpeed + 0.02 * x + 0.05 * xSpeed > 0 ? 1 : 0;
    }
}
