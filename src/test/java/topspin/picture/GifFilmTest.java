package topspin.picture;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Films, read back by the JDK's own reader. */
class GifFilmTest {

    /** A picture as a program shows it, how long, and which part of it the file holds. */
    record Shown(BufferedImage picture, int centiseconds, String part) {
    }

    static List<Shown> read(byte[] gif) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(gif)));
        List<Shown> shown = new ArrayList<>();
        BufferedImage screen = null;
        for (int i = 0; i < reader.getNumImages(true); i++) {
            IIOMetadataNode root = (IIOMetadataNode) reader.getImageMetadata(i).getAsTree("javax_imageio_gif_image_1.0");
            Element place = only(root, "ImageDescriptor");
            Element control = only(root, "GraphicControlExtension");
            BufferedImage part = reader.read(i);
            screen = screen == null ? new BufferedImage(part.getWidth(), part.getHeight(), BufferedImage.TYPE_INT_RGB) : copy(screen);
            int left = Integer.parseInt(place.getAttribute("imageLeftPosition"));
            int top = Integer.parseInt(place.getAttribute("imageTopPosition"));
            Graphics2D graphics = screen.createGraphics();
            graphics.drawImage(part, left, top, null);
            graphics.dispose();
            assertThat(control.getAttribute("disposalMethod")).isEqualTo("doNotDispose");
            shown.add(new Shown(screen, Integer.parseInt(control.getAttribute("delayTime")),
                    part.getWidth() + "x" + part.getHeight() + "+" + left + "+" + top));
        }
        return shown;
    }

    private static Element only(IIOMetadataNode root, String name) {
        NodeList found = root.getElementsByTagName(name);
        assertThat(found.getLength()).as(name).isEqualTo(1);
        return (Element) found.item(0);
    }

    private static BufferedImage copy(BufferedImage image) {
        BufferedImage copy = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        copy.setData(image.getData());
        return copy;
    }

    static int[] pixels(BufferedImage image) {
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] &= 0xFFFFFF;
        }
        return pixels;
    }

    private static byte[] film(List<BufferedImage> pictures, int... delays) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GifFilm film = new GifFilm(out)) {
            for (int i = 0; i < pictures.size(); i++) {
                film.add(pictures.get(i), delays[i]);
            }
        }
        return out.toByteArray();
    }

    /** A square of several colours on a ground, at a place. */
    private static BufferedImage square(int ground, int at, int... colours) {
        BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 40 * 30; i++) {
            image.setRGB(i % 40, i / 40, ground);
        }
        for (int i = 0; i < colours.length; i++) {
            image.setRGB(at + i, at, colours[i]);
        }
        return image;
    }

    @Test
    void shouldShowEveryPictureInItsColoursForItsTime() throws IOException {
        List<BufferedImage> pictures = List.of(square(0x102030, 3, 0xff0000, 0x00ff01), square(0x102030, 9, 0xabcdef),
                square(0x102030, 9, 0xabcdef), square(0x010203, 1, 0x123456));
        List<Shown> shown = read(film(pictures, 7, 6, 100, 1));

        assertThat(shown).extracting(Shown::centiseconds).containsExactly(7, 6, 100, 1);
        assertThat(shown).extracting(Shown::part).containsExactly("40x30+0+0", "7x7+3+3", "1x1+0+0", "40x30+0+0");
        for (int i = 0; i < pictures.size(); i++) {
            assertThat(pixels(shown.get(i).picture())).as("picture %d", i).containsExactly(pixels(pictures.get(i)));
        }
    }

    @Test
    void shouldRunForEver() throws IOException {
        byte[] gif = film(List.of(square(1, 1, 2)), 5);

        assertThat(new String(gif, StandardCharsets.ISO_8859_1)).contains("!\u00ff\u000bNETSCAPE2.0\u0003\u0001\u0000\u0000\u0000");
    }

    @Test
    void exactly256ColoursShouldBeExact() throws IOException {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 256; i++) {
            image.setRGB(i % 16, i / 16, i * 0x010305);
        }
        assertThat(pixels(read(film(List.of(image), 5)).get(0).picture())).containsExactly(pixels(image));
    }

    @Test
    void moreColoursShouldBeNear() throws IOException {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 64 * 64; i++) {
            image.setRGB(i % 64, i / 64, i % 64 * 4 << 16 | i / 64 * 4 << 8 | 0x80);
        }
        int[] was = pixels(image);
        int[] is = pixels(read(film(List.of(image), 5)).get(0).picture());
        for (int i = 0; i < was.length; i++) {
            // 256 blocks over 64 × 64 colours, 4 apart: each 4 × 4 of them, so that the mean is at most 6 away, rounded
            assertThat(Math.abs((was[i] >> 16) - (is[i] >> 16))).as("red of pixel %d", i).isLessThanOrEqualTo(8);
            assertThat(Math.abs((was[i] >> 8 & 0xFF) - (is[i] >> 8 & 0xFF))).as("green of pixel %d", i).isLessThanOrEqualTo(8);
            assertThat(is[i] & 0xFF).isEqualTo(0x80);
        }
    }

    @Test
    void samePicturesShouldMakeTheSameBytes() throws IOException {
        assertThat(film(List.of(square(5, 3, 1), square(6, 3, 1)), 4, 4)).isEqualTo(film(List.of(square(5, 3, 1), square(6, 3, 1)), 4, 4));
    }

    @Test
    void shouldRefuseAnotherSize() {
        assertThatThrownBy(() -> film(List.of(square(5, 3, 1), new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB)), 4, 4))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("expected a picture of 40 × 30, got 2 × 2");
    }
}
