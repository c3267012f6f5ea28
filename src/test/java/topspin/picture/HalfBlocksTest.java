package topspin.picture;

import org.junit.jupiter.api.Test;
import topspin.picture.HalfBlocks.Colours;

import java.awt.image.BufferedImage;

import static org.assertj.core.api.Assertions.assertThat;

class HalfBlocksTest {
    private static final int RED = 0xff0000;
    private static final int BLUE = 0x0000ff;
    private static final int GREY = 0x808080;

    static BufferedImage picture(int[]... rows) {
        BufferedImage image = new BufferedImage(rows[0].length, rows.length, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < rows.length; y++) {
            for (int x = 0; x < rows[y].length; x++) {
                image.setRGB(x, y, rows[y][x]);
            }
        }
        return image;
    }

    @Test
    void shouldShowTwoPixelsPerLetterAndEachColourOnce() {
        BufferedImage image = picture(new int[] {RED, RED, BLUE}, new int[] {BLUE, BLUE, BLUE});

        assertThat(HalfBlocks.lines(image, Colours.TRUE)).containsExactly(
                "\u001b[48;2;0;0;255m\u001b[38;2;255;0;0m▀▀ \u001b[0m");
    }

    @Test
    void theLastOfAnOddNumberOfRowsShouldHaveTheTerminalsColourBelow() {
        BufferedImage image = picture(new int[] {RED}, new int[] {RED}, new int[] {BLUE});

        assertThat(HalfBlocks.lines(image, Colours.TRUE)).containsExactly("\u001b[48;2;255;0;0m \u001b[0m",
                "\u001b[38;2;0;0;255m▀\u001b[0m");
    }

    @Test
    void shouldTakeTheNearestOf256Colours() {
        // 196 = 16 + 36·5, 21 = 16 + 5, 244 is grey 8 + 10·12 = 128
        BufferedImage image = picture(new int[] {RED, GREY, 0x020203}, new int[] {BLUE, BLUE, 0x5f87af});

        assertThat(HalfBlocks.lines(image, Colours.XTERM_256)).containsExactly(
                "\u001b[48;5;21m\u001b[38;5;196m▀\u001b[38;5;244m▀\u001b[48;5;67m\u001b[38;5;16m▀\u001b[0m");
    }

    @Test
    void everyColourOfThePaletteShouldBeItself() {
        int[] cube = {0, 95, 135, 175, 215, 255};
        for (int number = 16; number < 256; number++) {
            int i = number - 16;
            int level = 8 + 10 * (number - 232);
            int rgb = number < 232 ? cube[i / 36] << 16 | cube[i / 6 % 6] << 8 | cube[i % 6] : level * 0x010101;
            assertThat(HalfBlocks.lines(picture(new int[] {rgb}, new int[] {rgb}), Colours.XTERM_256))
                    .containsExactly("\u001b[48;5;" + number + "m \u001b[0m");
        }
    }
}
