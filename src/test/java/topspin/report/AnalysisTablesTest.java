package topspin.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.stats.Analysis;
import topspin.stats.Comparison;
import topspin.stats.Interval;
import topspin.stats.Measure;
import topspin.stats.RunFixtures;
import topspin.stats.RunSet;
import topspin.stats.Standing;
import topspin.stats.VariantSummary;
import topspin.text.Decimal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Which number stands under which heading: of an analysis in which no two of them are the same. */
class AnalysisTablesTest {
    @TempDir
    private Path results;
    private Analysis analysis;

    @BeforeEach
    void analyse() {
        // rows at steps 100, 200 and 300; of the first variant's five seeds three reach 30: two at step 100, one at 300
        variant("a", new double[][] {{35, 1, 2}, {40, 2, 3}, {6, 8, 31}, {4, 9, 10}, {0, 3, 5}});
        variant("b", new double[][] {{1, 20, 12}, {2, 31, 15}, {3, 4, 44}, {4, 5, 16}, {5, 6, 20}});
        variant("c", new double[][] {{9, 50, 33}, {8, 61, 34}, {7, 52, 90}, {6, 53, 36}, {2, 54, 37}});
        analysis = Analysis.of(RunSet.read(List.of(results)).cutToCommonStep(), Measure.FINAL, 30.0);
    }

    private void variant(String name, double[][] seeds) {
        for (int seed = 1; seed <= seeds.length; seed++) {
            RunFixtures.run(results.resolve(name + "/seed-" + seed), seeds[seed - 1]);
        }
    }

    @Test
    void aVariantsNumbersShouldStandUnderTheirNames() {
        AnalysisTables.Table table = table("Final score at step 300");
        assertThat(table.columns()).containsExactly("variant", "seeds", "IQM", "95\u00a0%", "mean", "95\u00a0%", "best", "AUC",
                "collapsed at");
        for (int i = 0; i < 3; i++) {
            VariantSummary variant = analysis.variants().get(i);
            VariantSummary.Spread end = variant.spread(Measure.FINAL);
            assertThat(table.rows().get(i).subList(0, 8)).doesNotHaveDuplicates().containsExactly(variant.variant(), "5",
                    Decimal.score(end.iqm()), interval(end.iqmInterval()), Decimal.score(end.mean()),
                    interval(end.meanInterval()), Decimal.score(variant.spread(Measure.BEST).iqm()),
                    Decimal.score(variant.spread(Measure.AUC).iqm()));
        }
        assertThat(table.rows().get(0)).as("final scores 2, 3, 5, 10 and 31; best rows 8 and 9 for the last two")
                .startsWith("a", "5", Decimal.score(18 / 3.0)).contains(Decimal.score(51 / 5.0));
    }

    /** Two seeds at step 100, one at 300, two never: the mean up to step 300 is (2 · 100 + 3 · 300) / 5. */
    @Test
    void timesToAThresholdShouldStandUnderTheirNames() {
        AnalysisTables.Table table = table("Time to a mean score of 30.0");
        assertThat(table.columns()).containsExactly("variant", "reached", "median steps", "mean steps", "median seconds");
        assertThat(table.rows().get(0)).containsExactly("a", "3 of 5", "300", "220", "6");
    }

    @Test
    void aPairsNumbersShouldStandUnderTheirNames() {
        AnalysisTables.Table table = table("Differences");
        assertThat(table.columns()).containsExactly("pair", "seeds", "difference", "95\u00a0%", "P(first higher)", "95\u00a0%",
                "p", "p (Holm)", "different", "more seeds");
        for (int i = 0; i < 3; i++) {
            Comparison pair = analysis.comparisons().get(i);
            assertThat(table.rows().get(i)).containsExactly(pair.first() + " − " + pair.second(), "5 shared",
                    Decimal.score(pair.difference()), interval(pair.interval()), Decimal.of(pair.improvement().value(), 2),
                    shares(pair.improvement().interval()), p(pair.p()), p(pair.adjustedP()), "no",
                    "" + pair.seedsStillNeeded());
        }
        assertThat(table.rows().get(0).get(6)).as("corrected for three tests").isNotEqualTo(table.rows().get(0).get(7));
    }

