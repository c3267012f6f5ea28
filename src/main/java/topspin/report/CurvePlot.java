package topspin.report;

import topspin.stats.Axis;
import topspin.stats.CollapseDetector;
import topspin.stats.Run;
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

/**
 * The figure of reward curves: rows as logged as light dots, a smoothed line and a band per variant, and collapsed runs
 * marked. Up to six variants share one panel with their names at the lines' ends; more get a panel each, with the others
 * in grey behind, because nobody can follow nine lines at once. 800 pixels wide, as a README shows it.
 */
public final class CurvePlot {
    private static final int WIDTH = 800;
    private static final int MOST_TOGETHER = 6;
    private static final int MANY_ROWS = 600;
    private static final int LEFT = 46;
    private static final int TOP = 64;
    private static final double LABEL_SIZE = 12.5;
    private static final double LETTER = 6.9;
    /** Bold, in the widest of the fonts that viewers fall back to. */
    private static final double WIDE_LETTER = 8.1;
    private static final int LONGEST_LABEL = 29;

    /**
     * @param axis       what the curves run along
     * @param thresholds dashed levels
     * @param title      first line of the figure
     */
    public record Options(Axis axis, Smoothing smoothing, Band band, List<Double> thresholds, String title) {
    }

    private final Options options;
    private final Map<String, List<Run>> variants;
    private final Map<String, SeedCurves> curves = new LinkedHashMap<>();
    private final CollapseDetector detector;
    private final double unit;
    private final String unitName;
    private final Scene scene;

    private CurvePlot(RunSet runs, Options options) {
        this.options = options;
        this.variants = runs.variants();
        this.detector = CollapseDetector.forScoresOf(runs.runs().stream().map(Run::curve).toList());
        double longest = longest(runs, options.axis());
        boolean steps = options.axis() == Axis.STEP;
        this.unit = steps ? 1 : longest >= 3 * 3600 ? 3600 : longest >= 180 ? 60 : 1;
        this.unitName = steps ? "steps" : unit == 3600 ? "wall-clock hours" : unit == 60 ? "wall-clock minutes"
                : "wall-clock seconds";
        variants.forEach((name, seeds) -> curves.put(name,
                SeedCurves.of(seeds, options.axis(), options.smoothing(), options.band())));
        boolean together = variants.size() <= MOST_TOGETHER;
        int rows = (variants.size() + 2) / 3;
        this.scene = new Scene(WIDTH, together ? 430 : TOP + rows * 165 + 22, options.title() + ": score over "
                + unitName + " of " + String.join(", ", variants.keySet()));
        header();
        if (together) {
            together(longest / unit);
        } else {
            apart(longest / unit);
        }
    }

    /** The figure as SVG; the same runs give the same bytes. */
    public static String svg(RunSet runs, Options options) {
        return SvgWriter.write(new CurvePlot(runs, options).scene);
    }

