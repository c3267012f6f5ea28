package topspin.returns;

import org.junit.jupiter.api.Test;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class GaeTest {
    private static final int STEPS = 4;
    private static final int ENVIRONMENTS = 2;

    private final float[] advantage = new float[STEPS * ENVIRONMENTS];
    private final float[] returns = new float[STEPS * ENVIRONMENTS];

    /** The other environment's column holds numbers that would show. */
    private static float[] column(int environment, float... values) {
        float[] all = new float[STEPS * ENVIRONMENTS];
        for (int t = 0; t < STEPS; t++) {
            all[t * ENVIRONMENTS + environment] = values[t];
            all[t * ENVIRONMENTS + 1 - environment] = 1000 + t;
        }
        return all;
    }

    private static boolean[] column(int environment, boolean... values) {
        boolean[] all = new boolean[STEPS * ENVIRONMENTS];
        for (int t = 0; t < STEPS; t++) {
            all[t * ENVIRONMENTS + environment] = values[t];
            all[t * ENVIRONMENTS + 1 - environment] = t % 2 == 0;
        }
        return all;
    }

    @Test
    void shouldStopAtAnEpisodeEndInTheMiddle() {
        // γ = ½, λ = ½, so γλ = ¼; the episode ends in step 1; V after the last step is 10.
        // t = 3: δ = 4 + ½·10 − 8 = 1       A = 1                 R = 1 + 8     = 9
        // t = 2: δ = 3 + ½·8 − 6  = 1       A = 1 + ¼·1 = 1.25    R = 1.25 + 6  = 7.25
        // t = 1: δ = 2 − 4        = −2      A = −2                R = −2 + 4    = 2
        // t = 0: δ = 1 + ½·4 − 2  = 1       A = 1 − ¼·2 = 0.5     R = 0.5 + 2   = 2.5
        for (int n = 0; n < ENVIRONMENTS; n++) {
            Gae.compute(column(n, 1, 2, 3, 4), column(n, false, true, false, false), column(n, 2, 4, 6, 8), 10, 0.5,
                    0.5, STEPS, ENVIRONMENTS, n, advantage, returns);
        }
        assertThat(advantage).containsExactly(0.5f, 0.5f, -2, -2, 1.25f, 1.25f, 1, 1);
        assertThat(returns).containsExactly(2.5f, 2.5f, 2, 2, 7.25f, 7.25f, 9, 9);
    }

    @Test
    void shouldIgnoreTheLastValueWhereTheEpisodeEndedInTheLastStep() {
        // t = 3: δ = 4 − 8 = −4             A = −4
        // t = 2: δ = 3 + ½·8 − 6 = 1        A = 1 − ¼·4 = 0
        // t = 1: δ = 2 + ½·6 − 4 = 1        A = 1
        // t = 0: δ = 1 + ½·4 − 2 = 1        A = 1.25
        Gae.compute(column(0, 1, 2, 3, 4), column(0, false, false, false, true), column(0, 2, 4, 6, 8), 1e6f, 0.5, 0.5,
                STEPS, ENVIRONMENTS, 0, advantage, returns);
        assertThat(advantage).containsExactly(1.25f, 0, 1, 0, 0, 0, -4, 0);
        assertThat(returns).containsExactly(3.25f, 0, 5, 0, 6, 0, 4, 0);
    }

    @Test
    void withLambdaOneTheReturnShouldBeTheNStepReturn() {
        long seed = 3;
        RandomStream stream = new RandomStreams(seed).stream("rows");
        int steps = 50;
        float[] reward = new float[steps];
        float[] value = new float[steps];
        boolean[] done = new boolean[steps];
        for (int t = 0; t < steps; t++) {
            reward[t] = stream.nextFloat() - 0.5f;
            value[t] = stream.nextFloat() - 0.5f;
            done[t] = stream.nextBernoulli(0.1);
        }
        float[] a = new float[steps];
        float[] r = new float[steps];
        Gae.compute(reward, done, value, 0.7f, 0.97, 1, steps, 1, 0, a, r);
        for (int t = 0; t < steps; t++) {
            double expected = 0;
            double discount = 1;
            int k = t;
            boolean alive = true;
            for (; k < steps && alive; k++) {
                expected += discount * reward[k];
                discount *= 0.97;
                alive = !done[k];
            }
            if (alive) {
                expected += discount * 0.7f;
            }
            assertThat((double) r[t]).as("seed %d step %d", seed, t).isCloseTo(expected, within(1e-6));
            assertThat((double) a[t]).as("seed %d step %d", seed, t).isCloseTo(expected - value[t], within(1e-6));
        }
    }

    @Test
    void withLambdaZeroTheAdvantageShouldBeTheTemporalDifference() {
        Gae.compute(column(1, 1, 2, 3, 4), column(1, false, false, false, false), column(1, 2, 4, 6, 8), 10, 0.5, 0,
                STEPS, ENVIRONMENTS, 1, advantage, returns);
        // δ = r + ½·v' − v: 1 + 2 − 2, 2 + 3 − 4, 3 + 4 − 6, 4 + 5 − 8
        assertThat(advantage).containsExactly(0, 1, 0, 1, 0, 1, 0, 1);
    }
}
