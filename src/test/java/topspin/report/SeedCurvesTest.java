package topspin.report;

import org.junit.jupiter.api.Test;
import topspin.stats.Bootstrap;
import topspin.stats.Interval;

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Centres and bands over seeds whose rows stand at different steps, worked by hand. */
class SeedCurvesTest {
    private static final Smoothing NONE = Smoothing.parse("1");

    private static Polyline line(double... xy) {
        double[] xs = new double[xy.length / 2];
        double[] ys = new double[xy.length / 2];
        for (int i = 0; i < xs.length; i++) {
            xs[i] = xy[2 * i];
            ys[i] = xy[2 * i + 1];
        }
        return new Polyline(xs, ys);
    }

    /** Rows at 0, 10, 20 and at 5, 15, 25: both cover 5 to 20, and in between each is a straight line. */
    @Test
    void shouldMeetWhereBothSeedsHaveRows() {
        SeedCurves curves = SeedCurves.of(List.of(line(0, 0, 10, 10, 20, 20), line(5, 10, 15, 30, 25, 10)), NONE, Band.MINMAX);
        assertThat(curves.centre().xs()).containsExactly(5, 10, 15, 20);
        assertThat(curves.centre().ys()).containsExactly(new double[] {7.5, 15, 22.5, 20}, within(1e-12));
        assertThat(curves.low()).containsExactly(new double[] {5, 10, 15, 20}, within(1e-12));
        assertThat(curves.high()).containsExactly(new double[] {10, 20, 30, 20}, within(1e-12));
    }

    /** Of five seeds the lowest and the highest are cut: an outlier moves a mean, not this centre. */
    @Test
    void theCentreShouldBeTheInterquartileMeanAndTheBandItsInterval() {
        double[] here = {0, 7, 1, 100, 3};
        List<Polyline> seeds = Arrays.stream(here).mapToObj(y -> line(0, y, 10, 2 * y)).toList();
        SeedCurves curves = SeedCurves.of(seeds, NONE, Band.IQM);
        assertThat(curves.centre().ys()).containsExactly(new double[] {11 / 3.0, 22 / 3.0}, within(1e-12));
        Interval interval = Bootstrap.ofIqm(here, "curve");
        assertThat(curves.low()[0]).isEqualTo(interval.low()).isLessThan(11 / 3.0);
        assertThat(curves.high()[0]).isEqualTo(interval.high()).isGreaterThan(11 / 3.0);
        assertThat(curves.high()[1]).as("twice as high, the same resamples").isCloseTo(2 * interval.high(), within(1e-9));
    }

    /** Each seed is smoothed over its own rows: 0, 3, 0 becomes 0, 1, 0 before the other's row between is met. */
    @Test
    void shouldSmoothEachSeedBeforeTheyMeet() {
        SeedCurves curves = SeedCurves.of(List.of(line(0, 0, 10, 3, 20, 0), line(0, 0, 5, 0, 20, 0)), Smoothing.parse("3"),
                Band.MINMAX);
        assertThat(curves.centre().xs()).containsExactly(0, 5, 10, 20);
        assertThat(curves.high()).containsExactly(new double[] {0, 0.5, 1, 0}, within(1e-12));
    }

    /** 300 rows each, never at the same step: 598 positions that both cover become 400, from the first to the last. */
    @Test
    void tooManyPositionsShouldBecomeEvenOnesWithBothEnds() {
        double[] xs = new double[300];
        Arrays.setAll(xs, i -> 10 * i);
        double[] later = Arrays.stream(xs).map(x -> x + 5).toArray();
        SeedCurves curves = SeedCurves.of(List.of(new Polyline(xs, xs), new Polyline(later, xs)), NONE, Band.MINMAX);

        double[] at = curves.centre().xs();
        assertThat(at).hasSize(400).startsWith(5).endsWith(2_990);
        assertThat(at[1]).isCloseTo(5 + 2_985 / 399.0, within(1e-9));
        double[] between = Arrays.stream(at).map(x -> x - 2.5).toArray();
        assertThat(curves.centre().ys()).as("x and x − 5").containsExactly(between, within(1e-9));
    }

    @Test
    void theUsualWindowShouldBeATwentiethOfTheRowsAndOdd() {
        assertThat(Smoothing.usual(10).rows()).isEqualTo(3);
        assertThat(Smoothing.usual(79).rows()).isEqualTo(3);
        assertThat(Smoothing.usual(80).rows()).as("80/20 = 4").isEqualTo(5);
        assertThat(Smoothing.usual(88).rows()).isEqualTo(5);
        assertThat(Smoothing.usual(200).rows()).isEqualTo(11);
        double[] step = new double[88];
        Arrays.fill(step, 44, 88, 5);
        assertThat(Arrays.copyOfRange(Smoothing.usual(88).of(step), 41, 47)).containsExactly(0, 1, 2, 3, 4, 5);
    }
}
