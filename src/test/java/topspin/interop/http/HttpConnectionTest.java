package topspin.interop.http;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

@Timeout(60)
class HttpConnectionTest {
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final int LIMIT = 100_000;

    private RawServer server;
    private HttpConnection client;

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    private void talkTo(RawServer other) {
        server = other;
        client = new HttpConnection(other.uri(), LIMIT);
    }

    private String body(String path, Duration timeout) throws IOException {
        HttpReply reply = client.exchange("POST", path, "{}".getBytes(StandardCharsets.UTF_8), timeout);
        return reply.status() + " " + new String(reply.body(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n02;a=b\r\nlo\r\n0\r\nTrailer: x\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200\nCONTENT-LENGTH:5\n\nhello"})
    void shouldKeepAConnectionThatTheServerKeeps(String reply) throws IOException {
        talkTo(RawServer.answering(reply));

        for (int i = 0; i < 5; i++) {
            assertThat(body("/x", LONG)).isEqualTo("200 hello");
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    /** These servers hold the connection open, and never read from it again: whoever used it once more would wait. */
    @ParameterizedTest
    @ValueSource(strings = {
        "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nConnection: foo, Close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more than it should"})
    void shouldNotUseAConnectionAgainThatTheServerGivesUp(String reply) throws IOException {
        talkTo(new RawServer(connection -> {
            connection.awaitRequest();
            connection.say(reply);
            connection.hold();
        }));

        for (int i = 0; i < 20; i++) {
            assertThat(body("/x", LONG)).isEqualTo("200 hello");
        }
        assertThat(server.connections()).isEqualTo(20);
        assertThat(server.requests()).isEqualTo(20);
    }

    /** As Python's {@code http.server} does. */
    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"})
    void shouldNoticeThatAServerHasClosed(String head) throws Exception {
        talkTo(new RawServer(connection -> {
            connection.awaitRequest();
            connection.say(head + "hello");
        }));

        for (int i = 0; i < 20; i++) {
            assertThat(body("/x", LONG)).isEqualTo("200 hello");
            while (server.closed() <= i) {
                Thread.sleep(1); // asked at once, nobody could tell that the server will have closed
            }
        }
        assertThat(server.requests()).isEqualTo(20);
    }

    /** It may have been acted on. */
    @Test
    void shouldNotRepeatARequestThatTheServerSaw() throws IOException {
        talkTo(new RawServer(connection -> {
            connection.awaitRequest();
            connection.say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
            connection.awaitRequest();
        }));
        assertThat(body("/x", LONG)).isEqualTo("200 hello");

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> body("/x", LONG))
                .withMessage("it was closed without an answer");
        assertThat(server.requests()).isEqualTo(2);
        assertThat(body("/x", LONG)).as("the next request is another").isEqualTo("200 hello");
    }

    @Test
    void shouldTakeAnswersWithoutContent() throws IOException {
        talkTo(RawServer.answering("HTTP/1.1 204 No Content\r\n\r\n"));

        assertThat(body("/x", LONG)).isEqualTo("204 ");
        assertThat(body("/x", LONG)).isEqualTo("204 ");
        assertThat(server.connections()).isEqualTo(1);
    }

    static Stream<Arguments> malformed() {
        String ok = "HTTP/1.1 200 OK\r\n";
        String chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
        return Stream.of(
                arguments(ok + "Content-Length: -5\r\n\r\nhello", "Content-Length '-5' is no length"),
                arguments(ok + "Content-Length: 5x\r\n\r\nhello", "Content-Length '5x' is no length"),
                arguments(ok + "Content-Length: \r\n\r\nhello", "Content-Length '' is no length"),
                arguments(ok + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", "Content-Length '5, 6' is no length"),
                arguments(ok + "Content-Length: 99999999999999999999\r\n\r\n",
                        "Content-Length '99999999999999999999' is no length"),
                arguments(ok + "Content-Length: 200000000\r\n\r\nhello", "it has more than 100000 bytes"),
                arguments(ok + "Transfer-Encoding: gzip\r\n\r\nhello", "a transfer encoding other than chunked"),
                arguments(ok + "no field\r\n\r\n", "'no field' is no header field"),
                arguments(chunked + "-1\r\n", "'-1' is no size of a chunk"),
                arguments(chunked + "ffffffff\r\n", "it has more than 100000 bytes"),
                arguments(chunked + "2\r\nhello\r\n", "a chunk is longer than it says"),
                arguments("SSH-2.0-OpenSSH\r\n\r\n", "it begins with 'SSH-2.0-OpenSSH', which is not HTTP/1.1"),
                arguments("HTTP/1.1 2x0 OK\r\n\r\n", "it begins with 'HTTP/1.1 2x0 OK', which is not HTTP/1.1"),
                arguments("HTTP/2 200\r\n\r\n", "it begins with 'HTTP/2 200', which is not HTTP/1.1"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void shouldSayWhatIsWrongWithAnAnswer(String reply, String message) throws IOException {
        talkTo(RawServer.answering(reply));

        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> body("/x", LONG)).withMessage(message);
    }

    @Test
    void shouldNoticeAnAnswerThatEndsTooEarly() throws IOException {
        talkTo(new RawServer(connection -> {
            connection.awaitRequest();
            connection.say("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhello");
        }));

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> body("/x", LONG))
                .withMessage("the answer is incomplete");
    }

    static Stream<Arguments> endless() {
        return Stream.of(
                arguments("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1000\r\n" + "x".repeat(0x1000) + "\r\n",
                        "it has more than 100000 bytes"),
                arguments("HTTP/1.1 200 OK\r\n\r\n", "x".repeat(1000), "it has more than 100000 bytes"),
                arguments("HTTP/1.1 200 OK\r\n", "X-Field: " + "x".repeat(1000) + "\r\n", "headers of more than 65536 bytes"),
                arguments("", "x".repeat(1000), "headers of more than 65536 bytes"),
                arguments("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X: " + "x".repeat(1000) + "\r\n",
                        "trailers of more than 65536 bytes"),
                arguments("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", "x".repeat(100),
                        "a line between chunks of more than 1024 bytes"));
    }

    /** However fast it comes. */
    @ParameterizedTest
    @MethodSource("endless")
    void shouldTakeNoMoreThanItsLimit(String beginning, String forEver, String message) throws IOException {
        talkTo(RawServer.dripping(beginning, forEver, 0));

        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> body("/x", LONG)).withMessage(message);
    }

    /** One deadline for all of it: no byte that comes gives the server more time. */
    @ParameterizedTest
    @ValueSource(strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n|x",
        "HTTP/1.1 200 OK\r\n\r\n|x",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n|1\r\nx\r\n",
        "HTTP/1.1 200 OK\r\n|X: y\r\n",
        "|HTTP/1.1 100 Continue\r\n\r\n"})
    void shouldNotWaitForAnAnswerThatDrips(String beginningAndDrop) throws IOException {
        String[] parts = beginningAndDrop.split("\\|");
        talkTo(RawServer.dripping(parts[0], parts[1], 20));

        assertThatExceptionOfType(DeadlineException.class).isThrownBy(() -> body("/x", SHORT))
                .satisfies(e -> assertThat(e.begun()).isTrue());
    }

    @Test
    void shouldNotWaitForAServerThatIsSilent() throws IOException {
        talkTo(new RawServer(RawServer.Connection::hold));

        assertThatExceptionOfType(DeadlineException.class).isThrownBy(() -> body("/x", SHORT))
                .satisfies(e -> assertThat(e.begun()).isFalse());
    }

    @Test
    void shouldHurryAnExchangeThatGoesOnAndAllThatFollow() throws Exception {
        talkTo(new RawServer(connection -> {
            connection.awaitRequest();
            client.hurry(SHORT);
            connection.hold();
        }));

        assertThatExceptionOfType(DeadlineException.class).isThrownBy(() -> body("/x", Duration.ofDays(1)));
        assertThatExceptionOfType(DeadlineException.class).isThrownBy(() -> body("/x", Duration.ofDays(1)));
    }

    @Test
    void shouldAskUnderThePathOfTheServer() throws IOException {
        server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        client = new HttpConnection(server.uri().resolve("/gym/of/mine"), LIMIT);

        assertThat(client.exchange("GET", "/v1/envs/", new byte[0], LONG).status()).isEqualTo(200);
        assertThat(server.lastHead()).startsWith("GET /gym/of/mine/v1/envs/ HTTP/1.1\r\nHost: 127.0.0.1:"
                + server.uri().getPort() + "\r\n").endsWith("\r\nContent-Length: 0\r\n\r\n");
    }
}
