package topspin.report;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.stats.Axis;
import topspin.stats.RunFixtures;
import topspin.stats.RunSet;
import topspin.stats.UnusableDataException;

import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.Random;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CurvePlotTest {
    @TempDir
    Path results;

    @BeforeEach
    void twoVariants() {
        for (int seed = 1; seed <= 5; seed++) {
            RunFixtures.run(results.resolve("a/seed-" + seed), seed, 2 * seed, 9, 9 + seed);
            RunFixtures.run(results.resolve("b & <c>/seed-" + seed), -seed, seed, 3, 4);
        }
    }

    private RunSet runs() {
        return RunSet.read(List.of(results));
    }

    private static CurvePlot.Options options(Band band, Axis axis) {
        return new CurvePlot.Options(axis, Smoothing.parse("2"), band, List.of(5.0), "A & B\u0001");
    }

    @Test
    void shouldWriteWellFormedSvgThatIsTheSameEveryTime() throws Exception {
        for (Band band : Band.values()) {
            for (Axis axis : Axis.values()) {
                String svg = CurvePlot.svg(runs(), options(band, axis));
                DocumentBuilderFactory.newInstance().newDocumentBuilder()
                        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
                assertThat(svg).isEqualTo(CurvePlot.svg(runs(), options(band, axis))).contains("A &amp; B\ufffd")
                        .contains("b &amp; &lt;c&gt;").contains("threshold 5").doesNotContain("NaN");
            }
        }
    }

    @Test
    void shouldRedrawTheCommittedFigureOfTheLog() {
        Path log = Path.of("results/reference/experiment-log");
        CurvePlot.Options options = new CurvePlot.Options(Axis.STEP, Smoothing.usual(25), Band.IQM, List.of(),
                "Nine runs of one function, one seed each");
        assertThat(log.resolve("curves.svg")).content().isEqualTo(CurvePlot.svg(RunSet.read(List.of(log)), options));
    }

    /** Several seeds per variant: centres, bands and the order of variants are in it. */
    @Test
    void shouldRedrawTheCommittedFigureOfTheSweep() {
        Path sweep = Path.of("results/reference/nine-runs-paired");
        RunSet runs = RunSet.read(List.of(sweep)).drawn();
        CurvePlot.Options options = new CurvePlot.Options(Axis.STEP, Smoothing.usual(20), Band.IQM, List.of(),
                "Four ways of splitting, eight shared seeds");
        assertThat(sweep.resolve("curves.svg")).content().isEqualTo(CurvePlot.svg(runs, options));
    }

    @Test
    void shouldPaintTheSameFigureAsPng() throws Exception {
        byte[] png = CurvePlot.png(runs(), options(Band.IQM, Axis.STEP));
        assertThat(CurvePlot.png(runs(), options(Band.IQM, Axis.STEP))).isEqualTo(png);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(image.getWidth()).isEqualTo(1600);
        int blue = 0;
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                blue += (image.getRGB(x, y) & 0xFFFFFF) == 0x0072B2 ? 1 : 0;
            }
        }
        assertThat(blue).as("pixels of the first variant's line").isGreaterThan(500);
    }

    @Test
    void shouldGiveEachOfManyVariantsItsOwnPanel() {
        for (int i = 0; i < 7; i++) {
            RunFixtures.run(results.resolve("more-" + i + "/seed-1"), i, i + 1, i + 2);
        }
        String svg = CurvePlot.svg(runs(), options(Band.IQM, Axis.STEP));
        assertThat(svg).contains(">more-6<").doesNotContain("NaN");
        assertThat(svg.split("#9a9a9a", -1)).as("all nine in grey, drawn once").hasSize(9 + 1);
        assertThat(svg.split("<use ", -1)).as("and shown in each of nine panels").hasSize(9 + 1);
        assertThat(CurvePlot.png(runs(), options(Band.IQM, Axis.STEP))).isNotEmpty();
    }

    @Test
    void shouldRefuseAClockAxisWithoutSeconds() {
        RunFixtures.progress(results.resolve("a/seed-1"), "step,score\n100,1.0\n200,1.0\n");
        assertThatThrownBy(() -> CurvePlot.svg(runs(), options(Band.IQM, Axis.SECONDS)))
                .isInstanceOf(UnusableDataException.class).hasMessageContaining("--x step");
        assertThatThrownBy(() -> CurvePlot.figure(runs(), options(Band.IQM, Axis.STEP), "curves.gif"))
                .hasMessageContaining(".svg or .png");
    }

    @Test
    void shouldDrawRunsOfDifferentLengthsAndSingleRows() {
        RunFixtures.run(results.resolve("a/seed-9"), 1);
        RunFixtures.run(results.resolve("one-row/seed-1"), 3);
        for (Band band : Band.values()) {
            assertThat(CurvePlot.svg(runs(), options(band, Axis.STEP))).contains("one-row").doesNotContain("NaN");
        }
    }

    /** A row of noise with two spikes: the figure's size is bounded, and the spikes are in it. */
    @Test
    void shouldDrawNoMoreThanCanBeSeen() {
        Random random = new Random(1);
        double[] scores = random.doubles(60_000, -1, 1).toArray();
        scores[20_000] = 50;
        scores[40_000] = -50;
        RunFixtures.run(results.resolve("long/seed-1"), scores);
        RunFixtures.run(results.resolve("long/seed-2"), scores);
        CurvePlot.Options options = new CurvePlot.Options(Axis.STEP, Smoothing.parse("1"), Band.SEEDS, List.of(), "long");
        String svg = CurvePlot.svg(RunSet.read(List.of(results.resolve("long"))), options);

        assertThat(svg.length()).isLessThan(500_000);
        assertThat(CurvePlot.png(RunSet.read(List.of(results.resolve("long"))), options)).hasSizeLessThan(500_000);
        assertThat(svg).contains("Bars: rows as logged");
        // the scale has 6 % of the range as room on either side, between the pixels 64 and 388
        double top = 64 + 324 * 0.06 / 1.12;
        double bottom = 388 - 324 * 0.06 / 1.12;
        assertThat(heights(svg)).anyMatch(y -> Math.abs(y - top) < 0.2).anyMatch(y -> Math.abs(y - bottom) < 0.2)
                .noneMatch(y -> y < top - 0.2 || y > bottom + 0.2);
    }

    /** Of all points of the first variant's lines. */
    private static List<Double> heights(String svg) {
        return Pattern.compile("<path d=\"([^\"]*)\" fill=\"none\" stroke=\"#0072b2\"").matcher(svg).results()
                .flatMap(line -> Pattern.compile(" ([0-9.]+)").matcher(line.group(1)).results())
                .map(match -> Double.parseDouble(match.group(1))).toList();
    }

    @Test
    void shouldMarkACollapseThatAGameTellsBetweenRows() {
        RunSet runs = RunSet.read(List.of(RunFixtures.collapsed(results.resolve("fallen"))));
        for (Axis axis : Axis.values()) {
            assertThat(CurvePlot.svg(runs, options(Band.IQM, axis))).contains(">collapsed<").doesNotContain("NaN");
        }
    }

    @Test
    void shouldDrawScoresOfAnySize() {
        RunFixtures.run(results.resolve("huge/seed-1"), 1e308, -1e308, 0);
        RunFixtures.run(results.resolve("level/seed-1"), 1e17, 1e17);
        for (String name : List.of("huge", "level")) {
            String svg = CurvePlot.svg(RunSet.read(List.of(results.resolve(name))), options(Band.IQM, Axis.STEP));
            assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity").doesNotContain("\u221e");
            assertThat(svg.length()).isLessThan(20_000);
        }
    }

    /** Digits of this size are some 7.6 pixels wide, and a minus sign 10. */
    @Test
    void labelsShouldBeginWithinTheFigure() {
        RunFixtures.run(results.resolve("low/seed-1"), -1200, -1100, -400);
        String svg = CurvePlot.svg(RunSet.read(List.of(results.resolve("low"))), options(Band.IQM, Axis.STEP));
        Matcher label = Pattern.compile("<text x=\"([\\d.]+)\"[^>]*>\u22121000<").matcher(svg);
        assertThat(label.find()).as(svg).isTrue();
        assertThat(Double.parseDouble(label.group(1)) - 10 - 4 * 7.6).isGreaterThan(4);
    }

    /** All rows are below 15; the scores' axis goes up to the level that they should reach. */
    @Test
    void aThresholdThatNobodyReachesShouldBeInTheFigure() {
        CurvePlot.Options options = new CurvePlot.Options(Axis.STEP, Smoothing.parse("1"), Band.IQM, List.of(1000.0), "far");
        assertThat(CurvePlot.svg(runs(), options)).contains(">threshold 1000<", ">1000<");
    }

    @Test
    void ticksShouldBeShortFromTenThousandOn() {
        Scale small = Scale.over(0, 9_000, 0, 100, 5);
        assertThat(List.of(small.label(0), small.label(2_000), small.label(-8_000))).containsExactly("0", "2000", "\u22128000");
        Scale middle = Scale.over(0, 30_000, 0, 100, 6);
        assertThat(List.of(middle.label(5_000), middle.label(15_000))).containsExactly("5000", "15k");
        Scale large = Scale.over(0, 2_000_000, 0, 100, 4);
        assertThat(List.of(large.label(0), large.label(500_000), large.label(1_500_000))).containsExactly("0", "500k", "1.5M");
    }

    @Test
    void shouldPutTicksOnRoundNumbers() {
        Scale scale = Scale.over(0, 1_000_000, 0, 100, 4);
        assertThat(scale.ticks()).containsExactly(0, 500_000, 1_000_000);
        assertThat(scale.label(500_000)).isEqualTo("500k");
        assertThat(scale.label(1_000_000)).isEqualTo("1M");
        assertThat(Scale.over(-21, 21, 100, 0, 4).ticks()).containsExactly(-20, 0, 20);
        assertThat(Scale.over(0, 0.3, 0, 1, 3).label(0.1)).isEqualTo("0.1");
    }
}
