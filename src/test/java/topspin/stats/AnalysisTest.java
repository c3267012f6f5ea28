package topspin.stats;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.text.Decimal;

import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The sentences that people read. */
class AnalysisTest {
    @TempDir
    Path results;

    private void variant(String name, double... finals) {
        for (int seed = 1; seed <= finals.length; seed++) {
            RunFixtures.run(results.resolve(name + "/seed-" + seed), 0, finals[seed - 1]);
        }
    }

    private Analysis analysis(Double threshold) {
        return Analysis.of(RunSet.read(List.of(results)).cutToCommonStep(), Measure.FINAL, threshold);
    }

    @Test
    void shouldRefuseAVerdictOnOneSeed() {
        variant("a", 10);
        assertThat(analysis(null).verdict()).startsWith("One seed supports no verdict");
        variant("b", 5);
        Analysis two = analysis(null);
        assertThat(two.verdict()).startsWith("One seed supports no verdict").contains("from 5.00 to 10.0");
        assertThat(two.comparisons().get(0).p()).isEqualTo(1);
        assertThat(two.variants().get(0).spread(Measure.FINAL).iqmInterval().isKnown()).isFalse();
    }

    @Test
    void shouldNameTheStepThatItCutToThoughNoRowIsThere() {
        RunFixtures.progress(results.resolve("a/seed-1"), "step,score\n1000,1\n3000,2\n");
        RunFixtures.progress(results.resolve("b/seed-1"), "step,score\n1000,1\n2000,2\n");
        Analysis common = analysis(null);
        assertThat(common.verdict()).contains("at step 2,000");
        assertThat(common.horizon()).isEqualTo(2000);
        assertThat(common.remarks()).singleElement().asString().contains("all are compared at 2,000");
        RunSet runs = RunSet.read(List.of(results)).cutTo(1500);
        assertThat(Analysis.of(runs, Measure.FINAL, null).verdict()).contains("at step 1,500");
    }

    @Test
    void shouldTellVariantsApartThatDifferOnEverySeed() {
        variant("slow", 1, 2, 3, 4, 5, 6, 7);
        variant("fast", 4, 6, 6, 8, 8, 10, 10);
        Analysis analysis = analysis(null);
        Comparison comparison = analysis.comparisons().get(0);
        assertThat(comparison.paired()).isTrue();
        assertThat(comparison.p()).as("2 of 2^7 sign choices").isEqualTo(2 / 128.0);
        assertThat(Math.abs(comparison.difference())).isCloseTo(24 / 7.0, within(1e-12));
        assertThat(analysis.verdict()).startsWith("fast beats slow").contains("p = 0.016 over 7 shared seeds");
    }

    /** "late" wins, and is named after "early": the sentence turns the difference and its interval round. */
    @Test
    void theIntervalOfABetterSecondShouldBeTurnedRound() {
        variant("early", 1, 2, 3, 4, 5, 6, 7);
        variant("late", 4, 6, 6, 8, 8, 10, 40);
        Analysis analysis = analysis(null);
        Comparison comparison = analysis.comparisons().get(0);
        assertThat(comparison.difference()).isCloseTo(-54 / 7.0, within(1e-12));
        assertThat(comparison.interval().low()).isLessThan(comparison.interval().high());
        assertThat(analysis.verdict()).startsWith("late beats early: its final score at step 200 is higher by "
                + Decimal.score(54 / 7.0) + " (95 % interval " + Decimal.score(-comparison.interval().high()) + " to "
                + Decimal.score(-comparison.interval().low()) + ", p = ");
    }

    /** Six pairs all of one sign have p = 2/64 = 0.031, which three tests make 0.094: too few seeds, and no difference. */
    @Test
    void shouldTellNothingApartBeforeTheCorrection() {
        variant("a", 1, 2, 3, 4, 5, 6);
        variant("b", 12, 13, 14, 15, 16, 18);
        variant("c", 23, 24, 25, 26, 27, 30);
        Analysis analysis = analysis(null);
        assertThat(analysis.comparisons()).allSatisfy(pair -> {
            assertThat(pair.p()).isEqualTo(2 / 64.0);
            assertThat(pair.adjustedP()).isEqualTo(6 / 64.0);
            assertThat(pair.different()).isFalse();
            assertThat(pair.hopeless()).isTrue();
            assertThat(pair.seedsNeeded()).as("2/2^n below 0.05/3").isEqualTo(7);
            assertThat(pair.seedsStillNeeded()).isEqualTo(1);
        });
        assertThat(analysis.verdict()).startsWith("Too few seeds for a verdict on 3 pairs of variants")
                .contains("run at least 7 of each");
    }

