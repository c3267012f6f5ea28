package topspin.picture;

import org.junit.jupiter.api.Test;
import topspin.env.View;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class CaptionTest {
    private static final Caption CAPTION = new Caption(List.of("step 3", "a long line of text that is cut"),
            List.of(new Caption.Bar("left", 0.5, "0.50", true), new Caption.Bar("a very long name", 1, "1.00", false),
                    new Caption.Bar("none", Double.NaN, "", false)));

    @Test
    void aTerminalShouldGetLinesAndBarsInEighths() {
        assertThat(CaptionText.lines(CAPTION, 30)).containsExactly("step 3", "a long line of text that is c…",
                "left       ▸██    0.50", "a very lo…  ████  1.00", "none");
    }

    @Test
    void barsShouldStandSideBySideWhereThereIsRoom() {
        assertThat(CaptionText.lines(CAPTION, 80)).containsExactly("step 3", "a long line of text that is cut",
                "left       ▸████      0.50          a very lo…  ████████  1.00", "none");
        assertThat(CaptionText.lines(new Caption(List.of(), List.of(new Caption.Bar("a", 1 / 64.0, "", false))), 80))
                .containsExactly("a           ▏");
    }

    @Test
    void aFrameShouldKeepItsSizeAndLeaveThePictureAsItIs() {
        View red = new View() {
            @Override
            public int width() {
                return 240;
            }

            @Override
            public int height() {
                return 100;
            }

            @Override
            public void paint(Graphics2D graphics) {
                graphics.setColor(Color.RED);
                graphics.fillRect(0, 0, width(), height());
            }
        };
        Framing framing = new Framing(1, false);
        BufferedImage first = framing.frame(new WorldPicture(red), CAPTION);
        BufferedImage second = framing.frame(new WorldPicture(red), new Caption(List.of(), List.of()));

        assertThat(List.of(first.getWidth(), first.getHeight())).as("room for two lines and three bars")
                .containsExactly(300, 100 + 16 + 5 * 16).containsExactly(second.getWidth(), second.getHeight());
        assertThat(List.of(first.getRGB(29, 50), first.getRGB(30, 0), first.getRGB(269, 99), first.getRGB(270, 50), first.getRGB(150, 100)))
                .containsExactly(0xffffffff, 0xffff0000, 0xffff0000, 0xffffffff, 0xffffffff);
        int middleOfFirstBar = 100 + 8 + 2 * 16 + 8;
        assertThat(first.getRGB(95, middleOfFirstBar)).as("the chosen bar").isEqualTo(0xffd55e00);
        assertThat(first.getRGB(95, middleOfFirstBar + 16)).isEqualTo(0xff56b4e9);
        assertThat(GifFilmTest.pixels(new Framing(1, true).frame(new WorldPicture(red), CAPTION))).hasSize(240 * 100).containsOnly(0xff0000);
    }
}
