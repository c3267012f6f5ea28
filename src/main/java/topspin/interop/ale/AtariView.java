package topspin.interop.ale;

import topspin.env.View;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.function.Supplier;

/** The whole screen, whatever an agent sees of it. A unit is a pixel of the console. */
final class AtariView implements View {
    /** Of an NTSC television. */
    private static final double FRAMES_PER_SECOND = 60;

    private final int width;
    private final int height;
    private final int[] palette;
    private final Supplier<AtariFrame> frame;

    /** @param frame the present one */
    AtariView(AtariConsole console, Supplier<AtariFrame> frame) {
        width = console.width();
        height = console.height();
        palette = console.palette();
        this.frame = frame;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public void paint(Graphics2D graphics) {
        byte[] pixels = frame.get().pixels;
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < pixels.length; i++) {
            image.setRGB(i % width, i / width, palette[pixels[i] & 0xFF]);
        }
        graphics.drawImage(image, 0, 0, null);
    }

    @Override
    public double framesPerSecond() {
        return FRAMES_PER_SECOND;
    }
}
