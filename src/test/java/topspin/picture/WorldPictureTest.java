package topspin.picture;

import org.junit.jupiter.api.Test;
import topspin.env.Observations;
import topspin.env.View;
import topspin.space.Box;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class WorldPictureTest {

    /** Left half red, right half green. */
    private record Halves(int width, int height) implements View {
        @Override
        public void paint(Graphics2D graphics) {
            graphics.setColor(Color.RED);
            graphics.fillRect(-width, 0, width + width / 2, height);
            graphics.setColor(Color.GREEN);
            graphics.fillRect(width / 2, 0, width, height);
        }
    }

    private static String size(BufferedImage image) {
        return image.getWidth() + "x" + image.getHeight();
    }

    @Test
    void shouldKeepTheProportionsAndEnlargeSmallWorldsByWholeNumbers() {
        assertThat(size(new WorldPicture(new Halves(300, 100)).scaled(1))).isEqualTo("300x100");
        assertThat(size(new WorldPicture(new Halves(160, 210)).scaled(1))).isEqualTo("320x420");
        assertThat(size(new WorldPicture(new Halves(10, 5)).scaled(0.5))).isEqualTo("120x60");
        assertThat(size(new WorldPicture(new Halves(160, 210)).within(80, 40))).isEqualTo("30x40");
        assertThat(size(new WorldPicture(new Halves(300, 100)).within(80, 40))).isEqualTo("80x26");
        assertThat(size(new WorldPicture(new Halves(4, 2)).within(80, 90))).isEqualTo("80x40");
    }

    @Test
    void smallPicturesShouldBeMeans() {
        BufferedImage image = new WorldPicture(new Halves(300, 100)).within(3, 1);

        assertThat(List.of(image.getRGB(0, 0), image.getRGB(2, 0))).containsExactly(0xffff0000, 0xff00ff00);
        assertThat(image.getRGB(1, 0)).isEqualTo(0xff808000);
    }

    private static BufferedImage seen(Box box, int... values) {
        Observations seen = new Observations(box, 1);
        for (int i = 0; i < values.length; i++) {
            if (seen.bytes() != null) {
                seen.bytes()[i] = (byte) values[i];
            } else {
                seen.floats()[i] = values[i];
            }
        }
        return new WorldPicture(new ObservationView(seen)).scaled(1);
    }

    @Test
    void withoutAViewPixelsShouldBeWhatTheyAre() {
        BufferedImage grey = seen(Box.pixels(2, 3, 1), 0, 100, 255, 1, 2, 3);
        assertThat(size(grey)).isEqualTo("240x160");
        assertThat(List.of(grey.getRGB(79, 79), grey.getRGB(80, 0), grey.getRGB(160, 0), grey.getRGB(0, 80)))
                .containsExactly(0xff000000, 0xff646464, 0xffffffff, 0xff010101);

        assertThat(seen(Box.pixels(1, 1, 3), 10, 20, 30).getRGB(0, 0)).as("colours").isEqualTo(0xff0a141e);
        assertThat(seen(Box.pixels(1, 1, 6), 1, 2, 3, 10, 20, 30).getRGB(0, 0)).as("the newest of a stack").isEqualTo(0xff0a141e);
        assertThat(seen(Box.pixels(1, 1, 4), 1, 2, 3, 9).getRGB(0, 0)).as("the newest of a stack").isEqualTo(0xff090909);
        assertThat(seen(Box.binary(1, 1, 1), 1).getRGB(0, 0)).isEqualTo(0xffffffff);
    }

    @Test
    void withoutAViewNumbersShouldBeBarsFromZero() {
        BufferedImage bars = seen(Box.floats(-2, 2, 3), 1, -2, 0);

        assertThat(size(bars)).isEqualTo("240x60");
        int blue = 0xff0072b2;
        assertThat(bars.getRGB(110 + 36, 10)).as("half of 75 to the right").isEqualTo(blue);
        assertThat(bars.getRGB(110 + 39, 10)).isNotEqualTo(blue);
        assertThat(bars.getRGB(110 - 74, 30)).as("75 to the left").isEqualTo(blue);
        assertThat(bars.getRGB(110 - 77, 30)).isNotEqualTo(blue);
        assertThat(bars.getRGB(112, 50)).isNotEqualTo(blue);

        BufferedImage unbounded = seen(Box.floats(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, 2), 10, 5);
        assertThat(unbounded.getRGB(110 + 74, 10)).isEqualTo(blue);
        assertThat(unbounded.getRGB(110 + 36, 30)).isEqualTo(blue);
        assertThat(unbounded.getRGB(110 + 39, 30)).isNotEqualTo(blue);
    }

    @Test
    void manyNumbersShouldBeAGrid() {
        int[] one = new int[17];
        one[5] = 1;
        BufferedImage grid = seen(Box.floats(0, 1, 17), one);

        assertThat(size(grid)).isEqualTo("240x192");
        assertThat(List.of(grid.getRGB(24, 24), grid.getRGB(24, 60))).as("5 columns of 48").containsExactly(0xff000000, 0xffffffff);
    }
}
