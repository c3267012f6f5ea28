package topspin.interop.gym;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import topspin.env.GivenUpException;
import topspin.interop.http.DeadlineException;
import topspin.interop.http.HttpConnection;
import topspin.interop.http.HttpReply;
import topspin.text.Excerpt;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Requests to a server of openai/gym-http-api, in JSON. Whatever goes wrong is a {@link GymException} that names the
 * address. No request that a server may have seen is repeated, since a step that was answered too late may have been
 * taken. One thread at a time; {@link #hurry} may be called by any.
 */
final class GymConnection implements Closeable {
    /**
     * Bytes of a reply. An observation of a million numbers, and both bounds of each, are shorter; a longer reply is an
     * error.
     */
    private static final int LARGEST_REPLY = 1 << 25;
    /**
     * Time-out once the run is to stop: a server that answers in time lets the update finish, another does not delay
     * the end.
     */
    static final Duration HURRIED = Duration.ofSeconds(2);
    /** Servers that have not answered since a time-out: closing environments does not wait for them. */
    private static final Set<String> SILENT = ConcurrentHashMap.newKeySet();
    /** Python writes NaN and Infinity as they are. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
    private static final byte[] EMPTY = new byte[0];
    private static final int SUCCESS = 2;
    private static final int HUNDRED = 100;
    /** Enough for an excerpt. */
    private static final int READ_OF_TEXT = 1000;

    private final String url;
    private final Duration timeout;
    private final HttpConnection connection;
    private volatile boolean hurried;

    /**
     * Asks nothing yet.
     *
     * @param url     such as {@code http://127.0.0.1:5000}
     * @param timeout within which every request must be answered, to the end of the answer
     */
    GymConnection(String url, Duration timeout) {
        int end = url.length();
        while (url.charAt(end - 1) == '/') {
            end--;
        }
        this.url = url.substring(0, end);
        this.timeout = timeout;
        this.connection = new HttpConnection(URI.create(this.url), LARGEST_REPLY);
    }

    JsonNode get(String path) {
        return send("GET", path, EMPTY);
    }

    JsonNode post(String path, Map<String, Object> body) {
        try {
            return send("POST", path, JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new AssertionError("maps, numbers and strings can be written", e);
        }
    }

    private JsonNode send(String method, String path, byte[] body) {
        String what = method + " " + path;
        try {
            HttpReply reply = connection.exchange(method, path, body, timeout);
            SILENT.remove(url);
            return json(what, reply);
        } catch (DeadlineException e) {
            SILENT.add(url);
            if (hurried) {
                throw new GivenUpException(url + ": " + what + " was not answered within " + HURRIED.toSeconds() + " s");
            }
            throw failed("no " + (e.begun() ? "end of the " : "") + "answer to " + what + " within "
                    + timeout.toMillis() / 1e3 + " s; is it busy? env.timeout may be longer", e);
        } catch (UnknownHostException e) {
            throw failed("the host is not known", e);
        } catch (ConnectException e) {
            throw failed("the connection is refused; start a server there, such as ./topspin serve", e);
        } catch (ProtocolException e) {
            throw failed("the answer to " + what + " cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw failed("the connection broke during " + what + " (" + e.getMessage() + ")", e);
        }
    }

    /** Null for an answer without content. */
    private JsonNode json(String what, HttpReply answer) {
        boolean success = answer.status() / HUNDRED == SUCCESS;
        try {
            JsonNode json = answer.body().length == 0 ? null : JSON.readTree(answer.body());
            if (success) {
                return json;
            }
            String message = json == null ? "" : json.path("message").asText();
            throw refused(what, answer.status(), message.isEmpty() ? text(answer) : message);
        } catch (IOException e) {
            throw success ? failed(what + " is answered with what is not JSON: " + excerpt(text(answer)), e)
                    : refused(what, answer.status(), text(answer));
        }
    }

    private static String text(HttpReply answer) {
        return new String(answer.body(), 0, Math.min(READ_OF_TEXT, answer.body().length), StandardCharsets.UTF_8);
    }

    private GymException refused(String what, int status, String message) {
        return new GymException(status, url + ": " + what + " is refused (" + status + "): " + excerpt(message));
    }

    /** Says that an answer is not what the protocol asks for. */
    GymException unexpected(String what, Object got) {
        return failed("expected " + what + ", got " + excerpt(String.valueOf(got)), null);
    }

    private GymException failed(String message, Throwable cause) {
        return new GymException(url + ": " + message, cause);
    }

    /** An excerpt on one line, since the text is another program's. */
    private static String excerpt(String text) {
        return Excerpt.of(text.strip().replace("\r", "").replace('\n', ' '));
    }

    /** From now on nothing waits longer than {@link #HURRIED}. */
    void hurry() {
        hurried = true;
        connection.hurry(HURRIED);
    }

    /** Whether the server has not answered since a time-out of this or any other connection. */
    boolean silent() {
        return SILENT.contains(url);
    }

    @Override
    public void close() {
        connection.close();
    }
}
