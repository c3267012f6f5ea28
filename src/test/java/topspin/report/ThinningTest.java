package topspin.report;

import org.junit.jupiter.api.Test;
import topspin.stats.RunCurve;

import java.util.Arrays;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What is left out of a figure or a page was not to be seen: spikes and both ends stay. */
class ThinningTest {
    private static final int ROWS = 100_000;

    private static Polyline noise() {
        double[] xs = new double[ROWS];
        Arrays.setAll(xs, i -> i);
        double[] ys = new Random(1).doubles(ROWS, 40, 60).toArray();
        ys[ROWS / 2] = 300;
        ys[ROWS / 4] = -200;
        return new Polyline(xs, ys);
    }

    @Test
    void aLineShouldKeepTheExtremesOfEveryColumnAndItsEnds() {
        Polyline line = noise();
        Polyline seen = line.seenIn(500);

        assertThat(seen.points()).isBetween(900, 1002);
        assertThat(seen.highest()).isEqualTo(300);
        assertThat(seen.lowest()).isEqualTo(-200);
        assertThat(seen.xs()).isSorted().startsWith(0).endsWith(ROWS - 1);
        for (int column = 0; column < 500; column++) {
            int from = column * ROWS / 500;
            double highest = Arrays.stream(line.ys(), from + 1, from + ROWS / 500 - 1).max().orElseThrow();
            assertThat(Arrays.stream(seen.ys()).anyMatch(y -> y >= highest)).isTrue();
        }
    }

    @Test
    void aLineOfFewPointsShouldStayAsItIs() {
        Polyline line = new Polyline(new double[] {1, 2, 3, 4}, new double[] {4, 3, 2, 1});
        assertThat(line.seenIn(2)).isSameAs(line);
        Polyline upright = new Polyline(new double[] {5, 5, 5, 5, 5}, new double[] {1, 9, 3, 0, 2});
        assertThat(upright.seenIn(2).ys()).as("at one place").containsExactly(1, 9, 0, 2);
    }

    @Test
    void dotsThatTouchShouldBecomeBarsAndLonelyOnesStayDots() {
        Polyline dots = new Polyline(new double[] {10.1, 10.5, 10.9, 11.2, 11.3}, new double[] {50, 50.8, 70, 20, 21.5});
        Drawing.Bars bars = DotColumns.bars(dots, 100, "#000000", 1.8, 0.35);

        assertThat(bars.xs()).containsExactly(10.5, 10.5, 11.5, 11.5);
        assertThat(bars.tops()).containsExactly(50, 70, 20, 21.5);
        assertThat(bars.bottoms()).containsExactly(50.8, 70, 20, 21.5);

        Drawing.Bars neighbours = DotColumns.bars(new Polyline(new double[] {1, 1, 1}, new double[] {7, 5, 6}), 100, "#000000", 1.8, 0.35);
        assertThat(neighbours.tops()).as("a pixel apart, and touching").containsExactly(5);
        assertThat(neighbours.bottoms()).containsExactly(7);
    }

    @Test
    void barsShouldBeNoMoreThanAllowedOrOneForEachColumn() {
        double[] xs = new double[ROWS];
        Arrays.setAll(xs, i -> 46 + 700.0 * i / ROWS);
        Polyline dots = new Polyline(xs, noise().ys());

        for (int most : new int[] {5000, 700, 1}) {
            Drawing.Bars bars = DotColumns.bars(dots, most, "#000000", 1.8, 0.35);
            assertThat(bars.xs().length).isLessThanOrEqualTo(Math.max(700, most)).isGreaterThanOrEqualTo(700);
            assertThat(Arrays.stream(bars.bottoms()).max().orElseThrow()).isEqualTo(300);
            assertThat(Arrays.stream(bars.tops()).min().orElseThrow()).isEqualTo(-200);
        }
    }

    @Test
    void groupsOfRowsShouldHaveTheirMeanAndBothExtremes() {
        long[] steps = {10, 20, 30, 40, 50};
        double[] scores = {1, 2, 6, -5, 8};
        RunCurve curve = new RunCurve(steps, scores, new double[] {1, 2, 3, 4, 5}, new double[5]);

        RowGroups two = RowGroups.of(curve, 2);
        assertThat(two.each()).isEqualTo(2.5);
        assertThat(two.scores()).containsExactly(new double[] {1.5, 3}, within(1e-6));
        assertThat(two.lows()).containsExactly(1, -5);
        assertThat(two.highs()).containsExactly(2, 8);
        assertThat(two.steps()).containsExactly(20, 40);
        assertThat(RowGroups.of(curve, 5).scores()).as("nothing to leave out").isSameAs(scores);
    }
}
