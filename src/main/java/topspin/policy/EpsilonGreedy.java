package topspin.policy;

import topspin.policy.distribution.Distribution;
import topspin.random.RandomStream;

/**
 * A uniformly random one of {@code n} actions with probability ε, else the one with the highest value. Different
 * threads may choose at once, but not while {@link #epsilon} is set.
 */
public final class EpsilonGreedy implements ActionChoice {
    private final int n;
    private double epsilon;

    /**
     * @param n       actions
     * @param epsilon from 0 to 1
     */
    public EpsilonGreedy(int n, double epsilon) {
        this.n = n;
        this.epsilon = epsilon;
    }

    /** Sets ε. */
    public void epsilon(double next) {
        epsilon = next;
    }

    @Override
    public double choose(Distribution distribution, float[] row, int at, RandomStream stream, float[] action, int to) {
        distribution.mode(row, at, action, to);
        float greedy = action[to];
        if (stream.nextDouble() < epsilon) {
            action[to] = stream.nextInt(n);
        }
        return Math.log(epsilon / n + (action[to] == greedy ? 1 - epsilon : 0));
    }
}
