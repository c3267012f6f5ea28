package topspin.nn;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import topspin.random.RandomStreams;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class InitialiserTest {

    @ParameterizedTest
    @CsvSource({"3, 7, 1", "7, 3, 1.5", "5, 5, 0.01", "1, 9, 1", "9, 1, 2"})
    void orthogonalVectorsShouldHaveLengthGainAndNoAngle(int rows, int columns, double gain) {
        float[] w = filled(Initialiser.ORTHOGONAL, gain, rows, columns);

        boolean wide = rows <= columns;
        int vectors = wide ? rows : columns;
        for (int a = 0; a < vectors; a++) {
            for (int b = 0; b < vectors; b++) {
                double dot = 0;
                for (int i = 0; i < (wide ? columns : rows); i++) {
                    dot += (double) w[wide ? a * columns + i : i * columns + a]
                            * w[wide ? b * columns + i : i * columns + b];
                }
                assertThat(dot / (gain * gain)).isCloseTo(a == b ? 1 : 0, within(1e-5));
            }
        }
    }

    @Test
    void glorotShouldFillItsRangeEvenlyWhateverTheGain() {
        assertUniform(filled(Initialiser.GLOROT, 7, 200, 100), Math.sqrt(6.0 / 300));
    }

    @Test
    void glorotShouldCountEveryPlaceOfAWindow() {
        assertUniform(filled(Initialiser.GLOROT, 1, 4, 4, 32, 64), Math.sqrt(6.0 / (16 * (32 + 64))));
    }

    /** Mean 0, variance bound²/3, and nothing beyond the bound. */
    private static void assertUniform(float[] w, double bound) {
        double sum = 0;
        double squares = 0;
        float largest = 0;
        for (float value : w) {
            sum += value;
            squares += (double) value * value;
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(largest).isBetween((float) (0.98 * bound), (float) bound);
        assertThat(sum / w.length).isCloseTo(0, within(0.03 * bound));
        assertThat(squares / w.length).isCloseTo(bound * bound / 3, within(0.03 * bound * bound));
    }

    /** A tensor between two others, which must stay as they are. */
    private static float[] filled(Initialiser initialiser, double gain, long... shape) {
        Parameters parameters = new Parameters();
        parameters.declare("before", 3);
        Parameters.Slice slice = parameters.declare("weights", shape);
        parameters.declare("after", 3);
        parameters.allocate();
        initialiser.fill(parameters, slice, gain, new RandomStreams(5).stream("init/test"));

        int end = slice.offset() + slice.length();
        assertThat(Arrays.copyOfRange(parameters.values(), 0, slice.offset())).containsOnly(0);
        assertThat(Arrays.copyOfRange(parameters.values(), end, end + 3)).containsOnly(0);
        return Arrays.copyOfRange(parameters.values(), slice.offset(), end);
    }
}
