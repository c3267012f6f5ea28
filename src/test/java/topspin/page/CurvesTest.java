package topspin.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import topspin.interop.http.Refusal;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;
import topspin.report.Json;
import topspin.report.Smoothing;
import topspin.stats.Bootstrap;
import topspin.stats.Iqm;
import topspin.stats.RunFixtures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** A line depends on its own seeds and on the smoothing, and on nothing else that is shown. */
@Timeout(60)
class CurvesTest {
    private static final int SEEDS = 5;
    private static final int ROWS = 3000;

    @TempDir
    private Path root;
    private final double[][] scores = new double[SEEDS][ROWS];
    private RunIndex index;
    private Curves curves;

    @BeforeEach
    void write() throws InterruptedException {
        RandomStream random = new RandomStreams(3).stream("scores");
        for (int seed = 0; seed < SEEDS; seed++) {
            for (int row = 0; row < ROWS; row++) {
                scores[seed][row] = Math.sqrt(row) + 10 * random.nextDouble() + seed;
            }
            RunFixtures.run(root.resolve("exp/one/seed-" + seed), scores[seed]);
            RunFixtures.run(root.resolve("exp/other/seed-" + seed), 1, 2, 3);
        }
        index = new RunIndex(List.of(root));
        curves = new Curves(index);
        index.start();
        while (!index.complete()) {
            Thread.sleep(5);
        }
    }

    @AfterEach
    void close() {
        index.close();
    }

    private JsonNode ask(String variants, String more) throws IOException {
        JsonNode query = new ObjectMapper().readTree("{\"variants\": " + variants + more + "}");
        return new ObjectMapper().readTree(Json.indented(curves.answer(CurveQuery.of(query))));
    }

    private static double at(JsonNode line, String ys, double x) {
        for (int i = 0; i < line.path("xs").size(); i++) {
            if (line.path("xs").path(i).asDouble() == x) {
                return line.path(ys).path(i).asDouble();
            }
        }
        throw new AssertionError("no point at " + x + " of " + line.path("xs").size());
    }

    /** Each seed is smoothed over every row that was written, whatever is drawn. */
    @Test
    void theMeanAndItsIntervalShouldBeThoseOfSmoothedSeeds() throws IOException {
        JsonNode line = ask("[[\"exp\", \"one\"]]", ", \"smooth\": \"51\", \"from\": 100000, \"to\": 130000").get(0);
        double[] here = new double[SEEDS];
        for (int x : new int[] {100_300, 110_000, 119_700, 129_900}) {
            for (int seed = 0; seed < SEEDS; seed++) {
                here[seed] = Smoothing.parse("51").of(scores[seed])[x / 100 - 1];
            }
            assertThat(at(line, "mid", x)).isCloseTo(Iqm.of(here), within(1e-9));
            assertThat(at(line, "low", x)).isCloseTo(Bootstrap.ofIqm(here, "curve").low(), within(1e-9));
            assertThat(at(line, "high", x)).isCloseTo(Bootstrap.ofIqm(here, "curve").high(), within(1e-9));
        }
    }

    @Test
    void aLineShouldNotDependOnWhatElseIsShown() throws IOException {
        JsonNode alone = ask("[[\"exp\", \"one\"]]", ", \"smooth\": \"5\"");
        JsonNode both = ask("[[\"exp\", \"other\"], [\"exp\", \"one\"], [\"exp\", \"unknown\"]]", ", \"smooth\": \"5\"");
        assertThat(both).hasSize(2);
        assertThat(both.get(1)).isEqualTo(alone.get(0));
        // a closer look moves no point that both have
        JsonNode close = ask("[[\"exp\", \"other\"]]", ", \"smooth\": \"1\", \"from\": 150, \"to\": 250").get(0);
        assertThat(at(close, "mid", 200)).isEqualTo(at(ask("[[\"exp\", \"other\"]]", ", \"smooth\": \"1\"").get(0), "mid", 200)).isEqualTo(2);
    }

    @Test
    void rawRowsShouldStandBehindSmoothedOnesWithEverySpike() throws IOException {
        JsonNode line = ask("[[\"exp\", \"one\"]]", ", \"smooth\": \"201\"").get(0);
        List<Double> raw = new ArrayList<>();
        line.path("each").path(2).path("rawYs").forEach(y -> raw.add(y.asDouble()));
        double highest = Arrays.stream(scores[2]).max().orElseThrow();
        assertThat(raw).hasSizeLessThan(1700).contains(highest);
        JsonNode each = ask("[[\"exp\", \"one\"]]", ", \"smooth\": \"201\", \"band\": \"seeds\"").get(0).path("each").path(2);
        assertThat(each.path("ys").size()).isGreaterThan(100);
        assertThat(each.path("rawYs")).isEqualTo(line.path("each").path(2).path("rawYs"));
    }

    @Test
    void bandsAndAxesShouldBeAsAskedFor() throws IOException {
        JsonNode range = ask("[[\"exp\", \"other\"]]", ", \"band\": \"minmax\"").get(0);
        assertThat(at(range, "low", 300)).isEqualTo(3);
        JsonNode each = ask("[[\"exp\", \"other\"]]", ", \"band\": \"seeds\"").get(0);
        assertThat(each.path("each")).hasSize(SEEDS);
        assertThat(each.has("low")).isFalse();
        assertThat(ask("[[\"exp\", \"other\"]]", ", \"x\": \"seconds\"").get(0).path("xs").path(2).asDouble()).isEqualTo(6);
        assertThatThrownBy(() -> ask("[]", ", \"x\": \"miles\"")).isInstanceOf(Refusal.class).hasMessageContaining("step, seconds or clock");
        assertThatThrownBy(() -> ask("[]", ", \"band\": \"wide\"")).isInstanceOf(Refusal.class).hasMessageContaining("iqm, minmax or seeds");
        assertThatThrownBy(() -> ask("[]", ", \"smooth\": \"much\"")).isInstanceOf(Refusal.class).hasMessageContaining("smooth");
    }

    /** What was computed is kept until a row comes. */
    @Test
    void aNewRowShouldBeInTheLine() throws Exception {
        assertThat(ask("[[\"exp\", \"other\"]]", "").get(0).path("xs")).hasSize(3);
        for (int seed = 0; seed < SEEDS; seed++) {
            Files.writeString(root.resolve("exp/other/seed-" + seed + "/progress.csv"), "400,9,50,8\n", StandardOpenOption.APPEND);
        }
        while (ask("[[\"exp\", \"other\"]]", "").get(0).path("xs").size() < 4) {
            Thread.sleep(20);
        }
        assertThat(at(ask("[[\"exp\", \"other\"]]", "").get(0), "mid", 400)).isEqualTo(9);
    }
}
