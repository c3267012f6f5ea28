package topspin.envs.control;

import topspin.env.Actions;
import topspin.env.Observations;
import topspin.env.Player;

/**
 * Swings an {@link Acrobot} up: of the three torques, the one after which a simple policy, tried on a copy, is up soonest.
 * (A policy improved by rollouts of another one: Bertsekas, "Rollout Algorithms for Stochastic Scheduling Problems", 1999.)
 * The simple policy is the sign of a weighted sum, whose weights a random search found.
 */
final class AcrobotPlanner implements Player {
    /** Of both speeds, of the sines of both angles and of their sum, and of both speeds times the cosine of the second angle. */
    private static final double[] WEIGHTS = {-0.708, 2.103, 0, -0.283, -0.271, 0.397, 1.395};
    private static final int HORIZON = 200;

    private final double[] state;
    private final Acrobot copy = new Acrobot(true);

    /** @param state of {@link Acrobot#state} */
    AcrobotPlanner(double[] state) {
        this.state = state;
    }

    @Override
    public void act(Observations observations, int row, Actions actions, int index) {
        int best = 0;
        int soonest = Integer.MAX_VALUE;
        for (int action = 0; action < actions.space().inputs(); action++) {
            int steps = steps(action - 1);
            if (steps < soonest) {
                best = action;
                soonest = steps;
            }
        }
        actions.set(index, best);
    }

    /** Steps until it is up, if this torque is the first. */
    private int steps(double torque) {
        double[] tried = copy.state();
        System.arraycopy(state, 0, tried, 0, tried.length);
        copy.step(torque);
        int steps = 1;
        while (steps < HORIZON && !copy.terminated()) {
            copy.step(torque(tried));
            steps++;
        }
        return steps;
    }

    private static double torque(double[] s) {
        double cos = Math.cos(s[1]);
        double sum = WEIGHTS[0] * s[2] + WEIGHTS[1] * s[3] + WEIGHTS[2] * Math.sin(s[0]) + WEIGHTS[3] * Math.sin(s[1])
                + WEIGHTS[4] * Math.sin(s[0] + s[1]) + WEIGHTS[5] * s[2] * cos + WEIGHTS[6] * s[3] * cos;
        return sum > 0 ? Acrobot.TORQUE : -Acrobot.TORQUE;
    }

    /** The best found without seeing speeds: nearly the sign of the sine of both angles' sum. */
    static void actBlindly(Observations observations, int row, Actions actions, int index) {
        float[] seen = observations.floats();
        int i = observations.offset(row);
        double sinOfSum = seen[i + 1] * seen[i + 2] + seen[i] * seen[i + 3];
        double sum = 0.3 - 0.0043 * seen[i] - 0.11 * seen[i + 2] - 0.105 * seen[i + 1] - 0.769 * seen[i + 3] - 7.77 * sinOfSum;
        actions.set(index, sum > 0 ? 2 : 0);
    }
}
