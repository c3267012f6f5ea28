package topspin.report;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A figure of lines over one axis, with a legend: what labs show. 800 pixels wide. The same lines give the same bytes. */
public final class LineFigure {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 430;
    private static final double TOP = 86;
    private static final double BOTTOM = HEIGHT - 42.0;
    private static final double RIGHT = WIDTH - 22.0;
    private static final double LETTER = 7.4;
    private static final double SIZE = 12.5;

    private final Drawing drawing;

    /**
     * A line.
     *
     * @param name   in the legend, once for all lines of that name
     * @param xs     ascending
     * @param ys     as many
     * @param colour of the palette, from 0
     */
    public record Series(String name, double[] xs, double[] ys, int colour) {
    }

    /**
     * @param title    first line
     * @param subtitle second line
     * @param axis     name of the horizontal axis
     * @param series   at least one; later ones lie above
     */
    public LineFigure(String title, String subtitle, String axis, List<Series> series) {
        drawing = new Drawing(WIDTH, HEIGHT, title + ": " + subtitle);
        drawing.add(new Drawing.Text(16, 27, title, 17, Palette.INK, Drawing.Anchor.START, true));
        drawing.add(new Drawing.Text(16, 46, subtitle, 12, Palette.QUIET, Drawing.Anchor.START, false));
        List<Polyline> lines = series.stream().map(one -> new Polyline(one.xs, one.ys)).toList();
        double low = lines.stream().mapToDouble(Polyline::lowest).min().orElseThrow();
        double high = lines.stream().mapToDouble(Polyline::highest).max().orElseThrow();
        Scale y = Scale.roomy(low, high, BOTTOM, TOP, 6);
        double longest = Arrays.stream(y.ticks()).mapToObj(y::label).mapToInt(String::length).max().orElse(1);
        Scale x = Scale.over(lines.stream().mapToDouble(Polyline::firstX).min().orElseThrow(),
                lines.stream().mapToDouble(Polyline::lastX).max().orElseThrow(), 16 + longest * LETTER, RIGHT, 8);
        new Panel(drawing, x, y).axes(true, true);
        Map<String, Integer> legend = new LinkedHashMap<>();
        for (int i = 0; i < series.size(); i++) {
            Polyline seen = lines.get(i).seenIn(WIDTH);
            legend.putIfAbsent(series.get(i).name, series.get(i).colour);
            drawing.add(new Drawing.Line(x.at(seen.xs()), y.at(seen.ys()), Palette.of(series.get(i).colour), 1.6, 0.9, false));
        }
        double left = 16;
        for (Map.Entry<String, Integer> entry : legend.entrySet()) {
            String colour = Palette.of(entry.getValue());
            drawing.rule(left, 63, left + 18, 63, colour, 3);
            drawing.add(new Drawing.Text(left + 24, 67, entry.getKey(), SIZE, Palette.INK, Drawing.Anchor.START, false));
            left += 44 + entry.getKey().length() * LETTER;
        }
        drawing.add(new Drawing.Text(RIGHT, HEIGHT - 8.0, axis, 12, Palette.QUIET, Drawing.Anchor.END, false));
    }

    public String svg() {
        return SvgWriter.write(drawing);
    }

    /** Twice as large; with this machine's fonts. */
    public byte[] png() {
        return PngWriter.write(drawing);
    }
}
