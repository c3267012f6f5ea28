package topspin.interop.gym;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Map;

/**
 * Requests to a server of openai/gym-http-api: JSON there and back. Whatever goes wrong is a {@link GymException} that
 * names the address. No request is repeated, since a step that was answered too late may have been taken. Safe for any
 * thread.
 */
final class GymConnection {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    /** One for all: each client has a thread of its own. */
    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT).build();
    /** Python writes NaN and Infinity as they are. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
    private static final int SUCCESS = 2;
    private static final int HUNDRED = 100;
    private static final int QUOTED = 80;

    private final String url;
    private final Duration timeout;

    /**
     * @param url     such as {@code http://127.0.0.1:5000}
     * @param timeout within which every request must be answered
     */
    GymConnection(String url, Duration timeout) {
        this.url = url.replaceAll("/+$", "");
        this.timeout = timeout;
    }

    JsonNode get(String path) {
        return send(path, "GET", HttpRequest.BodyPublishers.noBody());
    }

    JsonNode post(String path, Map<String, Object> body) {
        try {
            return send(path, "POST", HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
        } catch (JsonProcessingException e) {
            throw new AssertionError("maps, numbers and strings can be written", e);
        }
    }

    private JsonNode send(String path, String method, HttpRequest.BodyPublisher body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).timeout(timeout)
                .header("Content-Type", "application/json").method(method, body).build();
        String what = method + " " + path;
        try {
            return json(what, CLIENT.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (HttpTimeoutException e) {
            throw failed("no answer to " + what + " within " + timeout.toMillis() / 1e3
                    + " s; is it busy? env.timeout may be longer", e);
        } catch (ConnectException e) {
            boolean unknown = e.getCause() instanceof UnresolvedAddressException
                    || e.getCause() != null && e.getCause().getCause() instanceof UnresolvedAddressException;
            throw failed(unknown ? "the host is not known"
                    : "the connection is refused; start a server there, such as ./topspin serve", e);
        } catch (IOException e) {
            throw failed("the connection broke during " + what + " (" + e.getMessage() + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted during " + what, e);
        }
    }

    /** Null for an answer without content. */
    private JsonNode json(String what, HttpResponse<String> answer) {
        boolean success = answer.statusCode() / HUNDRED == SUCCESS;
        try {
            JsonNode json = answer.body().isEmpty() ? null : JSON.readTree(answer.body());
            if (success) {
                return json;
            }
            String message = json == null ? "" : json.path("message").asText();
            throw refused(what, answer.statusCode(), message.isEmpty() ? answer.body() : message);
        } catch (JsonProcessingException e) {
            throw success ? failed(what + " is answered with what is not JSON: " + excerpt(answer.body()), e)
                    : refused(what, answer.statusCode(), excerpt(answer.body()));
        }
    }

    private GymException refused(String what, int status, String message) {
        return new GymException(status, url + ": " + what + " is refused (" + status + "): " + message);
    }

    /** Says that an answer is not what the protocol asks for. */
    GymException unexpected(String what, Object got) {
        return failed("expected " + what + ", got " + excerpt(String.valueOf(got)), null);
    }

    private GymException failed(String message, Throwable cause) {
        return new GymException(url + ": " + message, cause);
    }

    private static String excerpt(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= QUOTED ? line : line.substring(0, QUOTED) + "…";
    }
}
