package topspin.picture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import javax.imageio.ImageIO;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class StillsTest {

    /** Of one colour, its number in the game. */
    private static BufferedImage numbered(int number) {
        BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 6; i++) {
            image.setRGB(i % 3, i / 3, number);
        }
        return image;
    }

    private static Stills game(int pictures, int count) {
        Stills stills = new Stills(count);
        for (int i = 0; i < pictures; i++) {
            stills.add(numbered(i));
        }
        return stills;
    }

    @ParameterizedTest
    @CsvSource({"5,9,0 1 2 3 4", "9,5,0 2 4 6 8", "1,4,0", "9,1,4", "10,2,0 9", "1000,3,0 512 999"})
    void shouldBeSpreadFromTheFirstToTheLast(int pictures, int count, String expected) {
        assertThat(game(pictures, count).chosen()).extracting(image -> Integer.toString(image.getRGB(0, 0) & 0xFFFFFF))
                .containsExactly(expected.split(" "));
    }

    @Test
    void aSheetShouldHaveRowsWithWhiteBetween() throws IOException {
        BufferedImage sheet = ImageIO.read(new ByteArrayInputStream(game(5, 5).sheet()));

        assertThat(List.of(sheet.getWidth(), sheet.getHeight())).containsExactly(3 * 3 + 2 * 6, 2 * 2 + 6);
        assertThat(List.of(sheet.getRGB(0, 0), sheet.getRGB(2, 1), sheet.getRGB(9, 0), sheet.getRGB(9, 8), sheet.getRGB(3, 0), sheet.getRGB(18, 8)))
                .extracting(rgb -> rgb & 0xFFFFFF).containsExactly(0, 0, 1, 4, 0xffffff, 0xffffff);
    }

    @Test
    void fewColoursShouldBeATableAndManyShouldBeExactToo() throws IOException {
        BufferedImage few = ImageIO.read(new ByteArrayInputStream(Stills.png(numbered(0xabcdef))));
        assertThat(few.getColorModel()).isInstanceOf(IndexColorModel.class);
        assertThat(few.getRGB(1, 1) & 0xFFFFFF).isEqualTo(0xabcdef);

        BufferedImage many = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 400; i++) {
            many.setRGB(i % 20, i / 20, i * 1000);
        }
        assertThat(GifFilmTest.pixels(ImageIO.read(new ByteArrayInputStream(Stills.png(many))))).containsExactly(GifFilmTest.pixels(many));
    }
}
