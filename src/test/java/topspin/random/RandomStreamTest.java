package topspin.random;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class RandomStreamTest {
    private static final long SEED = 2024;

    private final RandomStream stream = new RandomStreams(SEED).stream("test");

    @Test
    void shouldBeTheXoshiroOfItsAuthors() {
        // xoshiro256plusplus.c (Blackman and Vigna 2019) from the state 1, 2, 3, 4
        RandomStream reference = new RandomStream(1, 2, 3, 4);
        String[] expected = {"41943041", "58720359", "3588806011781223", "3591011842654386", "9228616714210784205",
            "9973669472204895162", "14011001112246962877", "12406186145184390807", "15849039046786891736",
            "10450023813501588000"};
        for (String value : expected) {
            assertThat(Long.toUnsignedString(reference.nextLong())).isEqualTo(value);
        }
    }

    @Test
    void shouldRefuseTheStateThatNeverChanges() {
        assertThatThrownBy(() -> new RandomStream(0, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldGoOnFromASavedState() throws IOException {
        for (int i = 0; i < 7; i++) {
            stream.nextGaussian();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        stream.save(new DataOutputStream(bytes));
        RandomStream restored = new RandomStreams(0).stream("other");
        restored.restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        for (int i = 0; i < 50; i++) {
            assertThat(restored.nextGaussian()).isEqualTo(stream.nextGaussian());
            assertThat(restored.nextInt(17)).isEqualTo(stream.nextInt(17));
        }
    }

    @Test
    void shouldDrawSmallIntegersWithoutBias() {
        for (int bound : new int[] {2, 3, 7, 10, 100}) {
            int draws = 1000 * bound;
            int[] count = new int[bound];
            for (int i = 0; i < draws; i++) {
                count[stream.nextInt(bound)]++;
            }
            assertThat(chiSquare(count, 1000)).as("seed %d bound %d", SEED, bound).isLessThan(critical(bound - 1));
        }
    }

    @Test
    void shouldDrawLargeIntegersWithoutBias() {
        // 2³² words do not divide evenly among 3·2²⁹ numbers, 8 to 3: a modulus favours the lower ones, a product
        // without rejection two of every three in a row.
        int bound = 3 << 29;
        int[] thirds = new int[3];
        int[] residues = new int[3];
        int draws = 30_000;
        for (int i = 0; i < draws; i++) {
            int value = stream.nextInt(bound);
            thirds[value / (1 << 29)]++;
            residues[value % 3]++;
        }
        assertThat(chiSquare(thirds, draws / 3.0)).as("seed %d", SEED).isLessThan(critical(2));
        assertThat(chiSquare(residues, draws / 3.0)).as("seed %d", SEED).isLessThan(critical(2));
    }

    /** Other formulas have the same distribution, and would change every run. */
    @Test
    void aNormalNumberShouldBeMadeOfTwoUniformOnesAsBoxAndMullerDid() {
        RandomStream uniform = new RandomStreams(SEED).stream("test");
        for (int i = 0; i < 10; i++) {
            double radius = Math.sqrt(-2 * Math.log(1 - uniform.nextDouble()));
            double angle = 2 * Math.PI * uniform.nextDouble();
            assertThat(stream.nextGaussian()).isCloseTo(radius * Math.cos(angle), within(1e-12));
        }
    }

    @Test
    void shouldStayWithinTheBoundAndRefuseNone() {
        for (int i = 0; i < 1000; i++) {
            assertThat(stream.nextInt(1)).isZero();
            assertThat(stream.nextInt(Integer.MAX_VALUE)).isBetween(0, Integer.MAX_VALUE - 1);
        }
        assertThatThrownBy(() -> stream.nextInt(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldFillTheUnitIntervalEvenly() {
        int[] doubles = new int[50];
        int[] floats = new int[50];
        for (int i = 0; i < 50_000; i++) {
            double d = stream.nextDouble();
            float f = stream.nextFloat();
            assertThat(d >= 0 && d < 1 && f >= 0 && f < 1).isTrue();
            doubles[(int) (d * 50)]++;
            floats[(int) (f * 50)]++;
        }
        assertThat(chiSquare(doubles, 1000)).as("seed %d", SEED).isLessThan(critical(49));
        assertThat(chiSquare(floats, 1000)).as("seed %d", SEED).isLessThan(critical(49));
    }

    @Test
    void shouldDrawStandardNormals() {
        int draws = 100_000;
        double[] moments = new double[5];
        for (int i = 0; i < draws; i++) {
            double x = stream.nextGaussian();
            for (int k = 1; k <= 4; k++) {
                moments[k] += Math.pow(x, k) / draws;
            }
        }
        // Standard errors: 1/√n, √2/√n, √15/√n, √96/√n; four of each
        double error = 4 / Math.sqrt(draws);
        assertThat(moments[1]).as("seed %d", SEED).isCloseTo(0, within(error));
        assertThat(moments[2]).as("seed %d", SEED).isCloseTo(1, within(error * Math.sqrt(2)));
        assertThat(moments[3]).as("seed %d", SEED).isCloseTo(0, within(error * Math.sqrt(15)));
        assertThat(moments[4]).as("seed %d", SEED).isCloseTo(3, within(error * Math.sqrt(96)));
    }

    @Test
    void shouldShuffleEveryOrderEquallyOften() {
        int[] count = new int[24];
        for (int i = 0; i < 24_000; i++) {
            int[] order = {0, 1, 2, 3};
            stream.shuffle(order);
            assertThat(Arrays.stream(order).sorted().toArray()).containsExactly(0, 1, 2, 3);
            int low = order[1] - (order[1] > order[0] ? 1 : 0);
            count[order[0] * 6 + low * 2 + (order[2] > order[3] ? 1 : 0)]++;
        }
        assertThat(chiSquare(count, 1000)).as("seed %d", SEED).isLessThan(critical(23));
    }

    @Test
    void aCoinShouldDrawOnceWhateverItShows() {
        RandomStream other = new RandomStreams(SEED).stream("test");
        assertThat(stream.nextBernoulli(0)).isFalse();
        assertThat(other.nextBernoulli(1)).isTrue();
        assertThat(stream.nextLong()).isEqualTo(other.nextLong());
    }

    private static double chiSquare(int[] count, double expected) {
        return Arrays.stream(count).mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();
    }

    /** Four standard deviations beyond the mean of the distribution, and a little for its skew at few degrees. */
    private static double critical(int degrees) {
        return degrees + 4 * Math.sqrt(2.0 * degrees) + 6;
    }
}
