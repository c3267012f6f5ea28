package topspin.report;

import topspin.stats.Axis;
import topspin.stats.CollapseDetector;
import topspin.stats.RecordedRun;
import topspin.stats.RunCurve;
import topspin.stats.RunSet;
import topspin.stats.UnusableDataException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * The figure of reward curves: rows as logged as light dots, a smoothed line and a band per variant, and collapsed runs
 * marked. Up to six variants share one panel with their names at the lines' ends; more get a panel each, with the
 * others in grey behind, because nine lines in one panel cannot be followed. 800 pixels wide, as READMEs show it.
 */
public final class CurvePlot {
    private static final int WIDTH = 800;
    private static final int MOST_TOGETHER = 6;
    private static final int MANY_ROWS = 600;
    /** With more rows than this, dots that touch are merged. */
    private static final int MOST_DOTS = 20_000;
    /** Where the plot begins, with labels of four letters or fewer, and with the longest. */
    private static final int LEFT = 46;
    private static final int LEFT_AT_MOST = 110;
    private static final int TOP = 64;
    private static final double LABEL_SIZE = 12.5;
    private static final double LETTER = 6.9;
    /** Width of a bold letter in the widest of the fallback fonts. */
    private static final double WIDE_LETTER = 8.1;
    private static final int LONGEST_LABEL = 29;
    /** Used if variants have a panel each. */
    private static final int COLUMNS = 3;
    private static final double GAP = 20;
    private static final int ROW_OF_PANELS = 165;

    /**
     * @param axis       what the curves run along
     * @param thresholds dashed levels
     * @param title      first line of the figure
     */
    public record Options(Axis axis, Smoothing smoothing, Band band, List<Double> thresholds, String title) {
    }

    private final Options options;
    private final Map<String, List<RecordedRun>> variants;
    private final Map<String, List<Polyline>> rows = new LinkedHashMap<>();
    private final Map<String, SeedCurves> curves = new LinkedHashMap<>();
    private final CollapseDetector detector;
    private final int rowCount;
    private final double lowest;
    private final double highest;
    private final double unit;
    private final String unitName;
    private final Drawing drawing;

    private CurvePlot(RunSet runs, Options options) {
        this.options = options;
        this.variants = runs.variants();
        this.detector = CollapseDetector.forScoresOf(runs.runs().stream().map(RecordedRun::curve).toList());
        double longest = longest(runs, options.axis());
        boolean steps = options.axis() == Axis.STEP;
        this.unit = steps ? 1 : longest >= 3 * 3600 ? 3600 : longest >= 180 ? 60 : 1;
        this.unitName = steps ? "steps" : unit == 3600 ? "wall-clock hours" : unit == 60 ? "wall-clock minutes"
                : "wall-clock seconds";
        variants.forEach((name, seeds) -> {
            rows.put(name, seeds.stream().map(run -> rows(run.curve())).toList());
            curves.put(name, SeedCurves.of(rows.get(name), options.smoothing(), options.band()));
        });
        this.rowCount = runs.runs().stream().mapToInt(run -> run.curve().rows()).sum();
        this.lowest = extremes(Polyline::lowest).min().orElseThrow();
        this.highest = extremes(Polyline::highest).max().orElseThrow();
        boolean together = variants.size() <= MOST_TOGETHER;
        int height = together ? 430 : TOP + (variants.size() + COLUMNS - 1) / COLUMNS * ROW_OF_PANELS + 22;
        this.drawing = new Drawing(WIDTH, height, options.title() + ": score over " + unitName + " of "
                + String.join(", ", variants.keySet()));
        header();
        if (together) {
            together(longest / unit);
        } else {
            apart(longest / unit);
        }
    }

    /** The figure as SVG; the same runs give the same bytes. */
    public static String svg(RunSet runs, Options options) {
        return SvgWriter.write(new CurvePlot(runs, options).drawing);
    }

    /** The figure as PNG, 1,600 pixels wide; the same runs give the same bytes on one machine (its fonts are used). */
    public static byte[] png(RunSet runs, Options options) {
        return PngWriter.write(new CurvePlot(runs, options).drawing);
    }

