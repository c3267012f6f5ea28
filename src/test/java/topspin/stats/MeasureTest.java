package topspin.stats;

import org.junit.jupiter.api.Test;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

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

    /** Games 100 steps and 1 second apart, and one row at the end. */
    private static RunCurve played(long missing, double... returns) {
        long[] steps = new long[returns.length];
        double[] seconds = new double[returns.length];
        for (int i = 0; i < returns.length; i++) {
            steps[i] = 100L * (i + 1);
            seconds[i] = i + 1;
        }
        return new RunCurve(new long[] {steps[steps.length - 1]}, new double[] {-99}, new double[] {steps.length},
                new double[] {missing + returns.length}, new Games(steps, returns, seconds, missing));
    }

    /** n times a, then m times b. */
    private static double[] then(int n, double a, int m, double b) {
        double[] returns = new double[n + m];
        Arrays.fill(returns, 0, n, a);
        Arrays.fill(returns, n, n + m, b);
        return returns;
    }

    @Test
    void theFinalScoreShouldBeTheMeanOfTheLastHundredGames() {
        // 70 of the last 100 games have 20, 30 have −20; the row says −99
        assertThat(Measure.FINAL.of(played(0, then(80, -20, 70, 20)))).isEqualTo((70 * 20 - 30 * 20) / 100.0);
        assertThat(Measure.FINAL.of(played(0, 1, 2, 6))).as("fewer games than 100: all of them").isEqualTo(3);
        assertThat(Measure.FINAL.of(played(5, then(80, -20, 70, 20)))).as("the last 100 are there").isEqualTo(8);
        assertThat(Measure.FINAL.of(played(5, 1, 2, 6))).as("five of the last eight are not there").isEqualTo(-99);
    }

    @Test
    void aThresholdShouldBeReachedByAHundredGamesInTheMean() {
        // after k games of 20 that follow on 100 of −20 the mean is −20 + 0.4·k: 0 after the 150th game
        RunCurve curve = played(0, then(100, -20, 100, 20));
        assertThat(KaplanMeier.toThreshold(curve, 0, Axis.STEP)).isEqualTo(new KaplanMeier.Time(15_000, true));
        assertThat(KaplanMeier.toThreshold(curve, 0, Axis.SECONDS)).isEqualTo(new KaplanMeier.Time(150, true));
        assertThat(KaplanMeier.toThreshold(curve, 20.1, Axis.STEP)).isEqualTo(new KaplanMeier.Time(20_000, false));
        assertThat(KaplanMeier.toThreshold(played(0, then(0, 0, 99, 20)), 0, Axis.STEP).reached())
                .as("99 games are no hundred").isFalse();
    }

    @Test
    void rowsShouldStandForGamesThatAreNotThere() {
        Games late = played(50, then(100, 5, 50, 9)).games();
        RunCurve curve = new RunCurve(new long[] {50, 60, 20_000}, new double[] {1, 7, 8}, new double[] {1, 2, 300},
                new double[] {10, 20, 200}, late);
        assertThat(KaplanMeier.toThreshold(curve, 6, Axis.STEP)).as("in a row before").isEqualTo(
                new KaplanMeier.Time(60, true));
        assertThat(KaplanMeier.toThreshold(curve, 7.01, Axis.STEP)).as("no row between games counts")
                .isEqualTo(new KaplanMeier.Time(20_000, false));
    }

    @Test
    void aCollapseShouldBeSeenInGames() {
        CollapseDetector detector = new CollapseDetector(0, -17);
        // 400 games: means of 20. Three games after the 300th the mean is (17·5 − 3·21)/20 …; below −17 after 17 of them:
        // (3·5 − 17·21)/20 = −17.1
        CollapseDetector.Collapse collapse = detector.find(played(0, then(300, 5, 100, -21))).orElseThrow();
        assertThat(collapse.step()).isEqualTo(31_700);
        assertThat(collapse.best()).isEqualTo(5);
        assertThat(detector.find(played(0, then(384, 5, 16, -21)))).as("not yet low").isEmpty();
        assertThat(detector.find(played(0, then(300, -21, 100, -21)))).as("never high").isEmpty();
        double[] lucky = then(300, -21, 100, -21);
        Arrays.fill(lucky, 50, 59, 21);
        assertThat(detector.find(played(0, lucky))).as("nine games of luck").isEmpty();
        assertThat(CollapseDetector.forScoresOf(List.of(played(0, then(200, -20, 200, 20)))))
                .isEqualTo(new CollapseDetector(0, -16));
    }

    @Test
    void gamesOfOneStepShouldBeOnePoint() {
        Games games = new Games(new long[] {10, 10, 20, 20}, new double[] {1, 3, 5, 7}, new double[] {1, 1, 2, 2}, 0);
        RunCurve curve = new RunCurve(new long[] {20}, new double[] {4}, new double[] {2}, new double[] {4}, games);
        assertThat(curve.byGames(2).steps()).containsExactly(10, 20);
        assertThat(curve.byGames(2).scores()).containsExactly(2, 6);
        assertThat(curve.until(15).games().returns()).containsExactly(1, 3);
    }

    @Test
    void shouldFindBestAndArea() {
        assertThat(Measure.BEST.of(curve(-3, 9, 2))).isEqualTo(9);
        assertThat(Measure.AUC.of(curve(0, 10, 0))).isEqualTo(5);
        assertThat(Measure.AUC.of(curve(4))).isEqualTo(4);
        RunCurve uneven = new RunCurve(new long[] {100, 200, 500}, new double[] {0, 10, 4}, new double[3], new double[3]);
        assertThat(Measure.AUC.of(uneven)).as("100 steps at 5 and 300 at 7").isEqualTo((500 + 2_100) / 400.0);
    }

    @Test
    void aCurveUpToAStepShouldHoldTheRowAndTheGameOfThatStep() {
        RunCurve cut = played(0, 1, 2, 4).until(200);
        assertThat(cut.games().returns()).containsExactly(1, 2);
        assertThat(cut.isEmpty()).as("its only row is at step 300").isTrue();
        assertThat(curve(1, 2, 4).until(200).scores()).containsExactly(1, 2);
        assertThat(curve(1, 2, 4).until(299).scores()).containsExactly(1, 2);
    }

    /** A game that ended between two rows is told of by the second. */
    @Test
    void aStepBetweenRowsShouldHaveTheSecondOfTheRowAfter() {
        RunCurve curve = new RunCurve(new long[] {100, 200, 300}, new double[3], new double[] {1, 5, 9}, new double[3]);
        assertThat(new double[] {Axis.SECONDS.at(curve, 50), Axis.SECONDS.at(curve, 150), Axis.SECONDS.at(curve, 200),
            Axis.SECONDS.at(curve, 400)}).containsExactly(1, 5, 5, 9);
        assertThat(Axis.STEP.at(curve, 150)).isEqualTo(150);
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
        CollapseDetector detector = new CollapseDetector(0, -17);
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
        for (int n : new int[] {2, 3, 5, 10, 40}) {
            double[] values = new double[n];
            Arrays.setAll(values, i -> Math.sin(7 * i * i + n));
            values[n - 1] = values[0];
            assertThat(new IqmResamples(n, "b").interval(values)).as("%d values, one by one", n).isEqualTo(Bootstrap.around(
                    Iqm.of(values), resampled(values, "b"), Bootstrap.iqmWidening(n)));
        }
    }

    /** Without any short cut. */
    private static double[] resampled(double[] values, String stream) {
        RandomStream random = new RandomStreams(0).scope("stats/bootstrap").stream(stream);
        double[] means = new double[Bootstrap.RESAMPLES];
        for (int i = 0; i < means.length; i++) {
            double[] resample = new double[values.length];
            Arrays.setAll(resample, j -> values[random.nextInt(values.length)]);
            means[i] = Iqm.of(resample);
        }
        return means;
    }
}
