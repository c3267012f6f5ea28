package topspin.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.page.agent.MadeUpGames;
import topspin.stats.RunFixtures;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** Which files can be reached by asking for a game, and what is refused. */
@Timeout(60)
class AgentRoutesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path root;
    private PageServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void serve() throws Exception {
        Path run = RunFixtures.status(RunFixtures.run(root.resolve("exp/a/seed-1"), 1, 2, 3), "finished");
        RunFixtures.status(RunFixtures.run(root.resolve("exp/b/seed-1"), 1, 2, 3), "finished");
        Path checkpoints = Files.createDirectories(run.resolve("checkpoints"));
        Files.writeString(checkpoints.resolve("step-1.safetensors"), "1");
        Files.writeString(checkpoints.resolve("step-2.safetensors"), "2");
        Files.writeString(checkpoints.resolve(".hidden.safetensors"), "3");
        Files.createSymbolicLink(checkpoints.resolve("link.safetensors"), Files.writeString(root.resolve("secret.safetensors"), "4"));
        server = new PageServer(new InetSocketAddress("127.0.0.1", 0), Set.of(), List.of(root), Optional.empty());
        server.play(new MadeUpGames());
        server.start();
        while (!JSON.readTree(get("api/runs").body()).path("complete").asBoolean()) {
            Thread.sleep(5);
        }
    }

    @AfterEach
    void close() {
        server.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(server.url() + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(server.url() + path)).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String open(String more) throws Exception {
        HttpResponse<String> answer = post("agent/open", "{\"id\":\"exp/a/seed-1\"" + more + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).path("game").asText();
    }

    @Test
    void shouldPlayAnyListedCheckpointOfAnIndexedRun() throws Exception {
        String game = open(",\"checkpoint\":\"step-1.safetensors\",\"seed\":4,\"steps\":3");
        JsonNode steps;
        do {
            steps = JSON.readTree(get("agent/steps?game=" + game).body());
        } while (!steps.path("done").asBoolean());
        assertThat(steps.path("played").asInt()).isEqualTo(3);
        assertThat(steps.path("entropy").path(0).isNull()).as("NaN").isTrue();
        assertThat(get("agent/steps?game=" + game + "&from=1&to=2").body()).contains("\"value\":[1.0]");
        HttpResponse<String> frame = get("agent/frame?game=" + game + "&step=2");
        assertThat(frame.headers().firstValue("Content-Type")).contains("image/png");
        assertThat(frame.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
        assertThat(get("agent/inside?game=" + game + "&part=1").headers().firstValue("Content-Length")).contains("" + 3 * 3 * 4);
        assertThat(JSON.readTree(get("agent/order?game=" + game + "&part=1&by=1").body()).path("units").path(0).asInt()).isEqualTo(1);
        assertThat(get("agent/named?game=" + game).body()).contains("\"name\":\"ball\"");
        assertThat(post("agent/saliency", "{\"game\":\"" + game + "\",\"step\":2,\"steps\":2}").body()).contains("\"from\":1,\"to\":3");
        assertThat(post("agent/close", "{\"game\":\"" + game + "\"}").body()).isEqualTo("{\"closed\":true}");
        assertThat(get("agent/steps?game=" + game).statusCode()).isEqualTo(404);
    }

    /** No path leads out, no link is followed, nothing half-written is read. */
    @ParameterizedTest
    @ValueSource(strings = {"step-3.safetensors", "link.safetensors", ".hidden.safetensors", "../config.yaml", "../../../secret.safetensors",
        "checkpoints/step-1.safetensors", "", "<b>"})
    void noOtherFileShouldBeReached(String checkpoint) throws Exception {
        HttpResponse<String> answer = post("agent/open", JSON.writeValueAsString(java.util.Map.of("id", "exp/a/seed-1", "checkpoint", checkpoint)));
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(JSON.readTree(answer.body()).path("message").asText()).contains("has no checkpoint '" + checkpoint + "'",
                "it has step-2.safetensors, step-1.safetensors");
        assertThat(answer.body()).doesNotContain("<b>");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "{\"id\":\"exp/c/seed-1\"}; 404; there is no run", "{\"id\":\"../exp\"}; 404; there is no run", "[]; 400; JSON object",
        "{\"id\":\"exp/b/seed-1\"}; 400; has no checkpoint yet", "{\"id\":\"exp/a/seed-1\",\"seed\":-1}; 400; seed: expected a whole number",
        "{\"id\":\"exp/a/seed-1\",\"seed\":1.5}; 400; seed", "{\"id\":\"exp/a/seed-1\",\"seed\":\"x\"}; 400; seed",
        "{\"id\":\"exp/a/seed-1\",\"steps\":5000}; 400; steps: expected 1 to 2000", "{\"id\":\"exp/a/seed-1\",\"like\":\"x\"}; 404; is closed"})
    void whatCannotBeOpenedShouldBeSaid(String body, int status, String words) throws Exception {
        HttpResponse<String> answer = post("agent/open", body);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(JSON.readTree(answer.body()).path("message").asText()).contains(words);
    }

    @Test
    void gamesShouldBeginByPostAloneAndOnlyWhereTheyArePlayed() throws Exception {
        assertThat(get("agent/open?id=exp/a/seed-1").statusCode()).isEqualTo(404);
        assertThat(get("agent/steps?game=x&from=one").statusCode()).isEqualTo(400);
        assertThat(get("agent/limits").body()).contains("\"steps\":2000");
        try (PageServer reader = new PageServer(new InetSocketAddress("127.0.0.1", 0), Set.of(), List.of(root), Optional.empty())) {
            reader.start();
            HttpResponse<String> answer = client.send(HttpRequest.newBuilder(URI.create(reader.url() + "agent/open"))
                    .POST(HttpRequest.BodyPublishers.ofString("{}")).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(404);
        }
    }
}