    @Test
    void theSeedsStillNeededShouldBeThoseBeyondTheSeedsThereAre() {
        variant("a", 1, 5, 3, 9, 2, 7);
        variant("b", 4, 2, 6, 8, 1, 9);
        Comparison pair = analysis(null).comparisons().get(0);
        assertThat(pair.seedsNeeded()).isGreaterThan(7);
        assertThat(pair.seedsStillNeeded()).isEqualTo(pair.seedsNeeded() - 6);
        assertThat(analysis(null).verdict()).contains("about " + (pair.seedsNeeded() - 6) + " more seeds of each");
    }

    @Test
    void shouldCallRunsTheSameOnlyWhereWholeCurvesAre() {
        variant("a", 1, 5, 3, 9, 2, 7, 4, 6);
        variant("b", 1, 5, 3, 9, 2, 7, 4, 6);
        assertThat(analysis(null).verdict()).isEqualTo("a and b are the same run with each of 8 shared seeds: equal curves, "
                + "to the last bit, up to step 200.");
        variant("c", 2, 4, 3, 8, 2.5, 6, 5, 5);
        assertThat(analysis(null).verdict()).startsWith("By final score at step 200, none of 3 pairs of variants can be "
                + "told apart (1 of them the same runs, to the last bit): the pair closest to being told apart, ");
        variant("c", 1, 5, 3, 9, 2, 7, 4, 6);
        assertThat(analysis(null).verdict()).isEqualTo("All 3 variants are the same run with each of 8 shared seeds: equal "
                + "curves, to the last bit, up to step 200.");
    }

    /** Two variants that both solve a task: one of them learned it more slowly. */
    @Test
    void shouldCallWhatTiesEqualInThisMeasure() {
        for (int seed = 1; seed <= 6; seed++) {
            RunFixtures.run(results.resolve("fast/seed-" + seed), 1, 1);
            RunFixtures.run(results.resolve("slow/seed-" + seed), -1, 1);
        }
        Analysis analysis = analysis(null);
        assertThat(analysis.verdict()).isEqualTo("fast and slow are equal in this measure: the same final score at step 200 "
                + "with each of 6 shared seeds; their curves differ.");
        assertThat(analysis.comparisons().get(0).seedsNeeded()).as("no number of seeds tells a tie apart")
                .isEqualTo(Comparison.UNKNOWN);
        for (int seed = 1; seed <= 6; seed++) {
            RunFixtures.run(results.resolve("slower/seed-" + seed), -3, 1);
        }
        assertThat(analysis(null).verdict()).startsWith("All 3 pairs of variants are equal in this measure")
                .endsWith("; the curves of 3 of them differ.");
    }

    @Test
    void aTieWithoutSharedSeedsShouldBeOne() {
        for (int seed = 1; seed <= 6; seed++) {
            RunFixtures.run(results.resolve("a/seed-" + seed), 1, 1);
            RunFixtures.run(results.resolve("b/seed-" + (10 + seed)), 1, 1);
        }
        assertThat(analysis(null).verdict()).startsWith("a and b are equal in this measure");
    }

    @Test
    void aGameThatDiffersShouldMakeAnotherRun() {
        for (String variant : List.of("a", "b")) {
            for (int seed = 1; seed <= 2; seed++) {
                Path run = results.resolve(variant + "/seed-" + seed);
                RunFixtures.progress(run, "step,score,episodes\n100,3,2\n");
                RunFixtures.episodes(run, variant.equals("a") ? new double[] {2, 4} : new double[] {4, 2});
            }
        }
        assertThat(analysis(null).comparisons().get(0).sameRuns()).isFalse();
        assertThat(analysis(null).verdict()).contains("equal in this measure").contains("their curves differ");
    }