    /** As {@link #svg} or {@link #png}, by the file name's ending. */
    public static byte[] figure(RunSet runs, Options options, String fileName) {
        if (fileName.endsWith(".svg")) {
            return svg(runs, options).getBytes(StandardCharsets.UTF_8);
        }
        if (fileName.endsWith(".png")) {
            return png(runs, options);
        }
        throw new UnusableDataException(fileName + ": expected a name ending in .svg or .png");
    }

    private Polyline rows(RunCurve curve) {
        double[] xs = new double[curve.rows()];
        for (int i = 0; i < xs.length; i++) {
            xs[i] = options.axis().of(curve, i) / unit;
        }
        return new Polyline(xs, curve.scores());
    }

    /** Over all rows and all levels. */
    private DoubleStream extremes(ToDoubleFunction<Polyline> extreme) {
        return DoubleStream.concat(rows.values().stream().flatMap(List::stream).mapToDouble(extreme),
                options.thresholds().stream().mapToDouble(Double::doubleValue));
    }

    private static double longest(RunSet runs, Axis axis) {
        double longest = 0;
        for (RecordedRun run : runs.runs()) {
            if (axis == Axis.SECONDS && !isTimed(run.curve())) {
                throw new UnusableDataException(run.directory() + " has rows without seconds in its progress.csv; plot with "
                        + "--x step");
            }
            longest = Math.max(longest, axis.of(run.curve(), run.curve().rows() - 1));
        }
        return longest;
    }

    /** Whether every row has its seconds. */
    static boolean isTimed(RunCurve curve) {
        return Arrays.stream(curve.seconds()).allMatch(Double::isFinite);
    }

    private void header() {
        drawing.add(new Drawing.Text(16, 27, options.title(), 17, Palette.INK, Drawing.Anchor.START, true));
        boolean several = variants.values().stream().anyMatch(seeds -> seeds.size() > 1);
        String lines = several ? options.band().phrase() + ", " + options.smoothing().phrase()
                : "one seed each; line: " + options.smoothing().phrase();
        drawing.add(new Drawing.Text(16, 46, "Score over " + unitName + (rowCount > MOST_DOTS ? ". Bars" : ". Dots")
                + ": rows as logged; " + lines + ".", 12,
                Palette.QUIET, Drawing.Anchor.START, false));
    }

    private void together(double longest) {
        int longestName = variants.keySet().stream().mapToInt(String::length).max().orElse(0);
        double right = WIDTH - 22 - Math.min(LONGEST_LABEL, longestName) * WIDE_LETTER;
        int bottom = drawing.height() - 42;
        Scale y = scores(bottom, TOP, 6);
        Scale x = Scale.over(0, longest, left(y), right, 6);
        Panel panel = new Panel(drawing, x, y);
        panel.axes(true, true);
        panel.thresholds(options.thresholds(), true);
        int series = 0;
        for (String name : variants.keySet()) {
            behind(panel, name, Palette.of(series++));
        }
        series = 0;
        for (String name : variants.keySet()) {
            inFront(panel, name, Palette.of(series++));
        }
        names(right + 8, y);
        drawing.add(new Drawing.Text(right, drawing.height() - 8, unitName, 12, Palette.QUIET, Drawing.Anchor.END, false));
    }

    /** With room for the scores' labels. */
    private static double left(Scale scores) {
        int longest = Arrays.stream(scores.ticks()).mapToObj(scores::label).mapToInt(String::length).max().orElse(0);
        return Math.max(LEFT, Math.min(LEFT_AT_MOST, 13 + longest * WIDE_LETTER));
    }

    /** Names at the lines' ends, moved apart where they would overlap. */
    private void names(double left, Scale y) {
        List<String> names = new ArrayList<>(curves.keySet());
        List<String> order = new ArrayList<>(names);
        order.sort(Comparator.comparingDouble(name -> y.at(end(name))));
        double[] tops = order.stream().mapToDouble(name -> y.at(end(name)) + 4).toArray();
        for (int i = 1; i < tops.length; i++) {
            tops[i] = Math.max(tops[i], tops[i - 1] + 15);
        }
        for (int i = tops.length - 1; i >= 0; i--) {
            tops[i] = Math.min(tops[i], y.start() - 15 * (tops.length - 1 - i));
        }
        for (int i = 0; i < tops.length; i++) {
            drawing.add(new Drawing.Text(left, tops[i], shortened(order.get(i), LONGEST_LABEL), LABEL_SIZE,
                    Palette.of(names.indexOf(order.get(i))), Drawing.Anchor.START, true));
        }
    }

