package topspin.policy;

import org.junit.jupiter.api.Test;
import topspin.nn.Initialiser;
import topspin.nn.Nonlinearity;
import topspin.nn.Parameters;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Nd4jEngine;
import topspin.random.RandomStreams;
import topspin.space.Box;
import topspin.space.Discrete;

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The weights before the first update: those of DESIGN.md §5, from baselines and CleanRL. */
class InitialPolicyTest {
    private static final int UNITS = 8;
    private static final int ACTIONS = 3;
    private Parameters parameters = parameters(new PolicyConfig("none", 1, new CoreConfig("lstm", UNITS, 1, 1.5),
            "fused"), Box.floats(-1, 1, 5), ACTIONS);

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

    /** ν is ln(−ln |λ|), and θ the logarithm of the angle. */
    @Test
    void eigenvaluesShouldFillTheirRingUpToTheLargestPhase() {
        for (double maxPhase : new double[] {Math.PI / 10, Math.PI}) {
            CoreConfig core = new CoreConfig("lru", 1000).withMaxPhase(maxPhase);
            parameters = parameters(new PolicyConfig("none", 1, core, "fused"), Box.floats(-1, 1, 5), ACTIONS);
            float[] eigenvalues = slice("core/0/eigenvalues");
            double[] radii = new double[1000];
            double[] phases = new double[1000];
            for (int unit = 0; unit < 1000; unit++) {
                radii[unit] = Math.exp(-Math.exp(eigenvalues[unit]));
                phases[unit] = Math.exp(eigenvalues[1000 + unit]);
            }
            assertThat(Arrays.stream(radii).boxed()).allMatch(radius -> radius > 0.8999 && radius < 0.9991);
            assertThat(Arrays.stream(phases).max().orElseThrow()).isBetween(0.98 * maxPhase, 1.00001 * maxPhase);
            assertThat(Arrays.stream(phases).average().orElseThrow()).isCloseTo(maxPhase / 2, within(0.05 * maxPhase));
        }
    }

    @Test
    void orthogonalWeightsShouldStayThoseOfEarlierRunsToTheBit() {
        assertThat(Arrays.hashCode(parameters.values())).isEqualTo(-367960885);
        assertThat(Arrays.hashCode(parameters(new PolicyConfig("binary-dense", 6,
                new CoreConfig("lstm", 4, 2, 0), "fused"), Box.binary(20, 20, 1), 2).values())).isEqualTo(936703741);
        assertThat(Arrays.hashCode(parameters(new PolicyConfig("nature-cnn", 5,
                new CoreConfig("lstm", 4, 1, 0), "fused"), Box.pixels(36, 36, 1), 2).values())).isEqualTo(1903919788);
    }

    /** The experiment log's network, smaller: every matrix in its own range, which is none of the others'. */
    @Test
    void glorotShouldGiveEveryMatrixItsOwnRange() {
        parameters = parameters(new PolicyConfig("binary-dense", 60, 1, Nonlinearity.TANH, false,
                PolicyConfig.Previous.NONE, new CoreConfig("lstm", 40, 1, 0), HeadsConfig.NONE, "auto",
                PolicyConfig.Critic.SHARED, PolicyConfig.Critic.SHARED, Initialiser.GLOROT, "fused"), Box.binary(20, 20, 1), ACTIONS);

        assertUniform("encoder/weights", 400 + 60);
        assertUniform("core/0/input-weights", 60 + 4 * 40);
        assertUniform("core/0/recurrent-weights", 40 + 4 * 40);
        assertUniform("policy/weights", 40 + ACTIONS);
        assertUniform("value/weights", 40 + 1);
        for (String bias : List.of("encoder/bias", "core/0/bias", "policy/bias", "value/bias")) {
            assertThat(slice(bias)).containsOnly(0f);
        }
    }

    private void assertUniform(String name, int fans) {
        float[] weights = slice(name);
        double bound = Math.sqrt(6.0 / fans);
        double variance = Math.pow(norm(weights, 0, weights.length), 2) / weights.length;
        // five standard errors of a uniform draw's mean square
        assertThat(variance / (bound * bound / 3)).as(name).isCloseTo(1, within(5 * Math.sqrt(0.8 / weights.length)));
        for (float weight : weights) {
            assertThat(Math.abs(weight)).as(name).isLessThanOrEqualTo((float) bound);
        }
    }

    private static Parameters parameters(PolicyConfig config, Box observation, int actions) {
        return new PolicyNetwork(config, observation, new Discrete(actions), new Nd4jEngine(),
                new RandomStreams(1)).parameters();
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