    @Test
    void shouldCountFailedRunsAndCutNobodyShortForThem() {
        variant("a", 4, 5, 6);
        variant("b", 4, 5, 7);
        RunFixtures.status(RunFixtures.run(results.resolve("a/seed-1"), 3), "failed");
        Analysis analysis = analysis(null);
        assertThat(analysis.horizon()).isEqualTo(200);
        assertThat(analysis.variants().get(0).seeds()).containsExactly(2L, 3L);
        assertThat(analysis.variants().get(0).runs()).isEqualTo(3);
        assertThat(analysis.comparisons().get(0).seeds()).isEqualTo(2);
        assertThat(analysis.verdict()).endsWith("; 1 of 6 runs failed and is not in the scores: a seed 1 after step 100.");
    }

    @Test
    void aRunThatFailedAtTheEndShouldBeComparedAndCounted() {
        variant("a", 4, 5, 6);
        variant("b", 4, 5, 7);
        RunFixtures.status(results.resolve("a/seed-3"), "failed");
        Analysis analysis = analysis(null);
        assertThat(analysis.variants().get(0).seeds()).hasSize(3);
        assertThat(analysis.verdict()).endsWith("; 1 of 6 runs failed: a seed 3 after step 200.");
    }

    @Test
    void aVariantOfWhichEveryRunFailedShouldStandInTheTableWithoutAScore() {
        variant("a", 4, 5, 6);
        RunFixtures.status(RunFixtures.progress(results.resolve("b/seed-1"), "step,score,episodes\n0,0,0\n"), "failed");
        RunFixtures.status(RunFixtures.run(results.resolve("b/seed-2"), 1), "failed");
        Analysis analysis = analysis(null);
        assertThat(analysis.variants()).extracting(VariantSummary::variant).containsExactly("a", "b");
        assertThat(analysis.variants().get(1).spread(Measure.FINAL).iqm()).isNaN();
        assertThat(analysis.comparisons()).isEmpty();
        assertThat(analysis.verdict()).startsWith("a has a final score of 5.0").endsWith("; 2 of 5 runs failed and are not in the scores: b seed 1 before its first game ended, b seed 2 after step 100.");
    }

    @Test
    void shouldSayWhichFinalScoresAreEstimates() {
        variant("a", 4, 5);
        RunFixtures.episodes(results.resolve("a/seed-1"), 4);
        assertThat(analysis(null).estimated()).isEqualTo(1);
    }

    @Test
    void shouldSayHowManySeedsAreMissing() {
        variant("a", 1, 5, 3, 9, 2, 7);
        variant("b", 4, 2, 6, 8, 1, 9);
        Analysis analysis = analysis(null);
        assertThat(analysis.comparisons().get(0).different()).isFalse();
        assertThat(analysis.verdict()).startsWith("a and b cannot be told apart").contains("more seeds of each");
    }

    @Test
    void shouldSayThatFivePairsAreTooFewHoweverFarApart() {
        variant("a", 1, 2, 3, 4, 5);
        variant("b", 11, 12.5, 13, 14, 15);
        Analysis analysis = analysis(null);
        assertThat(analysis.verdict()).startsWith("Too few seeds").contains("cannot give a p below 0.063")
                .contains("at least 6");
    }

    @Test
    void shouldCompareVariantsWithoutSharedSeedsAsIndependent() {
        variant("a", 1, 2, 3, 4, 5);
        for (int seed = 11; seed <= 15; seed++) {
            RunFixtures.run(results.resolve("b/seed-" + seed), 0, seed);
        }
        Analysis analysis = analysis(null);
        assertThat(analysis.comparisons().get(0).paired()).isFalse();
        assertThat(analysis.comparisons().get(0).p()).isEqualTo(2 / 252.0);
        assertThat(analysis.verdict()).startsWith("b beats a").contains("over 5 seeds");
    }

    private void runs(String variant, long[] seeds, double... finals) {
        for (int i = 0; i < seeds.length; i++) {
            RunFixtures.run(results.resolve(variant + "/seed-" + seeds[i]), 0, finals[i]);
        }
    }

    /** Seeds 3, 4 and 5 are shared, and differ by 1, 1 and 4; by place, the first of each would be compared. */
    @Test
    void shouldMatchRunsBySeedAndNotByPlace() {
        runs("a", new long[] {1, 3, 4, 5}, 90, 11, 21, 34);
        runs("b", new long[] {2, 3, 4, 5}, 70, 10, 20, 30);
        Comparison comparison = analysis(null).comparisons().get(0);
        assertThat(comparison.paired()).isTrue();
        assertThat(comparison.seeds()).isEqualTo(3);
        assertThat(comparison.difference()).isCloseTo(2, within(1e-12));
    }

