package topspin.report;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.stats.UnusableDataException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class SmoothingTest {

    @Test
    void shouldTakeRowsAroundEachAndFewerAtBothEnds() {
        assertThat(Smoothing.parse("3").of(new double[] {0, 0, 9, 0, 0})).containsExactly(0, 3, 3, 3, 0);
        assertThat(Smoothing.parse("5").of(new double[] {0, 3, 6, 30, 3, 0})).containsExactly(0, 3, 8.4, 8.4, 11, 0);
        assertThat(Smoothing.parse("2").of(new double[] {1, 3, 5, 9})).as("the outer two of three count by half")
                .containsExactly(1, 3, 5.5, 9);
        assertThat(Smoothing.parse("99").of(new double[] {1, 2, 6})).containsExactly(1, 3, 6);
        assertThat(Smoothing.parse("1").of(new double[] {1, 2, 6})).containsExactly(1, 2, 6);
        assertThat(Smoothing.parse("3").of(new double[0])).isEmpty();
    }

    /** A line that a trailing mean would draw to the right of its dots. */
    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "5", "6", "51", "1000"})
    void shouldLeaveAStraightLineWhereItIs(String rows) {
        double[] line = new double[101];
        Arrays.setAll(line, i -> 3 * i - 7);
        assertThat(Smoothing.parse(rows).of(line)).containsExactly(line, within(1e-10));
    }

    @Test
    void shouldLookBackOnlyWhereTold() {
        assertThat(Smoothing.parse("trailing:2").of(new double[] {1, 3, 5})).containsExactly(1, 2, 4);
        assertThat(Smoothing.parse("trailing:9").of(new double[] {1, 3, 5})).containsExactly(1, 2, 3);
        double[] debiased = Smoothing.parse("ema:0.5").of(new double[] {4, 8});
        assertThat(debiased[0]).as("the first value is not pulled to 0").isCloseTo(4, within(1e-12));
        // (0.5·(0.5·4) + 0.5·8) / (1 − 0.25)
        assertThat(debiased[1]).isCloseTo(5 / 0.75, within(1e-12));
    }

    @Test
    void shouldRefuseWhatIsNoSmoothing() {
        for (String wrong : List.of("0", "-1", "x", "ema:1", "ema:", "ema:NaN", "1.5", "trailing:", "trailing:0", "99999999999")) {
            assertThatThrownBy(() -> Smoothing.parse(wrong)).isInstanceOf(UnusableDataException.class)
                    .hasMessageContaining("found '" + wrong + "'");
        }
    }

    /** A running sum that subtracts what leaves the window would never recover from the spike. */
    @Test
    void shouldAgreeWithTheNaiveMeanAlsoAfterAHugeValue() {
        Random random = new Random(1);
        for (int n : new int[] {1, 2, 3, 7, 64, 257}) {
            double[] values = random.doubles(n).toArray();
            values[n / 3] = 1e15;
            for (int rows : new int[] {1, 2, 3, 4, 5, 8, 31, 32, 300}) {
                double[] centred = Smoothing.parse("" + rows).of(values);
                double[] trailing = Smoothing.parse("trailing:" + rows).of(values);
                for (int i = 0; i < n; i++) {
                    assertSame(centred[i], naiveCentred(values, i, rows), i, n, rows);
                    assertSame(trailing[i], Arrays.stream(values, Math.max(0, i - rows + 1), i + 1).average().orElseThrow(),
                            i, n, rows);
                }
            }
        }
    }

    private static void assertSame(double actual, double expected, int i, int n, int rows) {
        assertThat(actual).as("row %d of %d, mean of %d", i, n, rows).isCloseTo(expected, within(1e-13 * Math.abs(expected)));
    }

    private static double naiveCentred(double[] values, int i, int rows) {
        int half = Math.min(rows / 2, Math.min(i, values.length - 1 - i));
        double sum = 0;
        double weight = 0;
        for (int j = i - half; j <= i + half; j++) {
            double share = rows % 2 == 0 && half == rows / 2 && Math.abs(j - i) == half ? 0.5 : 1;
            sum += share * values[j];
            weight += share;
        }
        return sum / weight;
    }

    /** Adding up a hundred thousand rows for each of two million would take minutes. */
    @Test
    @Timeout(20)
    void shouldTakeTimeForRowsAndNotForWindows() {
        double[] values = new double[2_000_000];
        Arrays.setAll(values, i -> i);
        for (String rows : List.of("100001", "100000", "trailing:100000")) {
            assertThat(Smoothing.parse(rows).of(values)[1_000_000]).isEqualTo(rows.startsWith("t") ? 950_000.5 : 1_000_000);
        }
    }

    /** Where there is a program that runs scripts; the page must draw what the figure draws. */
    @Test
    void shouldBeTheSameInThePagesScript() throws Exception {
        assumeTrue(hasNode());
        String script = resource();
        String function = script.substring(script.indexOf("const centred ="), script.indexOf("const extent ="));
        double[] values = new Random(2).doubles(40).toArray();
        values[11] = 1e15;
        for (int rows : new int[] {1, 3, 5, 21, 39, 41, 99}) {
            Process node = new ProcessBuilder("node", "-e", function + ";console.log(centred(" + Arrays.toString(values) + ","
                    + rows + ").join(' '))").redirectErrorStream(true).start();
            String out = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            double[] drawn = Arrays.stream(out.split(" ")).mapToDouble(Double::parseDouble).toArray();
            double[] expected = Smoothing.parse("" + rows).of(values);
            assertThat(drawn).hasSameSizeAs(expected);
            for (int i = 0; i < drawn.length; i++) {
                assertSame(drawn[i], expected[i], i, drawn.length, rows);
            }
        }
    }

    private static boolean hasNode() throws InterruptedException {
        try {
            Process node = new ProcessBuilder("node", "--version").redirectErrorStream(true).start();
            return node.waitFor(20, TimeUnit.SECONDS) && node.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String resource() throws IOException {
        try (InputStream in = HtmlReport.class.getResourceAsStream("report.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
