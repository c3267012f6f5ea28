package topspin.interop.http;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.params.provider.Arguments.arguments;

@Timeout(60)
class HttpServerTest {
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final HttpLimits LIMITS = new HttpLimits(1000, 4000, 500, 50, 4, LONG, LONG, LONG);
    private static final String LOCAL = "Host: localhost\r\n";
    private static final String GET = "GET /a HTTP/1.1\r\n" + LOCAL + "\r\n";

    private final List<RawClient> clients = new ArrayList<>();
    private final BlockingQueue<HttpStream> streams = new LinkedBlockingQueue<>();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private HttpServer server;

    @AfterEach
    void close() throws IOException {
        mayAnswer.countDown();
        for (RawClient client : clients) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private void serve(HttpLimits limits) throws IOException {
        server = new HttpServer(new InetSocketAddress("127.0.0.1", 0), new AllowedHosts(Set.of("Atlas.example")), limits,
                new HttpServer.Handler() {
                    @Override
                    public HttpAnswer answer(HttpRequest request) {
                        return HttpServerTest.this.answer(request);
                    }

                    @Override
                    public HttpAnswer refusal(int status, String message) {
                        return new HttpAnswer(status, "text/plain", message.getBytes(StandardCharsets.UTF_8));
                    }
                });
        server.start();
    }

    private HttpAnswer answer(HttpRequest request) {
        switch (String.join("/", request.path())) {
            case "error" -> throw new StackOverflowError("too deep");
            case "memory" -> throw new OutOfMemoryError("no heap");
            case "refuse" -> throw new Refusal(404, "no such thing");
            case "stream" -> {
                return HttpAnswer.stream("text/event-stream", streams::add);
            }
            case "large" -> {
                return text("x".repeat(50_000_000));
            }
            case "wait" -> {
                asked.countDown();
                try {
                    mayAnswer.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            default -> { }
        }
        return text(request.method() + " " + request.path() + " " + new String(request.body(), StandardCharsets.UTF_8));
    }

    private static HttpAnswer text(String text) {
        return new HttpAnswer(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    private RawClient client() throws IOException {
        RawClient client = new RawClient(server.address());
        clients.add(client);
        return client;
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    @Test
    void shouldAnswerHoweverARequestComes() throws IOException {
        serve(LIMITS);
        String post = "POST //a///b/?x=1 HTTP/1.1\r\n" + LOCAL + "Content-Length: 5\r\n\r\nhello";
        RawClient client = client();

        assertThat(body(client.say(post).hear())).isEqualTo("POST [a, b] hello");
        for (char c : post.toCharArray()) {
            client.say(String.valueOf(c));
        }
        assertThat(body(client.hear())).as("byte by byte").isEqualTo("POST [a, b] hello");
        client.say((post + "\r\n" + GET).repeat(10));
        for (int i = 0; i < 10; i++) {
            assertThat(body(client.hear())).as("all in one piece").isEqualTo("POST [a, b] hello");
            assertThat(body(client.hear())).isEqualTo("GET [a] ");
        }
    }

    @Test
    void shouldReadAQuery() throws IOException {
        assertThat(new HttpRequest("GET", List.of(), "a=1%202&b&&a=%C3%A4+x", new byte[0], true, "").parameters())
                .containsExactly(entry("a", "ä x"), entry("b", ""));
        assertThatThrownBy(() -> new HttpRequest("GET", List.of(), "a=%zz", new byte[0], true, "").parameters())
                .isInstanceOf(Refusal.class).hasMessageContaining("hexadecimal");
    }

    @Test
    void aStreamShouldGoOnUntilItsClientEndsIt() throws Exception {
        serve(LIMITS);
        RawClient client = client().say("GET /stream HTTP/1.1\r\n" + LOCAL + "\r\n");
        assertThat(client.hear()).contains("Connection: close\r\n").contains("Content-Type: text/event-stream\r\n")
                .doesNotContain("Content-Length").endsWith("\r\n\r\n");
        HttpStream stream = streams.take();
        for (int i = 0; i < 3; i++) {
            assertThat(stream.send(("data: " + i + "\r\n\r\n").getBytes(StandardCharsets.UTF_8))).isTrue();
            assertThat(client.hear()).isEqualTo("data: " + i + "\r\n\r\n");
        }
        client.say(GET); // is not a request any more
        client.close();
        while (stream.isOpen()) {
            Thread.sleep(1);
        }
        assertThat(stream.send(new byte[1])).isFalse();
    }

    @Test
    void aClientThatDoesNotTakeItsStreamShouldBeCutOff() throws Exception {
        serve(LIMITS);
        client().say("GET /stream HTTP/1.1\r\n" + LOCAL + "\r\n").hear();
        HttpStream stream = streams.take();
        int sent = 0;
        while (stream.send(new byte[1 << 20])) {
            sent++;
        }
        assertThat(sent).isBetween(7, 20);
        RawClient patient = client().say("GET /stream HTTP/1.1\r\n" + LOCAL + "\r\n");
        patient.hear();
        HttpStream other = streams.take();
        other.send("some".getBytes(StandardCharsets.UTF_8));
        other.send("thing".getBytes(StandardCharsets.UTF_8));
        other.close();
        assertThat(patient.hearToTheEnd()).isEqualTo("something");
    }

    @Test
    void shouldKeepTheConnectionAsTheClientWishes() throws IOException {
        serve(LIMITS);

        assertThat(client().say("GET / HTTP/1.1\r\n" + LOCAL + "Connection: close\r\n\r\n").hearToTheEnd())
                .startsWith("HTTP/1.1 200 OK\r\nConnection: close\r\n").endsWith("\r\n\r\nGET [] ");
        assertThat(client().say("GET / HTTP/1.0\r\n\r\n").hearToTheEnd()).contains("Connection: close\r\n");
        assertThat(client().say("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").hear())
                .contains("Connection: keep-alive\r\n");
    }

    @Test
    void shouldAskForABodyThatWaitsToBeAskedFor() throws IOException {
        serve(LIMITS);
        RawClient client = client().say("POST /a HTTP/1.1\r\n" + LOCAL + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");

        assertThat(client.hear()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        assertThat(body(client.say("{}").hear())).isEqualTo("POST [a] {}");
    }

    @Test
    void shouldAnswerHeadWithTheHeadAlone() throws IOException {
        serve(LIMITS);

        assertThat(client().say("HEAD /a HTTP/1.1\r\n" + LOCAL + "Connection: close\r\n\r\n").hearToTheEnd())
                .contains("Content-Length: 9\r\n").endsWith("\r\n\r\n");
    }

    /** What DNS rebinding and pages of other sites would send; and what one's own browser and programs send. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "200 | Host: localhost:1234",
        "200 | Host: LOCALHOST",
        "200 | Host: 127.0.0.1:80",
        "200 | Host: 192.168.1.7",
        "200 | Host: [::1]:5000",
        "200 | Host: atlas.EXAMPLE:5000",
        "403 | Host: evil.example:5000",
        "403 | Host: localhost.evil.example",
        "403 | Host: 127.0.0.1.evil.example",
        "403 | Host: evil.example:127.0.0.1",
        "403 | Host: atlas.example@evil.example",
        "403 | Host: localhost, evil.example",
        "403 | Host:",
        "403 | Host: cafe",
        "400 | X: y",
        "200 | Host: localhost:5000;Origin: http://localhost:5000",
        "200 | Host: localhost:5000;Origin: https://LOCALHOST:5000",
        "403 | Host: localhost:5000;Origin: http://localhost:3000",
        "403 | Host: localhost:5000;Origin: http://evil.example",
        "403 | Host: localhost:5000;Origin: http://localhost:5000.evil.example",
        "403 | Host: localhost:5000;Origin: null",
        "200 | Host: localhost;Sec-Fetch-Site: same-origin",
        "200 | Host: localhost;Sec-Fetch-Site: none",
        "403 | Host: localhost;Sec-Fetch-Site: cross-site",
        "403 | Host: localhost;Sec-Fetch-Site: same-site"})
    void shouldKeepWebPagesAway(int status, String fields) throws IOException {
        serve(LIMITS);

        assertThat(client().say("POST /a HTTP/1.1\r\n" + fields.replace(";", "\r\n") + "\r\n\r\n").status())
                .isEqualTo(status);
    }

    @Test
    void shouldNotAskOldClientsForAHost() throws IOException {
        serve(LIMITS);

        assertThat(client().say("GET / HTTP/1.0\r\n\r\n").status()).isEqualTo(200);
        assertThat(client().say("GET / HTTP/1.0\r\nHost: evil.example\r\n\r\n").status()).isEqualTo(403);
        assertThat(client().say("GET / HTTP/1.0\r\nOrigin: http://evil.example\r\n\r\n").status()).isEqualTo(403);
    }

    static Stream<Arguments> refused() {
        String post = "POST / HTTP/1.1\r\n" + LOCAL;
        return Stream.of(
                arguments("hello\r\n\r\n", 400, "expected a request such as GET /path HTTP/1.1, got 'hello'"),
                arguments("GET /\r\n\r\n", 400, "expected a request such as GET /path HTTP/1.1, got 'GET /'"),
                arguments("GET / HTTP/2\r\n\r\n", 400, "expected a request such as GET /path HTTP/1.1, got 'GET / HTTP/2'"),
                arguments("GET http://evil/ HTTP/1.1\r\n\r\n", 400,
                        "expected a request such as GET /path HTTP/1.1, got 'GET http://evil/ HTTP/1.1'"),
                arguments(post + "no field\r\n\r\n", 400, "'no field' is no header field"),
                arguments(post + " X: folded\r\n\r\n", 400, "' X: folded' is no header field"),
                arguments(post + "Content-Length: -5\r\n\r\n", 400, "Content-Length '-5' is no length"),
                arguments(post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400, "Content-Length '1, 2' is no length"),
                arguments(post + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411,
                        "expected Content-Length; bodies in chunks are not taken"),
                arguments(post + "Content-Length: 501\r\n\r\n", 413, "a request may have 500 bytes at most"),
                arguments(post + "Content-Length: 999999999999\r\n\r\n", 413, "a request may have 500 bytes at most"),
                arguments("GET /" + "a".repeat(1000) + " HTTP/1.1\r\n\r\n", 414, "a path may have 1000 characters at most"),
                arguments("GET " + "/".repeat(370_000) + " HTTP/1.1\r\n\r\n", 414, "a path may have 1000 characters at most"),
                arguments("x".repeat(370_000), 414, "a path may have 1000 characters at most"),
                arguments(post + "X: " + "y".repeat(5000) + "\r\n\r\n", 431, "the head of a request may have 4000 bytes at most"),
                arguments(post + "X: " + "y".repeat(370_000), 431, "the head of a request may have 4000 bytes at most"),
                arguments(post + manyFields() + "\r\n", 431, "a request may have 100 fields at most"));
    }

    private static String manyFields() {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < 120; i++) {
            fields.append("X").append(i).append(": y\r\n");
        }
        return fields.toString();
    }

    /** In whatever state, the answer comes, and says that it is the last. */
    @ParameterizedTest
    @MethodSource("refused")
    void shouldAnswerWhatItCannotTake(String request, int status, String message) throws IOException {
        serve(LIMITS);

        assertThat(client().say(request).hearToTheEnd()).startsWith("HTTP/1.1 " + status + " ")
                .contains("Connection: close\r\n").endsWith("\r\n\r\n" + message);
    }

    /** Closed at once, the connection would break while the client still sends, and many clients would not see the answer. */
    @Test
    void shouldLetAClientSayTheRestOfWhatItRefuses() throws Exception {
        serve(LIMITS);
        RawClient client = client().say("POST / HTTP/1.1\r\n" + LOCAL + "Content-Length: 999999\r\n\r\n");
        assertThat(client.status()).isEqualTo(413);

        for (int i = 0; i < 10; i++) {
            client.say("x".repeat(20_000));
            Thread.sleep(5);
        }
    }

    @Test
    void shouldAnswerWhereAnAnswerFails() throws IOException {
        serve(LIMITS);
        RawClient client = client();

        assertThat(client.say(GET.replace("/a", "/refuse")).hear()).startsWith("HTTP/1.1 404 Not Found").endsWith("no such thing");
        assertThat(client.say(GET.replace("/a", "/error")).hear()).startsWith("HTTP/1.1 500 ")
                .endsWith("failed: java.lang.StackOverflowError: too deep");
        assertThat(client.say(GET.replace("/a", "/memory")).hear()).startsWith("HTTP/1.1 503 ")
                .endsWith("there is not enough memory for this");
        assertThat(client.say(GET).status()).isEqualTo(200);
    }

    /** There are four. */
    @Test
    void shouldGiveNoThreadToHalfARequest() throws IOException {
        serve(LIMITS);
        for (int i = 0; i < 40; i++) {
            client().say("POST /half HTTP/1.1\r\n" + LOCAL + (i % 2 == 0 ? "Conte" : "Content-Length: 20\r\n\r\nhello"));
        }

        assertThat(client().say(GET).status()).isEqualTo(200);
    }

    @Test
    void shouldNotWaitForSlowClients() throws IOException {
        serve(new HttpLimits(1000, 4000, 500, 50, 4, SHORT, LONG, LONG));

        assertThat(client().say("GET /a HT").hearToTheEnd()).startsWith("HTTP/1.1 408 ")
                .endsWith("a request must be whole after 0 s");
    }

    @Test
    void shouldNotKeepIdleConnections() throws IOException {
        serve(new HttpLimits(1000, 4000, 500, 50, 4, LONG, LONG, SHORT));
        RawClient client = client();
        assertThat(client.say(GET).status()).isEqualTo(200);

        assertThat(client.hearToTheEnd()).isEmpty();
        assertThat(client().hearToTheEnd()).as("one that never asked").isEmpty();
    }

    @Test
    void shouldNotWaitForThoseWhoDoNotTakeTheirAnswer() throws Exception {
        serve(new HttpLimits(1000, 4000, 500, 50, 4, LONG, SHORT, LONG));
        RawClient client = client().say(GET.replace("/a", "/large"));
        Thread.sleep(2 * SHORT.toMillis());

        assertThat(client().say(GET).status()).isEqualTo(200);
        assertThat(toTheEndOrBreak(client)).isLessThan(50_000_000);
    }

    private static long toTheEndOrBreak(RawClient client) {
        try {
            return client.hearToTheEnd().length();
        } catch (IOException broken) {
            return 0;
        }
    }

    @Test
    void shouldSendLargeAnswersWhole() throws IOException {
        serve(LIMITS);

        assertThat(body(client().say(GET.replace("/a", "/large")).hear())).hasSize(50_000_000);
    }

    @Test
    void shouldCloseTheConnectionThatHasWaitedLongestForOneMore() throws IOException {
        serve(new HttpLimits(1000, 4000, 500, 3, 4, LONG, LONG, LONG));
        RawClient first = client();
        assertThat(first.say(GET).status()).isEqualTo(200);
        RawClient second = client();
        assertThat(second.say(GET).status()).isEqualTo(200);
        RawClient half = client().say("GET /half");
        assertThat(first.say(GET).status()).as("now the second waits longest").isEqualTo(200);

        assertThat(client().say(GET).status()).isEqualTo(200);

        assertThat(second.hearToTheEnd()).isEmpty();
        assertThat(first.say(GET).status()).isEqualTo(200);
        assertThat(body(half.say(" HTTP/1.1\r\n" + LOCAL + "\r\n").hear())).isEqualTo("GET [half] ");
    }

    /** Those that are being answered are left alone, and one more has to wait. */
    @Test
    void shouldLetOneMoreWaitWhereAllAreBeingAnswered() throws Exception {
        serve(new HttpLimits(1000, 4000, 500, 1, 4, LONG, LONG, LONG));
        RawClient busy = client().say(GET.replace("/a", "/wait"));
        asked.await();
        RawClient waiting = client().say(GET);
        Thread.sleep(SHORT.toMillis());
        mayAnswer.countDown();

        assertThat(body(busy.hear())).isEqualTo("GET [wait] ");
        assertThat(waiting.status()).isEqualTo(200);
    }

    @Test
    void shouldEndAnswersThatAreUnderWayWhenClosed() throws Exception {
        serve(LIMITS);
        RawClient idle = client();
        assertThat(idle.say(GET).status()).isEqualTo(200);
        RawClient busy = client().say(GET.replace("/a", "/wait"));
        asked.await();
        Thread closing = new Thread(server::close);
        closing.start();
        assertThat(idle.hearToTheEnd()).isEmpty();
        mayAnswer.countDown();

        assertThat(body(busy.hear())).isEqualTo("GET [wait] ");
        closing.join();
    }
}
