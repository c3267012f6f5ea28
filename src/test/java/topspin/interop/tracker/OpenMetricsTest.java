package topspin.interop.tracker;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.interop.http.AllowedHosts;
import topspin.metric.Metric;
import topspin.metric.MetricRecord;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class OpenMetricsTest {
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-z_]+)(\\{(?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\n]|\\\\[\\\\n\"])*\",?)*})? (\\S+)");

    @TempDir
    private Path scratch;

    private static Map<String, String> labels(String run) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("experiment", "pong");
        labels.put("run", run);
        return labels;
    }

    /** Every metric there is, and one that is no number to speak of. */
    private static String whole() {
        MetricRecord row = new MetricRecord();
        for (Metric metric : Metric.values()) {
            row.set(metric, 1.5 + metric.ordinal());
        }
        row.set(Metric.POLICY_LOSS, Double.POSITIVE_INFINITY).set(Metric.LEARNING_RATE, 2.5e-7);
        return OpenMetrics.text(List.of(OpenMetrics.Series.of(labels("a \"quoted\" \\ name\nof two lines"), "running", row),
                OpenMetrics.Series.of(labels("seed-2"), "finished", new MetricRecord().set(Metric.STEP, 3_500_000))));
    }

    @Test
    void shouldWriteOneFamilyPerMetricAndOneSamplePerRun() {
        MetricRecord row = new MetricRecord().set(Metric.STEP, 4000).set(Metric.SCORE, -20.25).set(Metric.COLLECT_MS, 12.5);
        assertThat(OpenMetrics.text(List.of(OpenMetrics.Series.of(labels("a/seed-1"), "running", row),
                OpenMetrics.Series.of(labels("a/seed-2"), null, new MetricRecord().set(Metric.SCORE, 1e-9))))).isEqualTo("""
                # TYPE topspin_step gauge
                # HELP topspin_step Agent decisions so far, summed over environments
                topspin_step{experiment="pong",run="a/seed-1"} 4000
                # TYPE topspin_score gauge
                # HELP topspin_score Mean return of the last finished episodes; 0 before the first
                topspin_score{experiment="pong",run="a/seed-1"} -20.25
                topspin_score{experiment="pong",run="a/seed-2"} 1E-9
                # TYPE topspin_collect_seconds gauge
                # UNIT topspin_collect_seconds seconds
                # HELP topspin_collect_seconds Time per rollout spent acting and stepping environments
                topspin_collect_seconds{experiment="pong",run="a/seed-1"} 0.0125
                # TYPE topspin_run_status gauge
                # HELP topspin_run_status 1 for the status that the run has
                topspin_run_status{experiment="pong",run="a/seed-1",status="running"} 1
                # EOF
                """);
        assertThat(OpenMetrics.text(List.of())).isEqualTo("# EOF\n");
    }

    /** The rules of the specification that a writer can break. */
    @Test
    void shouldKeepTheRulesOfOpenMetrics() {
        String text = whole();
        assertThat(text).endsWith("\n# EOF\n").doesNotContain("\n\n", "\r");
        Set<String> families = new HashSet<>();
        Set<String> samples = new HashSet<>();
        String family = "";
        String metadata = "";
        for (String line : text.lines().filter(line -> !line.equals("# EOF")).toList()) {
            if (line.startsWith("# ")) {
                String[] words = line.split(" ", 4);
                if (!words[2].equals(family)) {
                    family = words[2];
                    metadata = "";
                    assertThat(families.add(family)).as("a family in two pieces: " + family).isTrue();
                }
                assertThat(metadata).as(line).doesNotContain(words[1]).doesNotContain("sample");
                metadata += words[1];
                if (words[1].equals("UNIT")) {
                    assertThat(family).endsWith("_" + words[3]);
                }
            } else {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                assertThat(sample.group(1)).isEqualTo(family);
                assertThat(samples.add(sample.group(1) + sample.group(2))).as("twice: " + line).isTrue();
                assertThat(sample.group(3)).matches("[-+]?[0-9.]+(E-?[0-9]+)?|\\+Inf");
                metadata += "sample";
            }
        }
        assertThat(families).hasSize(Metric.values().length + 1);
        assertThat(text).contains("run=\"a \\\"quoted\\\" \\\\ name\\nof two lines\"", "topspin_policy_loss{", "} +Inf\n", "} 2.5E-7\n",
                "topspin_training_seconds{");
        assertThat(Arrays.stream(Metric.values()).map(OpenMetrics::name)).doesNotHaveDuplicates().noneMatch(name -> name.endsWith("_ms"));
    }

    @Test
    void promtoolShouldHaveNothingToSay() throws Exception {
        Process promtool;
        try {
            promtool = new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
        } catch (IOException absent) {
            assumeTrue(false, "skipped: no promtool (Debian: prometheus)");
            return;
        }
        promtool.getOutputStream().write(whole().getBytes(StandardCharsets.UTF_8));
        promtool.getOutputStream().close();
        assertThat(new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).isEmpty();
        assertThat(promtool.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(promtool.exitValue()).isZero();
    }

    @Test
    void shouldRefuseLabelsThatNoneMayHave() {
        assertThatThrownBy(() -> new OpenMetrics.Series(Map.of("not-so", ""), null, Map.of())).hasMessage("no name of a label: not-so");
        OpenMetrics.Series run = OpenMetrics.Series.of(labels("x"), null, new MetricRecord().set(Metric.STEP, 1));
        assertThatThrownBy(() -> OpenMetrics.text(List.of(run, run))).hasMessageContaining("two runs have the labels");
    }

    @Test
    void shouldLabelARunByItsDirectory() throws IOException {
        TrackedDirectory run = new TrackedDirectory(scratch.resolve("pong/lstm/seed-1"));
        assertThat(OpenMetrics.labels(run.path())).hasToString("{experiment=pong, run=lstm/seed-1, seed=1}");
    }

    @Test
    void theServerShouldShowTheNewestRow() throws Exception {
        MetricsServer server = new MetricsServer(new InetSocketAddress("127.0.0.1", 0), new AllowedHosts(List.of()));
        server.start(labels("x"));
        try {
            assertThat(get(server.url()).body()).isEqualTo("# EOF\n");
            server.write(new MetricRecord().set(Metric.STEP, 1000));
            server.write(new MetricRecord().set(Metric.STEP, 2000));
            HttpResponse<String> answer = get(server.url());
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
            assertThat(answer.body()).contains("topspin_step{experiment=\"pong\",run=\"x\"} 2000\n");
            assertThat(get(server.url().replace("/metrics", "/")).statusCode()).isEqualTo(404);
        } finally {
            server.close();
            server.close();
        }
    }

    private static HttpResponse<String> get(String url) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
