package topspin.nn;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import topspin.random.RandomStreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class InitialisersTest {

    @ParameterizedTest
    @CsvSource({"3, 7, 1", "7, 3, 1.5", "5, 5, 0.01", "1, 9, 1", "9, 1, 2"})
    void orthogonalVectorsShouldHaveLengthGainAndNoAngle(int rows, int columns, double gain) {
        float[] w = new float[rows * columns];
        Initialisers.orthogonal(w, 0, rows, columns, columns, gain, new RandomStreams(5).stream("init/test"));

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
    void glorotShouldFillItsRangeEvenly() {
        float[] w = new float[200 * 100];
        Initialisers.glorotUniform(w, 0, 200, 100, new RandomStreams(5).stream("init/test"));

        double bound = Math.sqrt(6.0 / 300);
        double squares = 0;
        for (float value : w) {
            assertThat(Math.abs(value)).isLessThanOrEqualTo((float) bound);
            squares += (double) value * value;
        }
        assertThat(squares / w.length).isCloseTo(bound * bound / 3, within(0.03 * bound * bound));
    }
}
