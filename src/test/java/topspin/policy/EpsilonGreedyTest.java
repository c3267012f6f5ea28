package topspin.policy;

import org.junit.jupiter.api.Test;
import topspin.policy.distribution.Categorical;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class EpsilonGreedyTest {
    private static final int DRAWS = 100_000;
    /** The third of four is the most valuable; the row begins at index 1. */
    private static final float[] ROW = {9, 0.5f, -1, 2, 1};

    private final Categorical distribution = new Categorical(4);
    private final RandomStream stream = new RandomStreams(3).stream("test");

    @Test
    void shouldTakeTheBestButForEpsilonSpreadOverAll() {
        EpsilonGreedy choice = new EpsilonGreedy(4, 0.4);
        int[] taken = new int[4];
        float[] action = new float[2];
        for (int i = 0; i < DRAWS; i++) {
            double logProbability = choice.choose(distribution, ROW, 1, stream, action, 1);
            taken[(int) action[1]]++;
            assertThat(Math.exp(logProbability)).isCloseTo(action[1] == 2 ? 0.7 : 0.1, within(1e-12));
        }
        assertThat(action[0]).as("left alone").isZero();
        for (int a = 0; a < 4; a++) {
            assertThat(taken[a] / (double) DRAWS).as("action %d", a).isCloseTo(a == 2 ? 0.7 : 0.1, within(0.01));
        }
    }

    @Test
    void withoutEpsilonShouldBeDeterministic() {
        EpsilonGreedy choice = new EpsilonGreedy(4, 1);
        choice.epsilon(0);
        float[] action = new float[1];
        for (int i = 0; i < 100; i++) {
            assertThat(choice.choose(distribution, ROW, 1, stream, action, 0)).isZero();
            assertThat(action).containsExactly(2);
        }
    }
}
