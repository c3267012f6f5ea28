package topspin.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.report.AnalysisTables;
import topspin.stats.Analysis;
import topspin.stats.Measure;
import topspin.stats.RunFixtures;
import topspin.stats.RunSet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** What the page is told, and who is refused. */
@Timeout(60)
class PageServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path root;
    private PageServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
    }

    private void serve() throws Exception {
        serve(Optional.empty());
    }

    private void serve(Optional<RunControl> control) throws Exception {
        server = new PageServer(new InetSocketAddress("127.0.0.1", 0), Set.of("atlas.example"), List.of(root), control);
        server.start();
        while (!json(get("api/runs")).path("complete").asBoolean()) {
            Thread.sleep(5);
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(server.url() + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(server.url() + path)).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body());
    }

    private static String coded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Path finished(String name, double... scores) {
        return RunFixtures.status(RunFixtures.run(root.resolve(name), scores), "finished");
    }

    /** As a client that sends its own fields; only the first line of the answer. */
    private String status(String fields) throws IOException {
        URI uri = URI.create(server.url());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.getOutputStream().write(("GET /api/runs HTTP/1.1\r\n" + fields + "Connection: close\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)).readLine();
        }
    }

    @Test
    void shouldSayTheVerdictOfStatsInItsWordsAndTables() throws Exception {
        for (int seed = 1; seed <= 8; seed++) {
            finished("exp/good/seed-" + seed, 1, 2, 30 + seed);
            finished("exp/bad/seed-" + seed, 1, 2, 3 + seed);
        }
        serve();
        Analysis analysis = Analysis.of(RunSet.read(List.of(root.resolve("exp"))).cutToCommonStep(), Measure.FINAL, null);
        JsonNode answer = json(get("api/standings?experiment=exp"));
        assertThat(answer.path("verdict").asText()).isEqualTo(analysis.verdict()).contains("good beats bad");
        assertThat(answer.path("tables").path(0).path("rows")).isEqualTo(JSON.valueToTree(AnalysisTables.of(analysis, List.of()).get(0).rows()));
        assertThat(answer.path("early").asBoolean()).isFalse();
    }

    @Test
    void shouldSayWhenItIsTooEarlyToSay() throws Exception {
        Path first = RunFixtures.status(RunFixtures.run(root.resolve("exp/a/seed-1"), 1, 2, 3), "running");
        RunFixtures.status(RunFixtures.run(root.resolve("exp/b/seed-1"), 1, 2), "running");
        serve();
        assertThat(json(get("api/standings?experiment=exp")).path("verdict").asText())
                .isEqualTo("Too early to say: none of 2 runs has finished.");
        RunFixtures.status(first, "finished");
        String verdict;
        do {
            Thread.sleep(20);
            verdict = json(get("api/standings?experiment=exp")).path("verdict").asText();
        } while (verdict.startsWith("Too early"));
        assertThat(verdict).startsWith("As it stands, with 1 of 2 runs ended: One seed supports no verdict");
    }

    @Test
    void shouldSendWhatChangesAsItChanges() throws Exception {
        Path run = RunFixtures.status(RunFixtures.run(root.resolve("exp/a/seed-1"), 1, 2, 3), "running");
        serve();
        HttpResponse<Stream<String>> events = client.send(HttpRequest.newBuilder(URI.create(server.url() + "api/events")).build(),
                HttpResponse.BodyHandlers.ofLines());
        assertThat(events.headers().firstValue("Content-Type")).contains("text/event-stream");
        var lines = events.body().iterator();
        while (!lines.next().equals("event: hello")) {
            // the retry
        }
        Files.writeString(run.resolve("progress.csv"), "400,7,50,8\n", StandardOpenOption.APPEND);
        String line = lines.next();
        while (!line.equals("event: runs")) {
            line = lines.next();
        }
        JsonNode changed = JSON.readTree(lines.next().substring("data: ".length())).path("runs").path(0);
        assertThat(changed.path("id").asText()).isEqualTo("exp/a/seed-1");
        assertThat(changed.path("step").asLong()).isEqualTo(400);
    }

    @Test
    void shouldTellEverythingAboutARun() throws Exception {
        Path run = finished("exp/a/seed-1", 1, 2, 3);
        Files.writeString(run.resolve("config.yaml"), "gamma: 0.9\nenv: {id: pong}\n");
        Files.writeString(run.resolve("stderr.txt"), "x".repeat(100_000) + "\nthe end\n");
        Files.createDirectories(run.resolve("checkpoints"));
        Files.write(run.resolve("checkpoints/step-300.safetensors"), new byte[10]);
        Path other = finished("exp/b/seed-1", 1, 2, 3);
        Files.writeString(other.resolve("config.yaml"), "gamma: 0.8\nenv: {id: pong}\n");
        serve();
        JsonNode told = json(get("api/run?id=" + coded("exp/a/seed-1")));
        assertThat(told.path("config").path("gamma").asText()).isEqualTo("0.9");
        assertThat(told.path("errors").asText()).isEqualTo("the end\n");
        assertThat(told.path("checkpoints").path("step-300.safetensors").asInt()).isEqualTo(10);
        assertThat(told.path("command").asText()).isEqualTo("./topspin train " + run.toRealPath().resolve("config.yaml"));
        JsonNode differences = json(get("api/differences?experiment=exp"));
        assertThat(differences.path("differing").path("gamma").path("exp/b/seed-1").asText()).isEqualTo("0.8");
        assertThat(differences.path("common").path("env.id").asText()).isEqualTo("pong");
        assertThat(get("report?experiment=exp").body()).contains("One seed supports no verdict");
    }

    /** Pages of other sites, and names that are not this server's. */
    @Test
    void strangersShouldBeRefused() throws Exception {
        serve();
        assertThat(status("Host: 127.0.0.1\r\n")).contains("200");
        assertThat(status("Host: atlas.example\r\n")).contains("200");
        assertThat(status("Host: evil.example\r\n")).as("a name that was let point here").contains("403");
        assertThat(status("Host: 127.0.0.1\r\nOrigin: http://evil.example\r\n")).contains("403");
        assertThat(status("Host: 127.0.0.1\r\nSec-Fetch-Site: cross-site\r\n")).contains("403");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "/etc", "exp/a/seed-1/../../../secret", "%2e%2e/secret", ""})
    void onlyRunsThatWereFoundShouldBeTold(String id, @TempDir Path elsewhere) throws Exception {
        finished("exp/a/seed-1", 1, 2);
        RunFixtures.status(RunFixtures.run(elsewhere.resolve("secret"), 1), "finished");
        serve();
        HttpResponse<String> answer = get("api/run?id=" + coded(id));
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).doesNotContain("secret\"");
        assertThat(get(id.isEmpty() ? "x" : id.startsWith("/") ? id.substring(1) : id).statusCode()).isEqualTo(404);
    }

    /** Files of a run that are links to files elsewhere are not shown. */
    @Test
    void aLinkAmongARunsFilesShouldNotBeRead(@TempDir Path elsewhere) throws Exception {
        Path run = finished("exp/a/seed-1", 1, 2);
        Path secret = Files.writeString(elsewhere.resolve("secret"), "password");
        for (String name : List.of("stderr.txt", "table.txt", "config.yaml", "episodes.csv")) {
            Files.createSymbolicLink(run.resolve(name), secret);
        }
        serve();
        assertThat(get("api/run?id=" + coded("exp/a/seed-1")).body()).doesNotContain("password");
        assertThat(json(get("api/standings?experiment=exp")).path("verdict").asText()).contains("No verdict");
    }

    @Test
    void thePageShouldLoadNothingFromElsewhereAndHoldNoScriptOfOthers() throws Exception {
        String evil = "<img src=x onerror=alert(1)>";
        finished(evil + "/a/seed-1", 1, 2);
        serve();
        HttpResponse<String> page = get("");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow()).startsWith("default-src 'none'; script-src 'self'")
                .contains("frame-ancestors 'none'").doesNotContain("http");
        assertThat(page.body()).doesNotContainPattern("(src|href)=\"(https?:)?//");
        assertThat(get("api/runs").body()).doesNotContain("<").contains("\\u003cimg");
        assertThat(get("report?experiment=" + coded(evil)).body()).doesNotContain(evil);
    }

    @Test
    void withoutControlNothingShouldBeDone() throws Exception {
        Path run = RunFixtures.status(RunFixtures.run(root.resolve("exp/a/seed-1"), 1, 2, 3), "running");
        serve();
        for (String action : List.of("stop", "resume", "eval")) {
            HttpResponse<String> answer = post("control/" + action, "{\"id\": \"exp/a/seed-1\"}");
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("--allow-control");
        }
        assertThat(run.resolve("stop")).doesNotExist();
    }

    @Test
    void shouldDoWhatIsPossible() throws Exception {
        Path run = RunFixtures.status(RunFixtures.run(root.resolve("exp/a/seed-1"), 1, 2, 3), "running");
        finished("exp/b/seed-1", 1);
        serve(Optional.of(new RunControl(List.of("false"))));
        assertThat(post("control/stop", "{\"id\": \"exp/a/seed-1\"}").body()).contains("stops after its update");
        assertThat(run.resolve("stop")).exists();
        assertThat(post("control/stop", "{\"id\": \"exp/b/seed-1\"}").body()).contains("does not run: it is finished");
        assertThat(post("control/resume", "{\"id\": \"exp/b/seed-1\"}").body()).contains("cannot be resumed");
        assertThat(post("control/eval", "{\"id\": \"exp/b/seed-1\", \"episodes\": 0}").body()).contains("expected 1 to");
        assertThat(post("control/eval", "{\"id\": \"exp/b/seed-1\"}").statusCode()).as("a command that fails").isEqualTo(400);
        assertThat(post("control/stop", "nonsense").statusCode()).isEqualTo(400);
        assertThat(get("control/stop").statusCode()).isEqualTo(404);
    }
}
