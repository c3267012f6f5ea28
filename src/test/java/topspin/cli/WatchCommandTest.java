package topspin.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import topspin.stats.RunFixtures;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(120)
class WatchCommandTest {
    private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:[0-9]+/");

    @TempDir
    private Path directory;

    /** Waits for an address in what a command says. */
    private static String url(CommandLineFixture topspin) throws InterruptedException {
        Matcher said = URL.matcher("");
        while (!said.reset(topspin.err()).find()) {
            Thread.sleep(5);
        }
        return said.group();
    }

    private static String body(String url) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    @Test
    void shouldServeUntilItIsInterrupted() throws Exception {
        RunFixtures.run(directory.resolve("pong/seed-1"), 1, 2);
        CommandLineFixture topspin = new CommandLineFixture();
        Path later = directory.resolve("later");
        Thread thread = new Thread(() -> topspin.run("watch", directory.toString(), later.toString(), "--port", "0"));
        thread.start();
        String url = url(topspin);
        assertThat(topspin.err()).contains(later + " does not exist yet; the page shows what will be there", "Ctrl-C ends the page and no run");
        assertThat(body(url)).contains("<title>Topspin</title>");
        while (!body(url + "api/runs").contains("pong/seed-1")) {
            Thread.sleep(10);
        }
        assertThat(body(url + "api/runs")).contains("\"control\":false");
        thread.interrupt();
        thread.join();
    }

    @Test
    void trainingShouldShowItselfWhileItRuns() throws Exception {
        CommandLineFixture topspin = CommandLineFixture.real();
        String file = Files.writeString(directory.resolve("recall.yaml"), """
                env: {id: recall, delay: 2}
                environments: 4
                steps: 10
                total-steps: 100000000
                algorithm: a2c
                policy: {encoder: none, core: {units: 4}}
                log: {every: 2000}
                """).toString();
        Path run = directory.resolve("run/seed-1");
        Thread thread = new Thread(() -> topspin.run("train", file, "--out", run.toString(), "--watch", "0"));
        thread.start();
        String url = url(topspin);
        assertThat(topspin.err()).contains("watch: " + url);
        while (!body(url + "api/runs").contains("\"state\":\"running\",\"step\":")) {
            Thread.sleep(10);
        }
        Files.createFile(run.resolve("stop"));
        thread.join();
        assertThat(Files.readString(run.resolve("run.json"))).contains("interrupted");
    }

    @Test
    void shouldRefuseWhatCannotBeWatched() throws IOException {
        CommandLineFixture topspin = new CommandLineFixture();
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThat(topspin.run("watch", file.toString())).isEqualTo(2);
        assertThat(topspin.err()).isEqualTo(file + " is a file: expected a directory of runs, such as results\n");
        assertThat(topspin.run("watch", "--port", "70000")).isEqualTo(2);
        assertThat(topspin.err()).endsWith("--port 70000: expected a whole number from 0 to 65535\n");
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(topspin.run("watch", directory.toString(), "--port", "" + other.getLocalPort())).isEqualTo(2);
            assertThat(topspin.err()).contains("cannot be used (address already in use); choose another --port, or 0 for any");
        }
    }
}
