package topspin.page;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import topspin.stats.RunFixtures;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code /metrics} of {@code watch}. */
@Timeout(60)
class RunMetricsTest {
    @TempDir
    private Path root;

    private HttpResponse<String> answer() throws Exception {
        try (PageServer server = new PageServer(new InetSocketAddress("127.0.0.1", 0), Set.of(), List.of(root), Optional.empty())) {
            server.start();
            HttpClient client = HttpClient.newHttpClient();
            while (!client.send(request(server.url() + "api/runs"), HttpResponse.BodyHandlers.ofString()).body().contains("\"complete\":true")) {
                Thread.sleep(5);
            }
            return client.send(request(server.url() + "metrics"), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static HttpRequest request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).build();
    }

    @Test
    void shouldTellTheNewestRowAndTheStateOfEveryRun() throws Exception {
        RunFixtures.status(RunFixtures.run(root.resolve("pong/lstm/seed-1"), -21, -20.5), "finished");
        Path running = RunFixtures.status(RunFixtures.run(root.resolve("pong/lstm/seed-2"), -21), "running");
        // half a row is none yet
        Files.writeString(running.resolve("progress.csv"), "200,-19", StandardOpenOption.APPEND);
        HttpResponse<String> answer = answer();

        assertThat(answer.headers().firstValue("Content-Type")).contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(answer.body()).contains("""
                # HELP topspin_score Mean return of the last finished episodes; 0 before the first
                topspin_score{experiment="pong",run="lstm/seed-1",seed="1"} -20.5
                topspin_score{experiment="pong",run="lstm/seed-2",seed="2"} -21
                """, "topspin_training_seconds{experiment=\"pong\",run=\"lstm/seed-1\",seed=\"1\"} 4\n",
                "topspin_run_status{experiment=\"pong\",run=\"lstm/seed-1\",seed=\"1\",status=\"finished\"} 1\n",
                "topspin_run_status{experiment=\"pong\",run=\"lstm/seed-2\",seed=\"2\",status=\"running\"} 1\n").endsWith("# EOF\n");
    }

    @Test
    void shouldReadOnlyTheEndOfALongCurve() throws Exception {
        double[] scores = new double[5000];
        scores[4999] = 7;
        RunFixtures.status(RunFixtures.run(root.resolve("pong/seed-1"), scores), "running");
        assertThat(answer().body()).contains("topspin_score{experiment=\"pong\",run=\"seed-1\",seed=\"1\"} 7\n",
                "topspin_step{experiment=\"pong\",run=\"seed-1\",seed=\"1\"} 500000\n");
    }

    @Test
    void runsOfLongAgoShouldNotBeToldAgain() throws Exception {
        Path old = RunFixtures.status(RunFixtures.run(root.resolve("pong/seed-1"), 1), "finished");
        FileTime yesterday = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
        for (String file : List.of("progress.csv", "run.json")) {
            Files.setLastModifiedTime(old.resolve(file), yesterday);
        }
        assertThat(answer().body()).isEqualTo("# EOF\n");
    }

    @Test
    void aDamagedRunShouldNotHideTheOthers() throws Exception {
        RunFixtures.status(RunFixtures.run(root.resolve("pong/lstm/seed-1"), 5), "running");
        Path broken = RunFixtures.status(RunFixtures.run(root.resolve("pong/lstm/seed-2"), 5), "running");
        append(broken, "300,oops,50.0,6.0\n");
        assertThat(answer().body()).contains("topspin_score{experiment=\"pong\",run=\"lstm/seed-1\",seed=\"1\"} 5\n")
                .contains("seed=\"2\",status=\"unreadable\"} 1\n").doesNotContain("topspin_score{experiment=\"pong\",run=\"lstm/seed-2\"");
    }

    private static void append(Path run, String text) throws IOException {
        Files.write(run.resolve("progress.csv"), text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
    }
}
