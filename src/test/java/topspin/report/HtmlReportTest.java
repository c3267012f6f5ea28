package topspin.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.stats.Analysis;
import topspin.stats.Measure;
import topspin.stats.RunFixtures;
import topspin.stats.RunSet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class HtmlReportTest {
    private static final List<String> NASTY = List.of("<!--<script>x", "<img onerror=\"alert(1)\" '&amp;>", "${x}`{{js}}",
            "<", "]]>");

    @TempDir
    Path results;

    private String page() {
        for (int seed = 1; seed <= 6; seed++) {
            RunFixtures.run(results.resolve("wide/seed-" + seed), 0, 1, seed);
            RunFixtures.run(results.resolve("deep/seed-" + seed), 0, 1, 10 + seed);
        }
        return page("Units");
    }

    private String page(String title) {
        RunSet runs = RunSet.read(List.of(results));
        List<RunFacts> facts = runs.runs().stream().map(run -> new RunFacts(run.variant(),
                Map.of("seed", "" + run.seed(), "gamma", "0.99", "policy.core.units",
                        run.variant().equals("wide") ? "512" : "256"), Map.of("commit", "abc123"))).toList();
        String page = HtmlReport.page(title, runs, Analysis.of(runs, Measure.FINAL, 5.0), facts,
                new HtmlReport.Making("Why <so>.\n\nAnd\nhow.", "2 runs: 5 s of wall time.", "./topspin sweep units.yaml"));
        assertThat(page).contains(ChartLibrary.script()).contains(ChartLibrary.styles());
        return page.replace(ChartLibrary.script(), ""); // what is ours is looked at; the library has its own address in a remark
    }

    private static JsonNode data(String page) {
        try {
            return new ObjectMapper().readTree(script(page));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String script(String page) {
        String begin = "<script type=\"application/json\" id=\"data\">";
        int from = page.indexOf(begin) + begin.length();
        return page.substring(from, page.indexOf("</script>", from));
    }

    @Test
    void shouldHoldEverythingAndLoadNothing() {
        String page = page();
        assertThat(page).contains("beats wide").contains("./topspin sweep units.yaml").contains("abc123")
                .contains("<p class=\"about\">Why &lt;so&gt;.</p>\n<p class=\"about\">And\nhow.</p>")
                .contains("2 runs: 5 s of wall time.").contains("holds every row of every run.")
                .contains("id=\"smooth\"").contains("Performance profile").contains("Time to a mean score of 5.00")
                .doesNotContain("{{").doesNotContain("http").doesNotContain("src=").doesNotContain("href=")
                .doesNotContain("@import");
        assertThat(page()).isEqualTo(page);
    }

    @Test
    void shouldShowOnlyTheKeysInWhichVariantsDiffer() {
        assertThat(page()).contains("<th>policy.core.units</th>").doesNotContain("gamma</t")
                .doesNotContain("<th>seed</th>");
    }

    /** {@code <!--<script>} in a script makes browsers read on behind its end. */
    @Test
    void shouldTakeNoNameForMarkup() {
        for (String name : NASTY) {
            RunFixtures.run(results.resolve(name + "/seed-1"), 1, 2, 3);
        }
        String page = page(NASTY.get(1) + "\u0007");

        assertThat(script(page)).doesNotContain("<", ">", "&");
        assertThat(Json.embedded("a\u2028b\u2029")).isEqualTo("\"a\\u2028b\\u2029\"");
        assertThat(data(page).path("variants")).extracting(variant -> variant.path("name").asText())
                .containsExactlyInAnyOrderElementsOf(NASTY);
        assertThat(page.replaceAll("(?s)<script.*", "")).contains("&lt;!--&lt;script&gt;x").contains("&lt;img onerror=&quot;")
                .doesNotContain("<!--").doesNotContain("<img").doesNotContain("<script").doesNotContain("\u0007");
        assertThat(page.split("</script>", -1)).as("the data, the library and the program").hasSize(3 + 1);
    }

    @Test
    void shouldHoldNoNumberThatIsNone() {
        RunFixtures.progress(results.resolve("a/seed-1"), "step,score,seconds\n100,1,1\n200,1e308,inf\n");
        RunFixtures.progress(results.resolve("a/seed-2"), "step,score,seconds\n100,nan,1\n150,2,nan\n200,1e308,2\n");
        RunFixtures.progress(results.resolve("b/seed-1"), "step,score\n100,1\n200,-1e308\n");
        RunFixtures.progress(results.resolve("b/seed-2"), "step,score\n100,inf\n150,3\n200,-1e308\n");
        String page = page("Odd");

        assertThat(Json.embedded(Json.object("one", Double.NaN, "some", new double[] {1, Double.NEGATIVE_INFINITY})))
                .isEqualTo("{\"one\":null,\"some\":[1.0,null]}");
        assertThat(data(page).findValues("seconds")).allMatch(JsonNode::isNull);
        assertThat(script(page)).doesNotContain("NaN").doesNotContain("Infinity");
        assertThat(page).doesNotContain("value=\"seconds\"").doesNotContainPattern("<td>[^<]*(NaN|Infinity|\u221e)")
                .contains("no finite number");
    }

    @Test
    void shouldNotSayWhenACollapseWasWhereThereIsNoClock() {
        RunFixtures.progress(results.resolve("fallen/seed-1"), "step,score\n100,20\n200,20\n300,-21\n400,-21\n");
        JsonNode collapse = data(page("Fallen")).at("/collapses/0");
        assertThat(collapse.path("step").asLong()).isEqualTo(300);
        assertThat(collapse.path("seconds").isNull()).isTrue();
    }

    @Test
    void shouldTakeTogetherRowsThatNoScreenHasRoomFor() {
        double[] scores = new Random(1).doubles(50_000).toArray();
        scores[20_000] = 99;
        RunFixtures.run(results.resolve("long/seed-1"), scores);
        RunFixtures.run(results.resolve("short/seed-1"), 1, 2, 3);
        String page = page("Long");

        assertThat(page.length()).isLessThan(200_000);
        assertThat(page).contains("at most 2,000 points of every run: rows of longer runs are taken together");
        JsonNode run = data(page).at("/variants/0/runs/0");
        assertThat(run.path("score")).hasSize(2000);
        assertThat(run.path("each").asDouble()).isEqualTo(25);
        assertThat(run.path("high")).anyMatch(score -> score.asDouble() == 99);
        JsonNode whole = data(page).at("/variants/1/runs/0");
        assertThat(whole.path("score")).hasSize(3);
        assertThat(whole.has("high")).isFalse();
    }

    @Test
    void shouldMarkACollapseThatAGameTellsBetweenRows() {
        RunFixtures.collapsed(results.resolve("fallen"));
        JsonNode collapse = data(page("Fallen")).at("/collapses/0");
        assertThat(collapse.path("step").asLong() % 100).as("at no row").isNotZero();
        assertThat(collapse.path("seconds").asDouble()).isBetween(40.0, 46.0);
    }

    @Test
    void shouldFlattenNestedConfigurations() {
        assertThat(RunFacts.flattened(Map.of("a", Map.of("b", 1, "c", List.of(2, 3))))).isEqualTo(
                Map.of("a.b", "1", "a.c", "2, 3"));
    }
}
