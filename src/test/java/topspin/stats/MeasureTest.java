package topspin.stats;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Against numbers worked by hand. */
class MeasureTest {

    private static RunCurve curve(double... scores) {
        long[] steps = new long[scores.length];
        double[] unknown = new double[scores.length];
        Arrays.fill(unknown, Double.NaN);
        for (int i = 0; i < scores.length; i++) {
            steps[i] = 100L * (i + 1);
        }
        return new RunCurve(steps, scores, unknown, unknown);
    }

    @Test
    void shouldTrimAQuarterFromEitherEnd() {
        assertThat(Iqm.of(100, 1, 2, 3, -50)).isEqualTo(2);
        assertThat(Iqm.of(8, 1, 2, 3, 4, 5, 6, 7)).isEqualTo((3 + 4 + 5 + 6) / 4.0);
        assertThat(Iqm.of(1, 2, 6)).isEqualTo(3);
    }

    @Test
    void shouldTakeTheFinalScoreFromTheLastTenthOfTheStepsWithoutGameCounts() {
        assertThat(Measure.FINAL.of(curve(0, 0, 0, 0, 0, 0, 0, 0, 0, 7))).isEqualTo(7);
        assertThat(Measure.FINAL.of(curve(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 8))).isEqualTo(8 / 2.0 + 3);
    }

    @Test
    void shouldWeightTheFinalScoreByGamesWhereTheyAreCounted() {
        RunCurve curve = new RunCurve(new long[] {1, 2, 3}, new double[] {-20, 10, 20}, new double[3],
                new double[] {100, 160, 220});
        // of the last 100 games, 60 ended in row 3 and 40 in row 2
        assertThat(Measure.FINAL.of(curve)).isCloseTo((60 * 20 + 40 * 10) / 100.0, within(1e-12));
    }

    @Test
    void shouldFindBestAndArea() {
        assertThat(Measure.BEST.of(curve(-3, 9, 2))).isEqualTo(9);
        assertThat(Measure.AUC.of(curve(0, 10, 0))).isEqualTo(5);
        assertThat(Measure.AUC.of(curve(4))).isEqualTo(4);
    }

    @Test
    void shouldCensorRunsThatNeverReachTheThreshold() {
        KaplanMeier.Time reached = KaplanMeier.toThreshold(curve(1, 5, 3), 5, Axis.STEP);
        assertThat(reached).isEqualTo(new KaplanMeier.Time(200, true));
        assertThat(KaplanMeier.toThreshold(curve(1, 5, 3), 6, Axis.STEP)).isEqualTo(new KaplanMeier.Time(300, false));
        List<KaplanMeier.Time> times = List.of(time(2, true), time(4, true), time(6, false), time(8, true));
        // S: 3/4 after 2, 1/2 after 4, 0 after 8 (only one at risk)
        assertThat(KaplanMeier.median(times)).isEqualTo(4);
        assertThat(KaplanMeier.restrictedMean(times, 10)).isEqualTo(2 + 0.75 * 2 + 0.5 * 4);
        assertThat(KaplanMeier.median(List.of(time(2, true), time(9, false), time(9, false)))).isInfinite();
    }

    private static KaplanMeier.Time time(double at, boolean reached) {
        return new KaplanMeier.Time(at, reached);
    }

    @Test
    void shouldProfileTheSharesAboveEachLevel() {
        PerformanceProfile profile = PerformanceProfile.of(new double[] {1, 2, 3, 4}, new double[] {0, 2, 9});
        assertThat(profile.shares()).containsExactly(1, 0.5, 0);
        assertThat(profile.bands()[2].low()).isZero();
        // Wilson for 0 of 4: z²/(4 + z²)
        assertThat(profile.bands()[2].high()).isCloseTo(3.8415 / 7.8415, within(1e-4));
    }

    @Test
    void shouldCallACollapseOnlyWhatWasHighAndStaysLow() {
        CollapseDetector detector = new CollapseDetector(0, -17, 2);
        assertThat(detector.find(curve(-20, 5, 6, -21, -21)).orElseThrow())
                .isEqualTo(new CollapseDetector.Collapse(400, 6, -21));
        assertThat(detector.find(curve(-20, 5, 6, -21, 3))).isEmpty();
        assertThat(detector.find(curve(-20, 5, 6, 7, -21))).as("one bad row").isEmpty();
        assertThat(detector.find(curve(-20, 5, -6, 7, -21, -21))).as("never high twice in a row").isEmpty();
        assertThat(detector.find(curve(-20, -20, -21, -21))).isEmpty();
    }

    @Test
    void shouldGiveTheSameIntervalTwice() {
        double[] scores = {3, 1, 4, 1, 5};
        assertThat(Bootstrap.ofIqm(scores, "a")).isEqualTo(Bootstrap.ofIqm(scores, "a"))
                .isNotEqualTo(Bootstrap.ofIqm(scores, "b"));
        assertThat(Bootstrap.ofIqm(new double[] {3}, "a").isKnown()).isFalse();
    }
}
