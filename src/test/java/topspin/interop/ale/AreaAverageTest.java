package topspin.interop.ale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

class AreaAverageTest {
    private static final int WIDTH = 160;
    private static final int SIDE = 84;

    /** The screens that games have, and one of no special height. */
    @ParameterizedTest
    @ValueSource(ints = {210, 214, 220, 228, 230, 250, 251})
    void everyCellShouldBeTheAverageOverItsArea(int height) {
        RandomStream stream = new RandomStreams(height).stream("picture");
        byte[] picture = new byte[height * WIDTH];
        for (int i = 0; i < picture.length; i++) {
            picture[i] = (byte) stream.nextInt(256);
        }
        byte[] cells = new byte[SIDE * SIDE + 1];
        new AreaAverage(height, WIDTH, SIDE).shrink(picture, cells, 1);

        for (int i = 0; i < SIDE; i++) {
            for (int j = 0; j < SIDE; j++) {
                // each pixel in parts of 1/84 × 1/84, whose number in a cell is height × 160
                long sum = 0;
                for (int y = i * height; y < (i + 1) * height; y++) {
                    int row = y / SIDE * WIDTH;
                    for (int x = j * WIDTH; x < (j + 1) * WIDTH; x++) {
                        sum += picture[row + x / SIDE] & 0xFF;
                    }
                }
                long parts = (long) height * WIDTH;
                assertThat(cells[1 + i * SIDE + j] & 0xFF).as("cell %d, %d", i, j).isEqualTo((int) ((2 * sum + parts) / (2 * parts)));
            }
        }
        assertThat(cells[0]).isZero();
    }

    @Test
    void aWhitePictureShouldStayWhite() {
        byte[] picture = new byte[210 * WIDTH];
        Arrays.fill(picture, (byte) 255);
        byte[] cells = new byte[SIDE * SIDE];
        new AreaAverage(210, WIDTH, SIDE).shrink(picture, cells, 0);
        assertThat(cells).containsOnly(255);
    }
}