    private void apart(double longest) {
        Map<String, Panel> panels = new LinkedHashMap<>();
        double margin = left(scores(TOP + 112, TOP, 3));
        double width = (WIDTH - margin - 18 - GAP * (COLUMNS - 1)) / COLUMNS;
        for (String name : variants.keySet()) {
            int index = panels.size();
            double left = margin + index % COLUMNS * (width + GAP);
            double top = TOP + 24 + index / COLUMNS * ROW_OF_PANELS;
            Panel panel = new Panel(drawing, Scale.over(0, longest, left, left + width, 4), scores(top + 112, top, 3));
            panel.axes(index + COLUMNS >= variants.size(), index % COLUMNS == 0);
            panel.thresholds(options.thresholds(), index == 0);
            panels.put(name, panel);
            drawing.add(new Drawing.Text(left, top - 9, shortened(name, (int) (width / LETTER)), LABEL_SIZE, Palette.INK,
                    Drawing.Anchor.START, true));
        }
        context(panels, width);
        panels.forEach((name, panel) -> {
            behind(panel, name, Palette.of(0));
            inFront(panel, name, Palette.of(0));
            collapseNote(panel, name);
        });
        drawing.add(new Drawing.Text(WIDTH - 18, drawing.height() - 8, unitName, 12, Palette.QUIET, Drawing.Anchor.END, false));
    }

    /** All variants in grey, drawn once and shown in every panel. */
    private void context(Map<String, Panel> panels, double width) {
        Panel first = panels.values().iterator().next();
        double[] rights = new double[panels.size()];
        double[] downs = new double[panels.size()];
        for (int i = 0; i < panels.size(); i++) {
            rights[i] = i % COLUMNS * (width + GAP);
            downs[i] = i / COLUMNS * ROW_OF_PANELS;
        }
        drawing.add(new Drawing.Copies(curves.values().stream().map(first::context).toList(), rights, downs));
    }

    private void collapseNote(Panel panel, String name) {
        List<CollapseDetector.Collapse> found = variants.get(name).stream().map(run -> detector.find(run.curve()))
                .flatMap(Optional::stream).toList();
        if (!found.isEmpty()) {
            panel.note(variants.get(name).size() == 1
                    ? String.format(Locale.ROOT, "collapsed at step %,d", found.get(0).step())
                    : found.size() + " of " + variants.get(name).size() + " collapsed");
        }
    }

    private void behind(Panel panel, String name, String colour) {
        for (Polyline run : rows.get(name)) {
            if (rowCount > MOST_DOTS) {
                panel.bars(run, MOST_DOTS / curves.size() / rows.get(name).size(), colour);
            } else if (rowCount > MANY_ROWS) {
                panel.dots(run, colour);
            } else {
                panel.joinedDots(run, colour);
            }
        }
        if (options.band() != Band.SEEDS && variants.get(name).size() > 1) {
            panel.band(curves.get(name), colour);
        }
    }

    private void inFront(Panel panel, String name, String colour) {
        if (options.band() == Band.SEEDS && variants.get(name).size() > 1) {
            panel.seeds(curves.get(name), colour);
        } else {
            panel.centre(curves.get(name), colour);
        }
        for (RecordedRun run : variants.get(name)) {
            Optional<CollapseDetector.Collapse> collapse = detector.find(run.curve());
            panel.collapse(collapse, collapse.map(found -> options.axis().at(run.curve(), found.step()) / unit).orElse(0.0),
                    variants.size() <= MOST_TOGETHER);
        }
    }

    private Scale scores(double bottom, double top, int ticks) {
        return Scale.roomy(lowest, highest, bottom, top, ticks);
    }

    /** Where a variant's line ends. */
    private double end(String name) {
        double[] centre = curves.get(name).centre().ys();
        return centre[centre.length - 1];
    }

    private static String shortened(String name, int letters) {
        return name.length() <= letters ? name : name.substring(0, letters - 1) + "…";
    }
}
