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

    private final Scene scene;
    private final Scale x;
    private final Scale y;

    /** @param y from the bottom's pixel to the top's */
    Panel(Scene scene, Scale x, Scale y) {
        this.scene = scene;
        this.x = x;
        this.y = y;
    }

    void axes(boolean labelX, boolean labelY) {
        for (double tick : y.ticks()) {
            scene.rule(x.start(), y.at(tick), x.end(), y.at(tick), Palette.GRID, 1);
            if (labelY) {
                scene.add(new Scene.Text(x.start() - 7, y.at(tick) + 4, y.label(tick), FONT, Palette.QUIET,
                        Scene.Anchor.END, false));
            }
        }
        scene.rule(x.start(), y.start(), x.end(), y.start(), Palette.QUIET, 1);
        for (double tick : x.ticks()) {
            scene.rule(x.at(tick), y.start(), x.at(tick), y.start() + 4, Palette.QUIET, 1);
            if (labelX) {
                scene.add(new Scene.Text(x.at(tick), y.start() + 17, x.label(tick), FONT, Palette.QUIET,
                        Math.abs(x.at(tick) - x.end()) < 8 ? Scene.Anchor.END : tick == x.from() ? Scene.Anchor.START
                                : Scene.Anchor.MIDDLE, false));
            }
        }
    }

    void thresholds(List<Double> levels, boolean label) {
        for (double level : levels) {
            double at = y.at(level);
            scene.add(new Scene.Line(new double[] {x.start(), x.end()}, new double[] {at, at}, Palette.QUIET, 1, 1, true));
            if (label) {
                scene.add(new Scene.Text(x.start() + 6, at - 4, "threshold " + Scale.plain(level), FONT - 1, Palette.QUIET, Scene.Anchor.START, false));
            }
        }
    }

    /** What a variant looks like where it stands behind others, for comparison. */
    Scene.Mark context(SeedCurves curves) {
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
        scene.add(new Scene.Area(xs, ys, colour, 0.16));
    }

    private double within(double value) {
        return Math.max(y.from(), Math.min(y.to(), value));
    }

    void seeds(SeedCurves curves, String colour) {
        curves.seeds().forEach(seed -> scene.add(line(seed, colour, 1.3, 0.75)));
    }

    /** Few rows as logged, joined by a faint line. */
    void joinedDots(Polyline rows, String colour) {
        scene.add(line(rows, colour, 1, 0.25));
        scene.add(new Scene.Dots(x.at(rows.xs()), y.at(rows.ys()), colour, 1.6, DOTS));
    }

    /** Many rows as logged. */
    void dots(Polyline rows, String colour) {
        scene.add(new Scene.Dots(x.at(rows.xs()), y.at(rows.ys()), colour, SMALL, DOTS));
    }

    /** More rows than can be told apart, as so many bars or one per column of pixels. */
    void bars(Polyline rows, int most, String colour) {
        scene.add(DotColumns.bars(new Polyline(x.at(rows.xs()), y.at(rows.ys())), most, colour, 2 * SMALL, DOTS));
    }

    void centre(SeedCurves curves, String colour) {
        scene.add(line(curves.centre(), colour, 2.2, 1));
    }

    private Scene.Line line(Polyline line, String colour, double width, double alpha) {
        return new Scene.Line(x.at(line.xs()), y.at(line.ys()), colour, width, alpha, false);
    }

    /** A ring where a run began its low end. */
    void collapse(Optional<CollapseDetector.Collapse> collapse, double at, boolean named) {
        collapse.ifPresent(found -> {
            double left = x.at(at);
            double top = y.at(Math.max(y.from(), found.after()));
            scene.add(new Scene.Dots(new double[] {left}, new double[] {top}, Palette.WARNING, 4, 1));
            scene.add(new Scene.Dots(new double[] {left}, new double[] {top}, "#ffffff", 2.2, 1));
            if (named) {
                boolean room = left - x.start() > 70;
                scene.add(new Scene.Text(room ? left - 8 : left + 8, top + 4, "collapsed", FONT - 0.5, Palette.WARNING,
                        room ? Scene.Anchor.END : Scene.Anchor.START, false));
            }
        });
    }

    /** A warning above the panel's right end. */
    void note(String text) {
        scene.add(new Scene.Text(x.end(), y.end() - 9, text, FONT - 0.5, Palette.WARNING, Scene.Anchor.END, false));
    }
}
