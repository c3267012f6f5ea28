package topspin.picture;

import topspin.env.Observations;
import topspin.env.View;
import topspin.space.Box;
import topspin.text.Decimal;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/**
 * What an agent sees, drawn for people, where a world has no view of its own: an array {@code [height][width]} or
 * {@code [height][width][channels]} as a picture, up to {@value #MOST_BARS} numbers as bars, more as a grid of grey cells.
 * A picture of three channels, or of several times three, shows the last three as red, green and blue; any other its last
 * one, the newest of a stack.
 */
final class ObservationView implements View {
    static final int MOST_BARS = 16;
    private static final int LONG_SIDE = 240;
    private static final int RGB = 3;
    private static final int WHITE = 255;
    private static final int BAR_WIDTH = 240;
    private static final int BAR_ROW = 20;
    private static final int BAR_MIDDLE = 110;
    private static final int BAR_LONGEST = 75;
    private static final int BAR_HEIGHT = 12;
    private static final int TEXT_RISE = 14;
    private static final Color PAPER = new Color(0xf7f7f4);
    private static final Color INK = new Color(0x333333);
    private static final Color AXIS = new Color(0xbbbbbb);
    private static final Color BAR = new Color(0x0072b2);

    private final Observations seen;
    private final Box box;
    /** Of the picture, in elements; 0 where bars are drawn. */
    private final int columns;
    private final int lines;
    private final int channels;
    private final int unit;
    /** The largest size of a number so far, where the box sets no bounds. */
    private double largest = 1;

    /** @param seen its row 0 is drawn, whatever it holds when {@link #paint} is called */
    ObservationView(Observations seen) {
        this.seen = seen;
        box = seen.space();
        int[] shape = box.shape();
        boolean flat = shape.length < 2 || shape.length > 3;
        channels = shape.length == 3 ? shape[2] : 1;
        columns = !flat ? shape[1] : box.size() <= MOST_BARS ? 0 : (int) Math.ceil(Math.sqrt(box.size()));
        lines = !flat ? shape[0] : columns == 0 ? 0 : (box.size() + columns - 1) / columns;
        unit = Math.max(1, LONG_SIDE / Math.max(1, Math.max(columns, lines)));
    }

    @Override
    public int width() {
        return columns == 0 ? BAR_WIDTH : columns * unit;
    }

    @Override
    public int height() {
        return columns == 0 ? BAR_ROW * box.size() : lines * unit;
    }

    @Override
    public void paint(Graphics2D graphics) {
        if (columns == 0) {
            paintBars(graphics);
        } else {
            graphics.drawImage(pixels(), 0, 0, width(), height(), null);
        }
    }

    private BufferedImage pixels() {
        BufferedImage image = new BufferedImage(columns, lines, BufferedImage.TYPE_INT_RGB);
        boolean colours = channels % RGB == 0;
        for (int pixel = 0; pixel < columns * lines; pixel++) {
            int last = (pixel + 1) * channels - 1;
            if (last < box.size()) {
                int rgb = colours ? grey(last - 2) << 16 | grey(last - 1) << 8 | grey(last) : grey(last) * 0x010101;
                image.setRGB(pixel % columns, pixel / columns, rgb);
            }
        }
        return image;
    }

    private int grey(int element) {
        double share = bounded() ? (value(element) - box.low()) / ((double) box.high() - box.low())
                : 0.5 + 0.5 * reach(value(element));
        return (int) Math.round(WHITE * Math.max(0, Math.min(1, share)));
    }

    private void paintBars(Graphics2D graphics) {
        graphics.setColor(PAPER);
        graphics.fillRect(0, 0, width(), height());
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        boolean signed = !bounded() || box.low() < 0;
        int zero = signed ? BAR_MIDDLE : BAR_MIDDLE - BAR_LONGEST;
        for (int i = 0; i < box.size(); i++) {
            int top = i * BAR_ROW;
            double reach = bounded() ? value(i) / Math.max(Math.abs((double) box.low()), Math.abs((double) box.high())) : reach(value(i));
            int length = (int) Math.round(reach * (signed ? BAR_LONGEST : 2 * BAR_LONGEST));
            graphics.setColor(BAR);
            graphics.fillRect(Math.min(zero, zero + length), top + (BAR_ROW - BAR_HEIGHT) / 2, Math.abs(length), BAR_HEIGHT);
            graphics.setColor(AXIS);
            graphics.fillRect(zero, top, 1, BAR_ROW);
            graphics.setColor(INK);
            graphics.drawString(Integer.toString(i + 1), 6, top + TEXT_RISE);
            graphics.drawString(Decimal.score(value(i)), BAR_MIDDLE + BAR_LONGEST + 4, top + TEXT_RISE);
        }
    }

    /** From −1 to 1, by the largest number so far. */
    private double reach(double value) {
        largest = Math.max(largest, Double.isFinite(value) ? Math.abs(value) : 0);
        return Math.max(-1, Math.min(1, value / largest));
    }

    private boolean bounded() {
        return Float.isFinite(box.low()) && Float.isFinite(box.high());
    }

    private double value(int element) {
        return seen.floats() == null ? seen.bytes()[element] & 0xFF : seen.floats()[element];
    }
}
