package topspin.cli.play;

import org.junit.jupiter.api.Test;
import topspin.picture.Framing;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class RecordingTest {

    private static List<String> delays(byte[] gif) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(gif)));
        List<String> delays = new ArrayList<>();
        for (int i = 0; i < reader.getNumImages(true); i++) {
            IIOMetadataNode root = (IIOMetadataNode) reader.getImageMetadata(i).getAsTree("javax_imageio_gif_image_1.0");
            delays.add(((IIOMetadataNode) root.getElementsByTagName("GraphicControlExtension").item(0)).getAttribute("delayTime"));
        }
        return delays;
    }

    @Test
    void fractionsOfAHundredthShouldNotAddUp() throws IOException {
        Recording recording = new Recording(new Framing(1, true), true, 0);
        for (int i = 0; i < 6; i++) {
            recording.add(new BufferedImage(3, 3, BufferedImage.TYPE_INT_RGB), 1 / 15.0);
        }
        assertThat(delays(recording.gif().orElseThrow())).as("40 in all").containsExactly("7", "6", "7", "7", "6", "7");
        assertThat(recording.png()).isEmpty();
    }

    @Test
    void nothingShouldBeWrittenOfNothing() throws IOException {
        Recording recording = new Recording(new Framing(1, true), true, 3);
        assertThat(recording.gif()).isEmpty();
        assertThat(recording.png()).isEmpty();
    }
}
