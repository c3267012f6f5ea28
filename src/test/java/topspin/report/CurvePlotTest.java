package topspin.report;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.stats.Axis;
import topspin.stats.RunFiles;
import topspin.stats.RunSet;
import topspin.stats.UnusableDataException;

import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class CurvePlotTest {
    @TempDir
    Path results;

    @BeforeEach
    void twoVariants() {
        for (int seed = 1; seed <= 5; seed++) {
            RunFiles.run(results.resolve("a/seed-" + seed), seed, 2 * seed, 9, 9 + seed);
            RunFiles.run(results.resolve("b & <c>/seed-" + seed), -seed, seed, 3, 4);
        }
    }

    private RunSet runs() {
        return RunSet.read(List.of(results));
    }

    private static CurvePlot.Options options(Band band, Axis axis) {
        return new CurvePlot.Options(axis, Smoothing.parse("2"), band, List.of(5.0), "A & B");
    }

    @Test
    void shouldWriteWellFormedSvgThatIsTheSameEveryTime() throws Exception {
        for (Band band : Band.values()) {
            for (Axis axis : Axis.values()) {
                String svg = CurvePlot.svg(runs(), options(band, axis));
                DocumentBuilderFactory.newInstance().newDocumentBuilder()
                        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
                assertThat(svg).isEqualTo(CurvePlot.svg(runs(), options(band, axis))).contains("A &amp; B")
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
            RunFiles.run(results.resolve("more-" + i + "/seed-1"), i, i + 1, i + 2);
        }
        String svg = CurvePlot.svg(runs(), options(Band.IQM, Axis.STEP));
        assertThat(svg).contains(">more-6<").doesNotContain("NaN");
        assertThat(svg.split("#9a9a9a", -1)).as("each of nine panels shows the eight others").hasSize(9 * 8 + 1);
    }

    @Test
    void shouldRefuseAClockAxisWithoutSeconds() {
        RunFiles.progress(results.resolve("a/seed-1"), "step,score\n100,1.0\n200,1.0\n");
        assertThatThrownBy(() -> CurvePlot.svg(runs(), options(Band.IQM, Axis.SECONDS)))
                .isInstanceOf(UnusableDataException.class).hasMessageContaining("--x step");
        assertThatThrownBy(() -> CurvePlot.figure(runs(), options(Band.IQM, Axis.STEP), "curves.gif"))
                .hasMessageContaining(".svg or .png");
    }

    @Test
    void shouldDrawRunsOfDifferentLengthsAndSingleRows() {
        RunFiles.run(results.resolve("a/seed-9"), 1);
        RunFiles.run(results.resolve("one-row/seed-1"), 3);
        for (Band band : Band.values()) {
            assertThat(CurvePlot.svg(runs(), options(band, Axis.STEP))).contains("one-row").doesNotContain("NaN");
        }
    }

    @Test
    void shouldSmoothLookingBackOnly() {
        assertThat(Smoothing.parse("2").of(new double[] {1, 3, 5})).containsExactly(1, 2, 4);
        double[] debiased = Smoothing.parse("ema:0.5").of(new double[] {4, 8});
        assertThat(debiased[0]).as("the first value is not pulled to 0").isCloseTo(4, within(1e-12));
        // (0.5·(0.5·4) + 0.5·8) / (1 − 0.25)
        assertThat(debiased[1]).isCloseTo(5 / 0.75, within(1e-12));
        for (String wrong : List.of("0", "-1", "x", "ema:1", "ema:", "1.5")) {
            assertThatThrownBy(() -> Smoothing.parse(wrong)).isInstanceOf(UnusableDataException.class)
                    .hasMessageContaining("found '" + wrong + "'");
        }
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
