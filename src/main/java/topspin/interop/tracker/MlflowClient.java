package topspin.interop.tracker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import topspin.metric.ShortestDecimal;
import topspin.text.Excerpt;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Requests to MLflow's REST API 2.0 (mlflow.org/docs/latest/rest-api.html), one at a time. A request ends within a fixed time,
 * its answer included, and an answer has a bounded size. The JDK's client and not {@link topspin.interop.http}'s, since trackers
 * are often behind TLS. One thread.
 */
final class MlflowClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String API = "/api/2.0/mlflow/";
    private static final int LARGEST_ANSWER = 1 << 24;
    private static final String ABSENT = "RESOURCE_DOES_NOT_EXIST";
    /** What MLflow says of a deleted run. */
    private static final String INVALID_STATE = "INVALID_STATE";
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private final MlflowAddress address;
    private final Duration patience;
    private final HttpClient client;

    /** @param patience time for a request and its answer */
    MlflowClient(MlflowAddress address, Duration patience) {
        this.address = address;
        this.patience = patience;
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(patience).build();
    }

    JsonNode get(String method, String key, String value) throws IOException {
        return send(method, request(method + "?" + key + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)).GET());
    }

    JsonNode post(String method, Map<String, ?> body) throws IOException {
        return post(method, JSON.writeValueAsBytes(body));
    }

    JsonNode post(String method, byte[] body) throws IOException {
        return send(method, request(method).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private HttpRequest.Builder request(String method) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address.uri() + API + method)).timeout(patience);
        address.authorisation().ifPresent(value -> request.header("Authorization", value));
        return request;
    }

    /** @throws TrackerException unless the answer is JSON with status 200 */
    private JsonNode send(String method, HttpRequest.Builder request) throws IOException {
        HttpResponse<byte[]> answer = answer(method, request.build());
        int status = answer.statusCode();
        JsonNode json;
        try {
            json = JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            json = MissingNode.getInstance();
        }
        if (status == 200 && json.isObject()) {
            return json;
        }
        if (status == 200) {
            throw problem(TrackerException.Kind.REFUSED, method, "gives an answer that is not MLflow's: is this its address?");
        }
        String code = json.path("error_code").asText();
        String reason = "answers " + status + (json.path("message").isTextual() ? ", "
                + Excerpt.quoted(json.path("message").asText().lines().findFirst().orElse("")) : "");
        if (status == 408 || status == 425 || status == 429 || status >= 500) {
            throw new TrackerException(TrackerException.Kind.FOR_NOW, about(method, reason), pause(answer));
        }
        throw problem(kind(status, code), method, reason);
    }

    private static TrackerException.Kind kind(int status, String code) {
        if (code.equals(ABSENT) || code.equals(INVALID_STATE)) {
            return TrackerException.Kind.ABSENT;
        }
        return status == 400 || status == 413 || status == 422 ? TrackerException.Kind.CONTENT : TrackerException.Kind.REFUSED;
    }

    /** An answer's head may come in time, and its body not: the future's time counts both. */
    private HttpResponse<byte[]> answer(String method, HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, head -> new BoundedBody(LARGEST_ANSWER));
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw problem(TrackerException.Kind.FOR_NOW, method, "has not answered within " + ShortestDecimal.of(patience.toMillis() / 1e3) + " s");
        } catch (ExecutionException e) {
            throw problem(TrackerException.Kind.FOR_NOW, method, "cannot be reached (" + reason(e.getCause()) + ")");
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + address + " was asked");
        }
    }

    /** The JDK's exceptions for an unknown host or a refused connection have no message. */
    private static String reason(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null) {
                return Excerpt.of(cause.getMessage());
            }
            if (cause instanceof UnresolvedAddressException) {
                return "unknown host";
            }
        }
        return e instanceof ConnectException ? "connection refused" : e.getClass().getSimpleName();
    }

    /** {@code Retry-After} in seconds; its form with a date is not obeyed. */
    private static Duration pause(HttpResponse<?> answer) {
        String value = answer.headers().firstValue("Retry-After").orElse("");
        if (!value.matches("\\d{1,9}")) {
            return Duration.ZERO;
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(value));
        return asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
    }

    private TrackerException problem(TrackerException.Kind kind, String method, String what) {
        return new TrackerException(kind, about(method, what));
    }

    private String about(String method, String what) {
        return "MLflow at " + address + " " + what + " (" + method.replaceFirst("\\?.*", "") + ")";
    }
}
