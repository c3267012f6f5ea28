package topspin.envs.control;

import topspin.env.Actions;
import topspin.env.Observations;
import topspin.env.Player;
import topspin.random.RandomStream;

/**
 * Pushes a {@link CartPole}, whose observations are x and θ alone, to the right with the probability 1 / (1 + exp(−(θ + w ·
 * x) / softness)): the best without memory that a search found. To push by chance where the pole is nearly upright is
 * better than to push always the same way, which rocks it.
 *
 * @param weight   w, in radians per metre
 * @param softness in radians; 0 pushes by the sign
 */
public record SoftPusher(double weight, double softness, RandomStream stream) implements Player {
    /** Of the search, where observations have no noise. */
    public static final double WEIGHT = -0.05;
    /** Of the search, where observations have no noise. */
    public static final double SOFTNESS = 0.04;
    /** Mean number of steps before the pole falls, by 400,000 episodes; ±0.1. */
    public static final double STEPS = 50.93;

    @Override
    public void act(Observations observations, int row, Actions actions, int index) {
        float[] seen = observations.floats();
        int i = observations.offset(row);
        double leaning = seen[i + 1] + weight * seen[i];
        boolean right = softness == 0 ? leaning > 0 : stream.nextDouble() < 1 / (1 + Math.exp(-leaning / softness));
        actions.set(index, right ? 1 : 0);
    }
}
