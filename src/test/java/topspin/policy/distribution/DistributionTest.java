package topspin.policy.distribution;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;
import topspin.space.Box;
import topspin.space.Discrete;
import topspin.space.MultiDiscrete;
import topspin.space.Space;

import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

/** What every distribution promises, whichever space it is over. */
class DistributionTest {
    /** Rows and actions do not begin at 0. */
    private static final int AT = 3;

    static Stream<Arguments> distributions() {
        return Stream.of(new Discrete(4), new Discrete(1), new MultiDiscrete(2, 3, 1), Box.floats(-1, 1, 1),
                Box.floats(-2, 2, 3)).map(space -> Arguments.of(space, Distribution.over(space)));
    }

    /** ∂loss/∂row for loss = w·log p − v·H, by central differences. */
    @ParameterizedTest
    @MethodSource("distributions")
    void gradientsShouldBeThoseOfFiniteDifferences(Space space, Distribution distribution) {
        RandomStream stream = new RandomStreams(7).stream("rows");
        for (int i = 0; i < 20; i++) {
            float[] row = row(distribution, stream);
            float[] action = new float[AT + space.width()];
            distribution.sample(row, AT, stream, action, AT);
            float[] gradients = new float[row.length];
            double entropy = distribution.gradient(row, AT, action, AT, 0.7, 0.3, gradients);

            assertThat(entropy).isCloseTo(distribution.entropy(row, AT), within(1e-12));
            for (int k = AT; k < row.length; k++) {
                float before = row[k];
                float step = 1f / 256;
                row[k] = before + step;
                double up = loss(distribution, row, action);
                row[k] = before - step;
                double down = loss(distribution, row, action);
                row[k] = before;
                assertThat((double) gradients[k]).as("%s, row %d, element %d", distribution.getClass().getSimpleName(), i, k)
                        .isCloseTo((up - down) / (2 * step), within(2e-4 * Math.max(1, Math.abs(gradients[k]))));
            }
        }
    }

    private static double loss(Distribution distribution, float[] row, float[] action) {
        return 0.7 * distribution.logProbability(row, AT, action, AT) - 0.3 * distribution.entropy(row, AT);
    }

    /** −H is the mean of log p over samples. Seeds 1 to 4. */
    @ParameterizedTest
    @MethodSource("distributions")
    void samplesShouldHaveTheEntropyThatIsClaimed(Space space, Distribution distribution) {
        for (long seed = 1; seed <= 4; seed++) {
            RandomStream stream = new RandomStreams(seed).stream("draws");
            float[] row = row(distribution, stream);
            float[] action = new float[AT + space.width()];
            int draws = 20_000;
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < draws; i++) {
                distribution.sample(row, AT, stream, action, AT);
                assertThat(space instanceof Box || space.contains(action, AT)).isTrue();
                double logProbability = distribution.logProbability(row, AT, action, AT);
                sum += logProbability;
                squares += logProbability * logProbability;
            }
            double mean = sum / draws;
            double error = Math.sqrt(Math.max(0, squares / draws - mean * mean) / draws);
            assertThat(-mean).as("seed %d", seed).isCloseTo(distribution.entropy(row, AT), within(4 * error + 1e-9));
        }
    }

    @ParameterizedTest
    @MethodSource("distributions")
    void noActionShouldBeMoreProbableThanTheMode(Space space, Distribution distribution) {
        RandomStream stream = new RandomStreams(5).stream("modes");
        float[] row = row(distribution, stream);
        float[] mode = new float[AT + space.width()];
        distribution.mode(row, AT, mode, AT);
        float[] action = new float[AT + space.width()];
        for (int i = 0; i < 200; i++) {
            distribution.sample(row, AT, stream, action, AT);
            assertThat(distribution.logProbability(row, AT, action, AT))
                    .isLessThanOrEqualTo(distribution.logProbability(row, AT, mode, AT));
        }
    }

    /** Deviations 2 and ½: means 1 and −1, at 2 and −1: z = ½ and 0; worked out by hand. */
    @Test
    void theGaussianShouldHaveItsDensity() {
        DiagonalGaussian gaussian = new DiagonalGaussian(2);
        float[] row = {1, -1, (float) Math.log(2), (float) Math.log(0.5)};

        // −½·¼ − ln 2 − ½ ln 2π and −ln ½ − ½ ln 2π
        assertThat(gaussian.logProbability(row, 0, new float[] {2, -1}, 0))
                .isCloseTo(-0.125 - 1.8378770664093453, within(1e-6));
        // ½(1 + ln 2π) twice; ln 2 + ln ½ = 0
        assertThat(gaussian.entropy(row, 0)).isCloseTo(2.8378770664093453, within(1e-6));
    }

    @Test
    void thereShouldBeNoneOverBytes() {
        assertThatIllegalArgumentException().isThrownBy(() -> Distribution.over(Box.pixels(2)))
                .withMessageContaining("Discrete, MultiDiscrete or a Box of float32");
    }

    private static float[] row(Distribution distribution, RandomStream stream) {
        float[] row = new float[AT + distribution.width()];
        for (int i = 0; i < row.length; i++) {
            row[i] = (float) stream.nextGaussian();
        }
        return row;
    }
}
