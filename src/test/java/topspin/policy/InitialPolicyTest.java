package topspin.policy;

import org.junit.jupiter.api.Test;
import topspin.nn.Parameters;
import topspin.nn.engine.Nd4jEngine;
import topspin.random.RandomStreams;
import topspin.space.Box;
import topspin.space.Discrete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The weights before the first update: those of DESIGN.md §5, from baselines and CleanRL. */
class InitialPolicyTest {
    private static final int UNITS = 8;
    private static final int ACTIONS = 3;
    private final Parameters parameters = new RecurrentActorCritic(new PolicyConfig("none", 1,
            new PolicyConfig.Core("lstm", UNITS, 1, 1.5), "fused"), Box.floats(-1, 1, 5), new Discrete(ACTIONS),
            new Nd4jEngine(), new RandomStreams(1)).parameters();

    @Test
    void thePolicyHeadShouldBeNearZeroAndTheValueHeadOfLengthOne() {
        float[] policy = slice("policy/weights");
        for (int action = 0; action < ACTIONS; action++) {
            assertThat(norm(policy, action * UNITS, UNITS)).isCloseTo(0.01, within(1e-6));
        }
        assertThat(norm(slice("value/weights"), 0, UNITS)).isCloseTo(1, within(1e-6));
    }

    @Test
    void recurrentRowsShouldHaveLengthOne() {
        float[] recurrent = slice("core/0/recurrent-weights");
        for (int unit = 0; unit < UNITS; unit++) {
            assertThat(norm(recurrent, unit * 4 * UNITS, 4 * UNITS)).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void onlyTheForgetGateShouldHaveABias() {
        float[] bias = slice("core/0/bias");
        for (int i = 0; i < 4 * UNITS; i++) {
            // gates in the order i, f, o, u
            assertThat(bias[i]).isEqualTo(i / UNITS == 1 ? 1.5f : 0f);
        }
        assertThat(slice("policy/bias")).containsOnly(0f);
        assertThat(slice("value/bias")).containsOnly(0f);
    }

    private float[] slice(String name) {
        for (Parameters.Slice slice : parameters.slices()) {
            if (slice.name().equals(name)) {
                float[] values = new float[slice.length()];
                System.arraycopy(parameters.values(), slice.offset(), values, 0, values.length);
                return values;
            }
        }
        throw new AssertionError("no parameters are called " + name);
    }

    private static double norm(float[] values, int from, int count) {
        double squares = 0;
        for (int i = from; i < from + count; i++) {
            squares += (double) values[i] * values[i];
        }
        return Math.sqrt(squares);
    }
}
