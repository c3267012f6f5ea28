package topspin.picture;

import topspin.env.Environment;
import topspin.env.Observations;
import topspin.env.View;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/**
 * Pictures of one world's present state: of its own {@link View}, or of what an agent sees where it has none. Use it in
 * the world's thread, after a reset. Needs no display.
 */
public final class WorldPicture {
    /** The longer side of a picture at scale 1 is at least this. */
    private static final int USUAL_SIDE = 240;
    /** Small pictures are painted at least this large, and then made smaller, so that thin lines do not get lost. */
    private static final int SHARP_SIDE = 600;

    private final View view;
    private final int unit;

    /**
     * @param world whose picture it is
     * @param seen  the world's observation in row 0, kept up to date by whoever steps it
     */
    public WorldPicture(Environment world, Observations seen) {
        this(world.view().orElseGet(() -> new ObservationView(seen)));
    }

    /** Of a view alone. */
    public WorldPicture(View view) {
        this.view = view;
        unit = Math.max(1, (int) Math.ceil((double) USUAL_SIDE / Math.max(view.width(), view.height())));
    }

    /** See {@link View#framesPerSecond}. */
    public double framesPerSecond() {
        return view.framesPerSecond();
    }

    /** Width at a scale, in pixels. */
    public int width(double scale) {
        return Math.max(1, (int) Math.round(view.width() * unit * scale));
    }

    /** Height at a scale, in pixels. */
    public int height(double scale) {
        return Math.max(1, (int) Math.round(view.height() * unit * scale));
    }

    /** At scale 1 a small world is enlarged by a whole number, so that a side is at least {@value #USUAL_SIDE} pixels. */
    public BufferedImage scaled(double scale) {
        return painted(width(scale), height(scale));
    }

    /** The largest that fits, with the world's own proportions. */
    public BufferedImage within(int width, int height) {
        double scale = Math.min((double) width / view.width(), (double) height / view.height());
        int wide = Math.max(1, (int) (view.width() * scale));
        int high = Math.max(1, (int) (view.height() * scale));
        int times = Math.max(1, (SHARP_SIDE + Math.max(wide, high) - 1) / Math.max(wide, high));
        return shrunk(painted(wide * times, high * times), times);
    }

    private BufferedImage painted(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.scale((double) width / view.width(), (double) height / view.height());
        graphics.clipRect(0, 0, view.width(), view.height());
        view.paint(graphics);
        graphics.dispose();
        return image;
    }

    /** Each pixel the mean of {@code times} × {@code times}. */
    private static BufferedImage shrunk(BufferedImage large, int times) {
        if (times == 1) {
            return large;
        }
        BufferedImage small = new BufferedImage(large.getWidth() / times, large.getHeight() / times, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < small.getHeight(); y++) {
            for (int x = 0; x < small.getWidth(); x++) {
                small.setRGB(x, y, mean(large, x * times, y * times, times));
            }
        }
        return small;
    }

    private static int mean(BufferedImage image, int left, int top, int times) {
        int red = 0;
        int green = 0;
        int blue = 0;
        for (int y = top; y < top + times; y++) {
            for (int x = left; x < left + times; x++) {
                int rgb = image.getRGB(x, y);
                red += rgb >> 16 & 0xFF;
                green += rgb >> 8 & 0xFF;
                blue += rgb & 0xFF;
            }
        }
        int half = times * times / 2;
        return (red + half) / (times * times) << 16 | (green + half) / (times * times) << 8 | (blue + half) / (times * times);
    }
}
