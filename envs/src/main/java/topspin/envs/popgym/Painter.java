package topspin.envs.popgym;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.util.List;

/** Paints cards, boards and words on a green table. Suits are shapes, since not every font has them. */
final class Painter {
    static final int WIDTH = 160;
    static final int HEIGHT = 100;
    /** In the order of {@link Deck}. */
    static final List<String> SUIT_NAMES = List.of("spades", "diamonds", "clubs", "hearts");

    private static final String[] RANKS = {"A", "2", "3", "4", "5", "6", "7", "8", "9", "10", "J", "Q", "K"};
    private static final Color TABLE = new Color(24, 92, 60);
    private static final Color WORDS = new Color(236, 236, 220);
    private static final Color PAPER = new Color(250, 250, 245);
    private static final Color BACK = new Color(60, 80, 150);
    private static final Color RED = new Color(200, 30, 40);
    private static final Color BLACK = new Color(20, 20, 20);
    private static final int MARGIN = 4;
    private static final int TOP = 16;
    private static final int BOTTOM = HEIGHT - 14;

    private final Graphics2D graphics;

    Painter(Graphics2D graphics) {
        this.graphics = graphics;
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(TABLE);
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
    }

    /** The question above, how far the episode is below. */
    void say(String question, String progress) {
        graphics.setColor(WORDS);
        centred(question, 9, WIDTH / 2.0, 8);
        centred(progress, 8, WIDTH / 2.0, HEIGHT - 7);
    }

    /** One large word. */
    void word(String word) {
        graphics.setColor(WORDS);
        centred(word, 28, WIDTH / 2.0, (TOP + BOTTOM) / 2.0);
    }

    /** A large card, face up, of which the suit is seen. */
    void suit(int suit) {
        large(0, 1, true);
        paintSuit(suit, WIDTH / 2.0, (TOP + BOTTOM) / 2.0, 34);
    }

    /** A large card, face down. */
    void back() {
        large(0, 1, false);
    }

    /** Large cards side by side of which the types are seen; the second one is a query. */
    void types(CardType type, int... values) {
        for (int i = 0; i < values.length; i++) {
            double x = large(i, values.length, true);
            paintType(type, values[i], x, (TOP + BOTTOM) / 2.0, 34);
            if (i == 1) {
                graphics.setColor(WORDS);
                centred("?", 20, x + 32, (TOP + BOTTOM) / 2.0);
            }
        }
    }

    /** Card number i of a grid; face down if {@code type} is null. */
    void card(int i, int columns, int rows, CardType type, int value) {
        double width = (WIDTH - 2.0 * MARGIN) / columns;
        double height = (double) (BOTTOM - TOP) / rows;
        double x = MARGIN + i % columns * width;
        double y = TOP + i / columns * height;
        graphics.setColor(type == null ? BACK : PAPER);
        graphics.fill(new RoundRectangle2D.Double(x + 0.5, y + 0.5, width - 1, height - 1, 2, 2));
        if (type != null) {
            paintType(type, value, x + width / 2, y + height / 2, 0.75 * Math.min(width, height));
        }
    }

    /** Tile number i of a square board. */
    void tile(int i, int side, String text, boolean open) {
        double size = (double) (BOTTOM - TOP) / side;
        double x = (WIDTH - side * size) / 2 + i % side * size;
        double y = TOP + i / side * size;
        graphics.setColor(open ? PAPER : BACK);
        graphics.fill(new Rectangle2D.Double(x + 0.5, y + 0.5, size - 1, size - 1));
        graphics.setColor(BLACK);
        centred(text, (float) (0.8 * size), x + size / 2, y + size / 2);
    }

    /** @return the middle, from the left */
    private double large(int i, int of, boolean up) {
        double width = 44;
        double middle = WIDTH / 2.0 + (i - (of - 1) / 2.0) * 56;
        graphics.setColor(up ? PAPER : BACK);
        graphics.fill(new RoundRectangle2D.Double(middle - width / 2, TOP + 2, width, BOTTOM - TOP - 4, 6, 6));
        return middle;
    }

    private void paintType(CardType type, int value, double x, double y, double size) {
        switch (type) {
            case COLOURS -> {
                graphics.setColor(value == 1 ? RED : BLACK);
                graphics.fill(new Ellipse2D.Double(x - size / 2, y - size / 2, size, size));
            }
            case SUITS -> paintSuit(value, x, y, size);
            case RANKS -> {
                graphics.setColor(BLACK);
                centred(RANKS[value], (float) size, x, y);
            }
        }
    }

    private void paintSuit(int suit, double x, double y, double size) {
        graphics.setColor(suit % 2 == 1 ? RED : BLACK);
        var old = graphics.getTransform();
        graphics.translate(x, y);
        graphics.scale(size / 2, size / 2);
        graphics.fill(shape(suit));
        graphics.setTransform(old);
    }

    /** Within −1 … 1 along both axes. */
    private static Shape shape(int suit) {
        if (suit == 1) {
            return polygon(0, -1, 0.7, 0, 0, 1, -0.7, 0);
        }
        if (suit == 3) {
            Area heart = new Area(polygon(-0.88, -0.2, 0, -0.4, 0.88, -0.2, 0, 1));
            heart.add(circle(-0.45, -0.42, 0.48));
            heart.add(circle(0.45, -0.42, 0.48));
            return heart;
        }
        Area black = new Area(polygon(0, 0, 0.35, 1, -0.35, 1));
        if (suit == 0) {
            black.add(new Area(polygon(-0.88, 0.2, 0, -1, 0.88, 0.2, 0, 0.4)));
            black.add(circle(-0.45, 0.3, 0.46));
            black.add(circle(0.45, 0.3, 0.46));
        } else {
            black.add(circle(0, -0.5, 0.46));
            black.add(circle(-0.5, 0.22, 0.46));
            black.add(circle(0.5, 0.22, 0.46));
            black.add(circle(0, 0.1, 0.3));
        }
        return black;
    }

    private static Area circle(double x, double y, double radius) {
        return new Area(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
    }

    private static Path2D polygon(double... corners) {
        Path2D path = new Path2D.Double();
        path.moveTo(corners[0], corners[1]);
        for (int i = 2; i < corners.length; i += 2) {
            path.lineTo(corners[i], corners[i + 1]);
        }
        path.closePath();
        return path;
    }

    private void centred(String text, float size, double x, double y) {
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 1).deriveFont(size));
        var metrics = graphics.getFontMetrics();
        var bounds = metrics.getStringBounds(text, graphics);
        graphics.drawString(text, (float) (x - bounds.getWidth() / 2),
                (float) (y + (metrics.getAscent() - metrics.getDescent()) / 2.0));
    }
}