    @Test
    void theLeaderboardShouldHaveTheBestFirst() {
        AnalysisTables.Table table = table("Leaderboard by final score");
        assertThat(table.columns()).containsExactly("variant", "seeds", "IQM", "95\u00a0%", "step");
        assertThat(table.rows()).extracting(row -> row.get(0)).containsExactly("c", "b", "a");
        for (int i = 0; i < 3; i++) {
            Standing standing = analysis.standings().get(i);
            assertThat(table.rows().get(i)).containsExactly(standing.variant(), "5", Decimal.score(standing.score()),
                    interval(standing.interval()), "300");
        }
    }

    @Test
    void numbersShouldHaveTheirNamesInJsonToo() throws IOException {
        JsonNode json = new ObjectMapper().readTree(AnalysisJson.write(analysis));
        for (int i = 0; i < 3; i++) {
            VariantSummary variant = analysis.variants().get(i);
            for (Measure measure : Measure.values()) {
                VariantSummary.Spread spread = variant.spread(measure);
                JsonNode node = json.at("/variants/" + i + "/measures/" + measure.name().toLowerCase(Locale.ROOT));
                assertThat(numbers(node.path("per_seed"))).containsExactly(spread.values());
                assertThat(node.path("iqm").asDouble()).isEqualTo(spread.iqm());
                assertThat(numbers(node.path("iqm_interval"))).containsExactly(ends(spread.iqmInterval()));
                assertThat(node.path("mean").asDouble()).isEqualTo(spread.mean());
                assertThat(numbers(node.path("mean_interval"))).containsExactly(ends(spread.meanInterval()));
            }
            Comparison pair = analysis.comparisons().get(i);
            JsonNode node = json.at("/comparisons/" + i);
            assertThat(node.path("difference").asDouble()).isEqualTo(pair.difference());
            assertThat(numbers(node.path("interval"))).containsExactly(ends(pair.interval()));
            assertThat(node.path("probability_of_improvement").asDouble()).isEqualTo(pair.improvement().value());
            assertThat(node.path("p").asDouble()).isEqualTo(pair.p());
            assertThat(node.path("p_holm").asDouble()).isEqualTo(pair.adjustedP());
            assertThat(node.path("seeds_needed").asInt()).isEqualTo(pair.seedsNeeded());
            assertThat(json.at("/leaderboard/" + i + "/iqm").asDouble()).isEqualTo(analysis.standings().get(i).score());
        }
        JsonNode times = json.at("/variants/0/threshold");
        assertThat(times.path("reached").asInt()).isEqualTo(3);
        assertThat(times.path("median_steps").asDouble()).isEqualTo(300);
        assertThat(times.path("restricted_mean_steps").asDouble()).isEqualTo(220);
        assertThat(times.path("median_seconds").asDouble()).isEqualTo(6);
        JsonNode profile = json.at("/variants/0/performance_profile");
        assertThat(profile.path("levels").get(0).asDouble()).as("the lowest final score of all").isEqualTo(2);
        assertThat(profile.path("share_above").get(0).asDouble()).as("four of five are above it").isEqualTo(0.8);
    }

    private AnalysisTables.Table table(String title) {
        return AnalysisTables.of(analysis, List.of()).stream().filter(table -> table.title().equals(title)).findFirst()
                .orElseThrow();
    }

    private static String interval(Interval interval) {
        return Decimal.score(interval.low()) + " to " + Decimal.score(interval.high());
    }

    private static String shares(Interval interval) {
        return Decimal.of(interval.low(), 2) + " to " + Decimal.of(interval.high(), 2);
    }

    private static String p(double p) {
        return Decimal.p(p).replace("= ", "");
    }

    private static double[] ends(Interval interval) {
        assertThat(interval.low()).isLessThan(interval.high());
        return new double[] {interval.low(), interval.high()};
    }

    private static double[] numbers(JsonNode list) {
        return IntStream.range(0, list.size()).mapToDouble(i -> list.get(i).asDouble()).toArray();
    }
}
