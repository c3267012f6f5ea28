package topspin.picture;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture as text for a terminal: a letter shows two pixels, one above the other, the upper one in the colour of an
 * upper half block, the lower one in the colour behind it.
 */
public final class HalfBlocks {
    /** The colours that a terminal has. */
    public enum Colours {
        /** Any. */
        TRUE,
        /** xterm's 256, of which the sixteen that users set themselves are left alone. */
        XTERM_256
    }

    private static final char UPPER_HALF = '▀';
    private static final String RESET = "\u001b[0m";
    private static final int NONE = -1;
    /** xterm's colour cube: 6 × 6 × 6 from number 16 on, then 24 greys. */
    private static final int[] CUBE = {0, 95, 135, 175, 215, 255};
    private static final int FIRST_OF_CUBE = 16;
    private static final int FIRST_GREY = 232;
    private static final int GREYS = 24;

    private HalfBlocks() {
    }

    /**
     * A line for every two rows of pixels, each beginning and ending in the terminal's own colours. Of an odd number of rows,
     * the last one has nothing below it.
     */
    public static List<String> lines(BufferedImage image, Colours colours) {
        List<String> lines = new ArrayList<>();
        for (int y = 0; y < image.getHeight(); y += 2) {
            lines.add(line(image, y, colours));
        }
        return lines;
    }

    private static String line(BufferedImage image, int y, Colours colours) {
        StringBuilder line = new StringBuilder();
        int front = NONE;
        int back = NONE;
        for (int x = 0; x < image.getWidth(); x++) {
            int upper = colour(image.getRGB(x, y), colours);
            int lower = y + 1 < image.getHeight() ? colour(image.getRGB(x, y + 1), colours) : NONE;
            if (lower != back) {
                line.append(code(lower, 4, colours));
                back = lower;
            }
            if (upper == lower) {
                line.append(' ');
                continue;
            }
            if (upper != front) {
                line.append(code(upper, 3, colours));
                front = upper;
            }
            line.append(UPPER_HALF);
        }
        return line.append(RESET).toString();
    }

    /** @param ground 3 for the letter, 4 for what is behind it */
    private static String code(int colour, int ground, Colours colours) {
        if (colour == NONE) {
            return "\u001b[" + ground + "9m";
        }
        return "\u001b[" + ground + "8;" + (colours == Colours.XTERM_256 ? "5;" + colour
                : "2;" + (colour >> 16) + ";" + (colour >> 8 & 0xFF) + ";" + (colour & 0xFF)) + "m";
    }

    private static int colour(int rgb, Colours colours) {
        return colours == Colours.TRUE ? rgb & 0xFFFFFF : nearest(rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF);
    }

    private static int nearest(int red, int green, int blue) {
        int r = nearestOfCube(red);
        int g = nearestOfCube(green);
        int b = nearestOfCube(blue);
        int grey = Math.max(0, Math.min(GREYS - 1, ((red + green + blue) / 3 - 8 + 5) / 10));
        int level = 8 + 10 * grey;
        return distance(red - CUBE[r], green - CUBE[g], blue - CUBE[b]) <= distance(red - level, green - level, blue - level)
                ? FIRST_OF_CUBE + 36 * r + 6 * g + b : FIRST_GREY + grey;
    }

    private static int nearestOfCube(int level) {
        int nearest = 0;
        for (int i = 1; i < CUBE.length; i++) {
            if (Math.abs(level - CUBE[i]) < Math.abs(level - CUBE[nearest])) {
                nearest = i;
            }
        }
        return nearest;
    }

    private static int distance(int red, int green, int blue) {
        return red * red + green * green + blue * blue;
    }
}
