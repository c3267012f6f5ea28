package topspin.envs.popgym;

import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.InvalidOptionException;
import topspin.env.Reference;
import topspin.env.ReferencePlayer;
import topspin.env.wrapper.TimeLimit;
import topspin.env.wrapper.Wrapper;
import topspin.envs.control.CartPoleBalancer;
import topspin.envs.control.SoftPusher;
import topspin.random.RandomStreams;

import java.util.Map;

/** Provides {@link PositionOnlyCartPole}, without noise and with it. */
final class CartPolesProvider extends PopgymProvider {
    private static final String STEPS = "steps";
    private static final String NOISE = "noise";
    private static final int MOST_STEPS = 1_000_000;
    private static final double MOST_NOISE = 100;
    private static final int SHORTEST = 7;

    private CartPolesProvider(String world, Difficulty difficulty, String description, int steps, double noise) {
        super(world, difficulty, description, true,
                EnvironmentOption.of(STEPS, steps, "steps of an episode, 1 to " + MOST_STEPS),
                EnvironmentOption.of(NOISE, noise, "deviation of the noise on both positions, in metres and radians, 0 to "
                        + (int) MOST_NOISE));
    }

    static CartPolesProvider exact(Difficulty difficulty) {
        return new CartPolesProvider("position-only-cart-pole", difficulty, "a pole on a cart is to stay upright; speeds are not seen",
                difficulty.of(200, 400, 600), 0);
    }

    static CartPolesProvider noisy(Difficulty difficulty) {
        return new CartPolesProvider("noisy-position-only-cart-pole", difficulty,
                "a pole on a cart is to stay upright; positions are seen with noise", 200, difficulty.of(0.1, 0.2, 0.3));
    }

    @Override
    Environment build(Map<String, Object> options, RandomStreams streams) {
        return new TimeLimit(new PositionOnlyCartPole(steps(options), noise(options), streams), steps(options));
    }

    private static int steps(Map<String, Object> options) {
        return EnvironmentOption.within(1, MOST_STEPS, STEPS, options);
    }

    private static double noise(Map<String, Object> options) {
        double noise = (double) options.get(NOISE);
        if (!(noise >= 0 && noise <= MOST_NOISE)) {
            throw new InvalidOptionException(NOISE, NOISE + ": expected 0 to " + (int) MOST_NOISE + ", got " + noise);
        }
        return noise;
    }

    /**
     * Without memory: {@link SoftPusher}; noise makes it needless to be soft. The ceiling with noise is that of a player
     * who sees the state.
     */
    @Override
    Reference known(Map<String, Object> options, boolean firstStep) {
        int steps = steps(options);
        double noise = noise(options);
        ReferencePlayer oracle = oracle(1, "exact",
                (world, streams) -> noise == 0 ? new CartPoleBalancer(1)
                : CartPoleBalancer.seeing(Wrapper.within(world, PositionOnlyCartPole.class).orElseThrow().state()));
        if (!asPublished(options)) {
            return new Reference(Math.min(SHORTEST, steps), steps, 0, 1, oracle);
        }
        double weight = noise == 0 ? SoftPusher.WEIGHT : difficulty.of(-0.05, -0.1, -0.2);
        double softness = noise == 0 ? SoftPusher.SOFTNESS : 0;
        double reached = noise == 0 ? difficulty.of(0.2544, 0.1273, 0.0849) : difficulty.of(0.2503, 0.2050, 0.1736);
        return new Reference(SHORTEST, steps, 0, 1,
                random(22.22 / steps, SIMULATED),
                memoryless(reached, SIMULATED, (world, streams) -> new SoftPusher(weight, softness, streams.stream("push"))),
                oracle);
    }
}