    /** The figure as PNG, 1,600 pixels wide; the same runs give the same bytes on one machine (its fonts are used). */
    public static byte[] png(RunSet runs, Options options) {
        return PngWriter.write(new CurvePlot(runs, options).scene);
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

    private static double longest(RunSet runs, Axis axis) {
        double longest = 0;
        for (Run run : runs.runs()) {
            double last = axis.of(run.curve(), run.curve().rows() - 1);
            if (Double.isNaN(last)) {
                throw new UnusableDataException(run.directory() + " has no seconds in its progress.csv; plot with --x step");
            }
            longest = Math.max(longest, last);
        }
        return longest;
    }

    private void header() {
        scene.add(new Scene.Text(16, 27, options.title(), 17, Palette.INK, Scene.Anchor.START, true));
        boolean several = variants.values().stream().anyMatch(seeds -> seeds.size() > 1);
        String lines = several ? options.band().phrase() + ", " + options.smoothing().phrase()
                : "one seed each; line: " + options.smoothing().phrase();
        scene.add(new Scene.Text(16, 46, "Score over " + unitName + ". Dots: rows as logged; " + lines + ".", 12,
                Palette.QUIET, Scene.Anchor.START, false));
    }

    private void together(double longest) {
        int longestName = variants.keySet().stream().mapToInt(String::length).max().orElse(0);
        double right = WIDTH - 22 - Math.min(LONGEST_LABEL, longestName) * WIDE_LETTER;
        int bottom = scene.height() - 42;
        Scale x = Scale.over(0, longest, LEFT, right, 6);
        Scale y = scores(bottom, TOP, 6);
        Panel panel = new Panel(scene, x, y);
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
        scene.add(new Scene.Text(right, scene.height() - 8, unitName, 12, Palette.QUIET, Scene.Anchor.END, false));
    }

    /** Names at the lines' ends, moved apart where they would overlap. */
    private void names(double left, Scale y) {
        List<String> names = new ArrayList<>(curves.keySet());
        List<String> order = new ArrayList<>(names);
        order.sort(Comparator.comparingDouble(name -> y.at(last(curves.get(name).centre()))));
        double[] tops = order.stream().mapToDouble(name -> y.at(last(curves.get(name).centre())) + 4).toArray();
        for (int i = 1; i < tops.length; i++) {
            tops[i] = Math.max(tops[i], tops[i - 1] + 15);
        }
        for (int i = tops.length - 1; i >= 0; i--) {
            tops[i] = Math.min(tops[i], y.start() - 15 * (tops.length - 1 - i));
        }
        for (int i = 0; i < tops.length; i++) {
            scene.add(new Scene.Text(left, tops[i], shortened(order.get(i), LONGEST_LABEL), LABEL_SIZE,
                    Palette.of(names.indexOf(order.get(i))), Scene.Anchor.START, true));
        }
    }

    private void apart(double longest) {
        int columns = 3;
        double gap = 20;
        double width = (WIDTH - LEFT - 18 - gap * (columns - 1)) / columns;
        int index = 0;
        for (String name : variants.keySet()) {
            double left = LEFT + index % columns * (width + gap);
            double top = TOP + 24 + index / columns * 165;
            Scale x = Scale.over(0, longest, left, left + width, 4);
            Scale y = scores(top + 112, top, 3);
            boolean lowest = index + columns >= variants.size();
            Panel panel = new Panel(scene, x, y);
            panel.axes(lowest, index % columns == 0);
            panel.thresholds(options.thresholds(), index == 0);
            curves.forEach((other, context) -> {
                if (!other.equals(name)) {
                    panel.context(context);
                }
            });
            behind(panel, name, Palette.of(0));
            inFront(panel, name, Palette.of(0));
            scene.add(new Scene.Text(left, top - 9, shortened(name, (int) (width / LETTER)), LABEL_SIZE, Palette.INK,
                    Scene.Anchor.START, true));
            collapseNote(panel, name);
            index++;
        }
        scene.add(new Scene.Text(WIDTH - 18, scene.height() - 8, unitName, 12, Palette.QUIET, Scene.Anchor.END, false));
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
        int rows = variants.values().stream().flatMap(List::stream).mapToInt(run -> run.curve().rows()).sum();
        for (Run run : variants.get(name)) {
            panel.raw(inUnits(SeedCurves.xs(run.curve(), options.axis())), run.curve().scores(), colour,
                    rows > MANY_ROWS ? 0.9 : 1.6, rows <= MANY_ROWS);
        }
        if (options.band() != Band.SEEDS && variants.get(name).size() > 1) {
            panel.band(inUnits(curves.get(name)), colour);
        }
    }

    private void inFront(Panel panel, String name, String colour) {
        SeedCurves seeds = inUnits(curves.get(name));
        if (options.band() == Band.SEEDS && variants.get(name).size() > 1) {
            panel.seeds(seeds, colour);
        } else {
            panel.centre(seeds, colour);
        }
        for (Run run : variants.get(name)) {
            Optional<CollapseDetector.Collapse> collapse = detector.find(run.curve());
            panel.collapse(collapse, collapse.map(found -> position(run.curve(), found.step()) / unit).orElse(0.0),
                    variants.size() <= MOST_TOGETHER);
        }
    }

    private double position(RunCurve curve, long step) {
        return options.axis().of(curve, Arrays.binarySearch(curve.steps(), step));
    }

    private Scale scores(double bottom, double top, int ticks) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (List<Run> seeds : variants.values()) {
            for (Run run : seeds) {
                low = Math.min(low, Arrays.stream(run.curve().scores()).min().orElseThrow());
                high = Math.max(high, Arrays.stream(run.curve().scores()).max().orElseThrow());
            }
        }
        for (double level : options.thresholds()) {
            low = Math.min(low, level);
            high = Math.max(high, level);
        }
        return Scale.roomy(low, high, bottom, top, ticks);
    }

    private SeedCurves inUnits(SeedCurves seeds) {
        return new SeedCurves(inUnits(seeds.at()), seeds.scores(), seeds.centre(), seeds.low(), seeds.high());
    }

    private double[] inUnits(double[] xs) {
        return unit == 1 ? xs : Arrays.stream(xs).map(value -> value / unit).toArray();
    }

    private static double last(double[] values) {
        return values[values.length - 1];
    }

    private static String shortened(String name, int letters) {
        return name.length() <= letters ? name : name.substring(0, letters - 1) + "…";
    }
}