    @Test
    void shouldPairVariantsThatShareHalfTheirSeedsAndNoneThatShareLess() {
        runs("a", new long[] {1, 2, 3, 4}, 1, 2, 3, 4);
        runs("b", new long[] {3, 4, 5, 6}, 5, 6, 7, 8);
        runs("c", new long[] {4, 7, 8, 9}, 5, 6, 7, 9);
        List<Comparison> comparisons = analysis(null).comparisons();
        assertThat(comparisons).filteredOn(pair -> pair.second().equals("b")).singleElement().matches(Comparison::paired)
                .extracting(Comparison::seeds).isEqualTo(2);
        assertThat(comparisons).filteredOn(pair -> pair.second().equals("c")).hasSize(2).noneMatch(Comparison::paired)
                .allMatch(pair -> pair.seeds() == 4);
    }

    /** One seed of b reached step 200 and one step 100, where both can be judged: at 1 and 3. */
    @Test
    void prunedSeedsShouldBeJudgedWhereAllOfThemAre() {
        variant("a", 4, 5, 6);
        RunFixtures.pruned(RunFixtures.run(results.resolve("b/seed-1"), 1, 9));
        RunFixtures.pruned(RunFixtures.run(results.resolve("b/seed-2"), 3));
        Standing pruned = analysis(null).standings().get(1);
        assertThat(pruned.variant()).isEqualTo("b");
        assertThat(pruned.pruned()).isTrue();
        assertThat(pruned.step()).isEqualTo(100);
        assertThat(pruned.score()).isEqualTo(2);
        assertThat(pruned.seeds()).isEqualTo(2);
    }

    @Test
    void shouldSayNothingOfVariantsWithASeedEach() {
        variant("a", 1, 2, 3, 4, 5, 6);
        variant("b", 9);
        variant("c", 8);
        assertThat(analysis(null).verdict()).startsWith("One seed supports no verdict: in none of 3 pairs");
        variant("d", 5, 2, 1, 4, 3, 6);
        assertThat(analysis(null).verdict()).contains("a and d");
    }

    @Test
    void shouldCorrectForManyVariants() {
        variant("a", 1, 2, 3, 4, 5, 6, 7);
        variant("b", 2, 1, 4, 3, 6, 5, 8);
        variant("c", 11, 13, 13, 15, 15, 17, 17);
        Analysis analysis = analysis(null);
        assertThat(analysis.comparisons()).hasSize(3);
        assertThat(analysis.comparisons().get(0).adjustedP()).isEqualTo(3 * 2 / 128.0);
        assertThat(analysis.verdict()).contains("2 of 3 pairs").contains("c beats a").contains("c beats b");
    }

    @Test
    void aTimeThatSomeRunsDoNotTellShouldHaveNoMedian() {
        variant("a", 10, 11, 12);
        RunFixtures.progress(results.resolve("a/seed-4"), "step,score\n100,0\n200,10\n");
        VariantSummary.ThresholdTimes times = analysis(9.0).variants().get(0).threshold().orElseThrow();
        assertThat(times.reached()).isEqualTo(4);
        assertThat(times.medianSteps()).isEqualTo(200);
        assertThat(times.medianSeconds()).isNaN();
    }

    @Test
    void shouldCountCollapsesAndTimesToAThreshold() {
        RunFixtures.run(results.resolve("a/seed-1"), -20, 10, 12, -21, -21);
        RunFixtures.run(results.resolve("a/seed-2"), -20, 10, 12, 11, 13);
        RunFixtures.run(results.resolve("a/seed-3"), -20, -20, -19, -18, -18);
        Analysis analysis = analysis(9.0);
        VariantSummary summary = analysis.variants().get(0);
        assertThat(summary.collapses()).containsOnlyKeys(1L);
        assertThat(analysis.verdict()).contains("1 of 3 runs collapsed").contains("a seed 1 at step 400");
        VariantSummary.ThresholdTimes times = summary.threshold().orElseThrow();
        assertThat(times.reached()).isEqualTo(2);
        assertThat(times.medianSteps()).isEqualTo(200);
        assertThat(times.medianSeconds()).isEqualTo(4);
        assertThat(times.meanSteps()).as("(200 + 200 + 500) / 3").isCloseTo(300, within(1e-9));
    }
}
