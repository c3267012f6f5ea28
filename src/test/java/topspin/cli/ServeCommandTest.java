package topspin.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(120)
class ServeCommandTest {
    private static final Pattern SERVING = Pattern.compile("serving pong at (http://127\\.0\\.0\\.1:[0-9]+); Ctrl-C ends it\n");

    private final CommandLineFixture topspin = new CommandLineFixture();

    @Test
    void shouldServeUntilAClientEndsIt() throws Exception {
        CompletableFuture<Integer> exitCode = CompletableFuture.supplyAsync(() -> topspin.run("serve", "--port", "0"));
        Matcher said = SERVING.matcher("");
        while (!said.reset(topspin.err()).matches()) {
            Thread.sleep(10);
        }
        HttpResponse<String> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(
                URI.create(said.group(1) + "/v1/shutdown/")).POST(HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(exitCode.get()).isZero();
        assertThat(topspin.out()).isEmpty();
    }

    @Test
    void shouldRefuseAPortThatIsTaken() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(other.getLocalPort());

            assertRefused("--host 127.0.0.1 --port " + port + " cannot be used (address already in use); "
                    + "choose another --port, or 0 for any", "--port", port);
        }
    }

    @Test
    void shouldRefuseWhatIsNoPortHostOrSeed() {
        assertRefused("--port 65536: expected a whole number from 0 to 65535", "--port", "65536");
        assertRefused("--host nowhere.invalid: is not known; expected a name or an address of this machine",
                "--host", "nowhere.invalid");
        assertRefused("--instances 0: expected a whole number from 1 to 2147483647", "--instances", "0");
        assertRefused("--expire 600000: expected a whole number from 1 to 525600", "--expire", "600000");
        assertRefused("--allow-host http://atlas: expected a name alone, such as atlas.example.org",
                "--allow-host", "http://atlas");
        assertRefused("--seed -1: expected a whole number, at least 0", "--seed", "-1");
    }

    private void assertRefused(String line, String... options) {
        String[] arguments = new String[options.length + 1];
        arguments[0] = "serve";
        System.arraycopy(options, 0, arguments, 1, options.length);

        assertThat(topspin.run(arguments)).isEqualTo(2);
        assertThat(topspin.err()).isEqualTo(line + "\n");
        assertThat(topspin.out()).isEmpty();
    }
}
