package topspin.envs.popgym;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.Observations;
import topspin.env.Player;

/** Pushes by the sign of a weighted sum of positions and speeds; speeds are differences of two observations. */
final class CartPoleBalancer implements Player {
    private static final double TIME_STEP = 0.02;

    private boolean first;
    private float xBefore;
    private float thetaBefore;

    @Override
    public void begin() {
        first = true;
    }

    @Override
    public void act(Observations observations, int row, Actions actions, int index) {
        int i = observations.offset(row);
        float x = observations.floats()[i];
        float theta = observations.floats()[i + 1];
        double xSpeed = first ? 0 : (x - xBefore) / TIME_STEP;
        double thetaSpeed = first ? 0 : (theta - thetaBefore) / TIME_STEP;
        first = false;
        xBefore = x;
        thetaBefore = theta;
        actions.set(index, push(x, xSpeed, theta, thetaSpeed));
    }

    /** One who sees the state. */
    static Player seeing(Environment world) {
        double[] state = ((PositionOnlyCartPole) PopgymProvider.inside(world)).state();
        return (observations, row, actions, index) -> actions.set(index, push(state[0], state[1], state[2], state[3]));
    }

    private static int push(double x, double xSpeed, double theta, double thetaSpeed) {
        return theta + 0.3 * thetaSpeed + 0.02 * x + 0.05 * xSpeed > 0 ? 1 : 0;
    }
}
