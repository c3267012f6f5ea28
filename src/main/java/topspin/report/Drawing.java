package topspin.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A figure as marks on a white sheet, in pixels from the top left: what SVG and PNG are both drawn from. Later marks lie
 * above earlier ones.
 */
final class Drawing {
    /** Something drawn. Colours are {@code #rrggbb}; alpha 1 is opaque. */
    sealed interface Mark permits Line, Area, Dots, Bars, Text, Copies {
    }

    /** @param dashed for levels that are not data */
    record Line(double[] xs, double[] ys, String colour, double width, double alpha, boolean dashed) implements Mark {
    }

    /** A closed polygon without an outline. */
    record Area(double[] xs, double[] ys, String colour, double alpha) implements Mark {
    }

    record Dots(double[] xs, double[] ys, String colour, double radius, double alpha) implements Mark {
    }

    /** Vertical strokes with round ends, the outline of dots in a row; a stroke of height 0 is a dot. */
    record Bars(double[] xs, double[] tops, double[] bottoms, String colour, double width, double alpha) implements Mark {
    }

    /** The same marks at several places, {@code dxs} to the right and {@code dys} down. */
    record Copies(List<Mark> marks, double[] dxs, double[] dys) implements Mark {
    }

    enum Anchor { START, MIDDLE, END }

    /** @param y of the baseline */
    record Text(double x, double y, String text, double size, String colour, Anchor anchor, boolean bold)
            implements Mark {
    }

    private final int width;
    private final int height;
    private final String title;
    private final List<Mark> marks = new ArrayList<>();

    /** @param title for readers who cannot see the figure */
    Drawing(int width, int height, String title) {
        this.width = width;
        this.height = height;
        this.title = title;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    String title() {
        return title;
    }

    List<Mark> marks() {
        return marks;
    }

    void add(Mark mark) {
        marks.add(mark);
    }

    /** A straight line. */
    void rule(double x1, double y1, double x2, double y2, String colour, double width) {
        add(new Line(new double[] {x1, x2}, new double[] {y1, y2}, colour, width, 1, false));
    }
}
