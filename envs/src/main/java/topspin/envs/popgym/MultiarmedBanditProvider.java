package topspin.envs.popgym;

import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.Reference;
import topspin.env.wrapper.Wrapper;
import topspin.random.RandomStreams;

import java.util.Map;

/** Provides {@link MultiarmedBandit}. */
final class MultiarmedBanditProvider extends PopgymProvider {
    private static final String ARMS = "arms";
    private static final String STEPS = "steps";
    private static final int MOST = 1_000_000;

    MultiarmedBanditProvider(Difficulty difficulty) {
        super("multiarmed-bandit", difficulty, "find the arm that pays best, and stay with it", true,
                EnvironmentOption.of(ARMS, difficulty.of(10, 20, 30), "arms, 1 to " + MOST),
                EnvironmentOption.of(STEPS, difficulty.of(200, 400, 600), "pulls of an episode, 1 to " + MOST));
    }

    @Override
    Environment build(Map<String, Object> options, RandomStreams streams) {
        return new MultiarmedBandit(arms(options), steps(options), streams.stream("arms"));
    }

    private static int arms(Map<String, Object> options) {
        return EnvironmentOption.within(1, MOST, ARMS, options);
    }

    private static int steps(Map<String, Object> options) {
        return EnvironmentOption.within(1, MOST, STEPS, options);
    }

    /** The ceiling is that of a player who knows the best arm, whose probability is n/(n + 1) in the mean. */
    @Override
    Reference known(Map<String, Object> options, boolean firstStep) {
        double arms = arms(options);
        int steps = steps(options);
        return new Reference(steps, steps, -1, 1,
                random(0, "exact"),
                aimless(0, "exact"),
                oracle(2 * arms / (arms + 1) - 1, "exact", (world, streams) -> {
                    MultiarmedBandit bandit = Wrapper.within(world, MultiarmedBandit.class).orElseThrow();
                    return (observations, row, actions, index) -> actions.set(index, bandit.best());
                }));
    }
}
