package topspin.report;

import topspin.stats.CollapseDetector;

import java.util.List;
import java.util.Optional;

/** One set of axes in a figure, and how variants are drawn on it. Draws in the order it is called. */
final class Panel {
    private static final double FONT = 11.5;
    /** Radius of a dot among many. */
    private static final double SMALL = 0.9;
    /** Opacity of rows as logged. */
    private static final double DOTS = 0.35;

    private final Drawing drawing;
    private final Scale x;
    private final Scale y;

    /** @param y from the bottom's pixel to the top's */
    Panel(Drawing drawing, Scale x, Scale y) {
        this.drawing = drawing;
        this.x = x;
        this.y = y;
    }

    void axes(boolean labelX, boolean labelY) {
        for (double tick : y.ticks()) {
            drawing.rule(x.start(), y.at(tick), x.end(), y.at(tick), Palette.GRID, 1);
            if (labelY) {
                drawing.add(new Drawing.Text(x.start() - 7, y.at(tick) + 4, y.label(tick), FONT, Palette.QUIET,
                        Drawing.Anchor.END, false));
            }
        }
        drawing.rule(x.start(), y.start(), x.end(), y.start(), Palette.QUIET, 1);
        for (double tick : x.ticks()) {
            drawing.rule(x.at(tick), y.start(), x.at(tick), y.start() + 4, Palette.QUIET, 1);
            if (labelX) {
                drawing.add(new Drawing.Text(x.at(tick), y.start() + 17, x.label(tick), FONT, Palette.QUIET,
                        Math.abs(x.at(tick) - x.end()) < 8 ? Drawing.Anchor.END : tick == x.from() ? Drawing.Anchor.START
                                : Drawing.Anchor.MIDDLE, false));
            }
        }
    }

    void thresholds(List<Double> levels, boolean label) {
        for (double level : levels) {
            double at = y.at(level);
            drawing.add(new Drawing.Line(new double[] {x.start(), x.end()}, new double[] {at, at}, Palette.QUIET, 1, 1, true));
            if (label) {
                drawing.add(new Drawing.Text(x.start() + 6, at - 4, "threshold " + Scale.plain(level), FONT - 1,
                        Palette.QUIET, Drawing.Anchor.START, false));
            }
        }
    }

    /** A variant's line in grey, behind others. */
    Drawing.Mark context(SeedCurves curves) {
        return line(curves.centre(), "#9a9a9a", 1, 0.35);
    }

    void band(SeedCurves curves, String colour) {
        int n = curves.centre().points();
        double[] xs = new double[2 * n];
        double[] ys = new double[2 * n];
        for (int i = 0; i < n; i++) {
            xs[i] = x.at(curves.centre().xs()[i]);
            ys[i] = y.at(within(curves.high()[i]));
            xs[2 * n - 1 - i] = xs[i];
            ys[2 * n - 1 - i] = y.at(within(curves.low()[i]));
        }
        drawing.add(new Drawing.Area(xs, ys, colour, 0.16));
    }

    private double within(double value) {
        return Math.max(y.from(), Math.min(y.to(), value));
    }

    void seeds(SeedCurves curves, String colour) {
        curves.seeds().forEach(seed -> drawing.add(line(seed, colour, 1.3, 0.75)));
    }

    /** Draws few rows as logged, joined by a faint line. */
    void joinedDots(Polyline rows, String colour) {
        drawing.add(line(rows, colour, 1, 0.25));
        drawing.add(new Drawing.Dots(x.at(rows.xs()), y.at(rows.ys()), colour, 1.6, DOTS));
    }

    /** Draws many rows as logged. */
    void dots(Polyline rows, String colour) {
        drawing.add(new Drawing.Dots(x.at(rows.xs()), y.at(rows.ys()), colour, SMALL, DOTS));
    }

    /** Draws more rows than can be distinguished, as at most so many bars or one per column of pixels. */
    void bars(Polyline rows, int most, String colour) {
        drawing.add(DotColumns.bars(new Polyline(x.at(rows.xs()), y.at(rows.ys())), most, colour, 2 * SMALL, DOTS));
    }

    void centre(SeedCurves curves, String colour) {
        drawing.add(line(curves.centre(), colour, 2.2, 1));
    }

    private Drawing.Line line(Polyline line, String colour, double width, double alpha) {
        return new Drawing.Line(x.at(line.xs()), y.at(line.ys()), colour, width, alpha, false);
    }

    /** A ring at the beginning of a collapsed run's low end. */
    void collapse(Optional<CollapseDetector.Collapse> collapse, double at, boolean named) {
        collapse.ifPresent(found -> {
            double left = x.at(at);
            double top = y.at(Math.max(y.from(), found.after()));
            drawing.add(new Drawing.Dots(new double[] {left}, new double[] {top}, Palette.WARNING, 4, 1));
            drawing.add(new Drawing.Dots(new double[] {left}, new double[] {top}, "#ffffff", 2.2, 1));
            if (named) {
                boolean room = left - x.start() > 70;
                drawing.add(new Drawing.Text(room ? left - 8 : left + 8, top + 4, "collapsed", FONT - 0.5, Palette.WARNING,
                        room ? Drawing.Anchor.END : Drawing.Anchor.START, false));
            }
        });
    }

    /** A warning above the panel's right end. */
    void note(String text) {
        drawing.add(new Drawing.Text(x.end(), y.end() - 9, text, FONT - 0.5, Palette.WARNING, Drawing.Anchor.END, false));
    }
}
