package topspin.report;

import javax.imageio.ImageIO;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Paints a drawing as PNG at twice its size, for sharp print and screens. Needs no display. */
final class PngWriter {
    private static final int SCALE = 2;
    private static final float[] DASH = {5, 4};

    private PngWriter() {
    }

    static byte[] write(Drawing drawing) {
        BufferedImage image = new BufferedImage(SCALE * drawing.width(), SCALE * drawing.height(),
                BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.scale(SCALE, SCALE);
        drawing.marks().forEach(mark -> paint(graphics, mark));
        graphics.dispose();
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            ImageIO.write(image, "png", bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
    }

    private static void paint(Graphics2D graphics, Drawing.Mark mark) {
        if (mark instanceof Drawing.Line line) {
            graphics.setColor(colour(line.colour(), line.alpha()));
            graphics.setStroke(new BasicStroke((float) line.width(), BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1,
                    line.dashed() ? DASH : null, 0));
            graphics.draw(path(line.xs(), line.ys()));
        } else if (mark instanceof Drawing.Area area) {
            graphics.setColor(colour(area.colour(), area.alpha()));
            Path2D outline = path(area.xs(), area.ys());
            outline.closePath();
            graphics.fill(outline);
        } else if (mark instanceof Drawing.Dots dots) {
            graphics.setColor(colour(dots.colour(), dots.alpha()));
            for (int i = 0; i < dots.xs().length; i++) {
                graphics.fill(new Ellipse2D.Double(dots.xs()[i] - dots.radius(), dots.ys()[i] - dots.radius(),
                        2 * dots.radius(), 2 * dots.radius()));
            }
        } else if (mark instanceof Drawing.Bars bars) {
            graphics.setColor(colour(bars.colour(), bars.alpha()));
            graphics.setStroke(new BasicStroke((float) bars.width(), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            Path2D strokes = new Path2D.Double();
            for (int i = 0; i < bars.xs().length; i++) {
                strokes.moveTo(bars.xs()[i], bars.tops()[i]);
                strokes.lineTo(bars.xs()[i], bars.bottoms()[i]);
            }
            graphics.draw(strokes);
        } else if (mark instanceof Drawing.Copies copies) {
            for (int i = 0; i < copies.dxs().length; i++) {
                graphics.translate(copies.dxs()[i], copies.dys()[i]);
                copies.marks().forEach(copied -> paint(graphics, copied));
                graphics.translate(-copies.dxs()[i], -copies.dys()[i]);
            }
        } else if (mark instanceof Drawing.Text text) {
            graphics.setColor(colour(text.colour(), 1));
            graphics.setFont(new Font(Font.SANS_SERIF, text.bold() ? Font.BOLD : Font.PLAIN, 1)
                    .deriveFont((float) text.size()));
            double width = graphics.getFontMetrics().getStringBounds(text.text(), graphics).getWidth();
            double left = switch (text.anchor()) {
                case START -> text.x();
                case MIDDLE -> text.x() - width / 2;
                case END -> text.x() - width;
            };
            graphics.drawString(text.text(), (float) left, (float) text.y());
        }
    }

    private static Path2D path(double[] xs, double[] ys) {
        Path2D path = new Path2D.Double();
        path.moveTo(xs[0], ys[0]);
        for (int i = 1; i < xs.length; i++) {
            path.lineTo(xs[i], ys[i]);
        }
        return path;
    }

    private static Color colour(String hex, double alpha) {
        int rgb = Integer.parseInt(hex.substring(1), 16);
        return new Color(rgb >> 16, rgb >> 8 & 0xFF, rgb & 0xFF, (int) Math.round(255 * alpha));
    }
}
