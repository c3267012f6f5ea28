package topspin.report;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.stats.Analysis;
import topspin.stats.Measure;
import topspin.stats.RunFiles;
import topspin.stats.RunSet;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class HtmlReportTest {
    @TempDir
    Path results;

    private String page() {
        for (int seed = 1; seed <= 6; seed++) {
            RunFiles.run(results.resolve("wide/seed-" + seed), 0, 1, seed);
            RunFiles.run(results.resolve("</script>/seed-" + seed), 0, 1, 10 + seed);
        }
        RunSet runs = RunSet.read(List.of(results));
        List<RunFacts> facts = runs.runs().stream().map(run -> new RunFacts(run.variant(),
                Map.of("seed", "" + run.seed(), "gamma", "0.99", "policy.core.units",
                        run.variant().equals("wide") ? "512" : "256"), Map.of("commit", "abc123"))).toList();
        return HtmlReport.page("Units", runs, Analysis.of(runs, Measure.FINAL, 5.0), facts,
                new HtmlReport.Making("Why <so>.\n\nAnd\nhow.", "2 runs: 5 s of wall time.", "./topspin sweep units.yaml"));
    }

    @Test
    void shouldHoldEverythingAndLoadNothing() {
        String page = page();
        assertThat(page).contains("beats wide").contains("./topspin sweep units.yaml").contains("abc123")
                .contains("<p class=\"about\">Why &lt;so&gt;.</p>\n<p class=\"about\">And\nhow.</p>")
                .contains("2 runs: 5 s of wall time.")
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

    @Test
    void shouldNotLetANameEndTheScript() {
        String data = page().split("id=\"data\">")[1];
        assertThat(data.substring(0, data.indexOf("</script>"))).contains("<\\/script>").contains("\"collapses\"");
    }

    @Test
    void shouldFlattenNestedConfigurations() {
        assertThat(RunFacts.flattened(Map.of("a", Map.of("b", 1, "c", List.of(2, 3))))).isEqualTo(
                Map.of("a.b", "1", "a.c", "2, 3"));
    }
}
