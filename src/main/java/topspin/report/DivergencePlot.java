package topspin.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How far runs of one experiment are from a reference, on a logarithmic scale: a line per run that breaks off to dots
 * at the bottom where there is no difference at all, and a mark where a run first acted differently. Runs with equal
 * distances throughout share a line.
 */
public final class DivergencePlot {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 430;
    private static final int LEFT = 58;
    private static final int RIGHT = 610;
    private static final int TOP = 64;
    private static final int BOTTOM = 372;
    private static final double FONT = 11.5;
    private static final int LOWEST = -9;
    private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /**
     * @param name     of the run
     * @param distance per rollout, from the first on; 0 for equal bits
     * @param parted   rollout in which an action first differed, from 1 on; 0 for never
     */
    public record Line(String name, double[] distance, int parted) {
    }

    private DivergencePlot() {
    }

    public static String svg(String title, String subtitle, List<Line> runs) {
        List<Line> lines = merged(runs);
        Drawing drawing = new Drawing(WIDTH, HEIGHT, title);
        drawing.add(new Drawing.Text(16, 26, title, 17, Palette.INK, Drawing.Anchor.START, true));
        drawing.add(new Drawing.Text(16, 46, subtitle, 12, Palette.QUIET, Drawing.Anchor.START, false));
        int rollouts = lines.get(0).distance().length;
        Scale x = Scale.over(0, rollouts, LEFT, RIGHT, 8);
        Scale y = Scale.over(LOWEST - 1, 0, BOTTOM, TOP, 10);
        for (int power = LOWEST; power <= 0; power++) {
            drawing.rule(LEFT, y.at(power), RIGHT, y.at(power), Palette.GRID, 1);
            label(drawing, LEFT - 7, y.at(power) + 4, power == 0 ? "1" : "10⁻" + SUPERSCRIPTS.charAt(-power), Drawing.Anchor.END);
        }
        label(drawing, LEFT - 7, y.at(LOWEST - 1) + 4, "equal", Drawing.Anchor.END);
        drawing.rule(LEFT, BOTTOM, RIGHT, BOTTOM, Palette.QUIET, 1);
        for (double tick : x.ticks()) {
            label(drawing, x.at(tick), BOTTOM + 17, x.label(tick), Drawing.Anchor.MIDDLE);
        }
        label(drawing, (LEFT + RIGHT) / 2.0, BOTTOM + 38, "rollouts", Drawing.Anchor.MIDDLE);
        double below = TOP;
        for (int i = 0; i < lines.size(); i++) {
            draw(drawing, lines.get(i), Palette.of(i), x, y);
            below = legend(drawing, lines.get(i), Palette.of(i), below);
        }
        return SvgWriter.write(drawing);
    }

    private static List<Line> merged(List<Line> runs) {
        List<Line> merged = new ArrayList<>();
        for (Line run : runs) {
            int twin = 0;
            while (twin < merged.size() && !Arrays.equals(merged.get(twin).distance(), run.distance())) {
                twin++;
            }
            if (twin == merged.size()) {
                merged.add(run);
            } else {
                Line first = merged.get(twin);
                merged.set(twin, new Line(first.name() + ", " + run.name(), first.distance(), first.parted()));
            }
        }
        return merged;
    }

    private static void draw(Drawing drawing, Line line, String colour, Scale x, Scale y) {
        int first = 0;
        while (first < line.distance().length) {
            int end = first;
            boolean equal = line.distance()[first] == 0;
            while (end < line.distance().length && equal == (line.distance()[end] == 0)) {
                end++;
            }
            double[] xs = new double[end - first];
            double[] ys = new double[end - first];
            for (int k = first; k < end; k++) {
                xs[k - first] = x.at(k + 1.0);
                ys[k - first] = y.at(equal ? LOWEST - 1 : Math.max(LOWEST - 1, Math.log10(line.distance()[k])));
            }
            Polyline seen = new Polyline(xs, ys).seenIn(RIGHT - LEFT);
            drawing.add(equal ? new Drawing.Dots(seen.xs(), seen.ys(), colour, 1.6, 1)
                    : new Drawing.Line(seen.xs(), seen.ys(), colour, 1.8, 1, false));
            first = end;
        }
        if (line.parted() > 0) {
            double distance = line.distance()[line.parted() - 1];
            drawing.add(new Drawing.Dots(new double[] {x.at(line.parted())},
                    new double[] {y.at(Math.max(LOWEST - 1, Math.log10(distance)))}, colour, 4.5, 1));
        }
    }

    /** Returns where the next entry goes. */
    private static double legend(Drawing drawing, Line line, String colour, double top) {
        double at = RIGHT + 18;
        drawing.add(new Drawing.Line(new double[] {at, at + 16}, new double[] {top + 5, top + 5}, colour, 3, 1, false));
        String[] words = line.name().split(", ");
        double y = top + 9;
        for (String part : words) {
            drawing.add(new Drawing.Text(at + 22, y, part, 12.5, Palette.INK, Drawing.Anchor.START, false));
            y += 15;
        }
        drawing.add(new Drawing.Text(at + 22, y, line.parted() == 0 ? "never acts differently" : "acts differently in "
                + line.parted(), FONT, Palette.QUIET, Drawing.Anchor.START, false));
        return y + 20;
    }

    private static void label(Drawing drawing, double x, double y, String text, Drawing.Anchor anchor) {
        drawing.add(new Drawing.Text(x, y, text, FONT, Palette.QUIET, anchor, false));
    }
}
