package topspin.interop.gym;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import topspin.env.EnvironmentRegistry;
import topspin.interop.ale.AtariProvider;
import topspin.interop.http.AllowedHosts;
import topspin.interop.http.HttpAnswer;
import topspin.interop.http.HttpLimits;
import topspin.interop.http.HttpRequest;
import topspin.interop.http.HttpServer;
import topspin.interop.http.Refusal;
import topspin.space.Discrete;
import topspin.text.Excerpt;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * Serves environments over the protocol of openai/gym-http-api, so that clients of any language play in our worlds. Our
 * additions: {@code options} and {@code seed} when an environment is made, options in its name
 * ({@code pong?observation=features}), {@code dtype} of a box, and {@code envs} beside {@code all_envs} in the list,
 * which is where gym-java-client looks. {@code docs/interop.md} describes all of it.
 *
 * <p>Environments of other servers are not served, since a client could then make this server call any other, and
 * itself; nor is {@code ale}, with which it could ask for files of this machine.
 *
 * <p>Order of use: construct (the port is taken), {@link #start}, {@link #await} or go on, {@link #close}. Safe for any
 * number of clients; requests to one environment wait for each other.
 */
public final class GymServer implements AutoCloseable {
    /** Where the Python server is, and where clients look. */
    public static final String DEFAULT_HOST = "127.0.0.1";
    public static final int DEFAULT_PORT = 5000;

    private static final Logger LOG = LoggerFactory.getLogger(GymServer.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;
    /** Where a path names an instance, or an action. */
    private static final Set<Integer> ARGUMENTS = Set.of(2, 5);

    /**
     * A server's limits, and who may call it.
     *
     * @param hosts     names by which clients may call it, besides {@code localhost} and addresses in digits
     * @param instances environments that are open at once
     * @param expiry    time without requests after which an environment is closed
     */
    public record Settings(Set<String> hosts, int instances, Duration expiry) {
        public static final int DEFAULT_INSTANCES = 1024;
        public static final int DEFAULT_EXPIRY_MINUTES = 60;

        /** No further host names; enough environments for any parallel run; an hour. */
        public static final Settings DEFAULT =
                new Settings(Set.of(), DEFAULT_INSTANCES, Duration.ofMinutes(DEFAULT_EXPIRY_MINUTES));
    }

    /** @param arguments what the path says in place of its stars */
    private record Request(List<String> arguments, byte[] body) {
        String instance() {
            return arguments.get(0);
        }

        JsonNode json() {
            try {
                JsonNode json = JSON.readTree(body);
                if (json.isObject()) {
                    return json;
                }
            } catch (IOException e) {
                LOG.debug("not JSON", e);
            }
            throw Refusal.badRequest("the request is not a JSON object");
        }
    }

    private interface Route {
        /** @return what to send as JSON; null for an answer without content */
        Object answer(Request request);
    }

    private final HttpServer server;
    private final GymInstances instances;
    private final EnvironmentRegistry served;
    private final Map<String, Route> routes = new LinkedHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** As below, with the default settings. */
    public GymServer(InetSocketAddress address, EnvironmentRegistry registry, long seed) throws IOException {
        this(address, registry, seed, Settings.DEFAULT);
    }

    /**
     * @param address  where to listen; port 0 takes any that is free
     * @param registry the environments that clients may request; those of other servers and of files are excluded
     * @param seed     of the environments that are requested without a seed
     * @throws IOException if the address cannot be listened at
     */
    public GymServer(InetSocketAddress address, EnvironmentRegistry registry, long seed, Settings settings)
            throws IOException {
        served = EnvironmentRegistry.of(registry.providers().values().stream()
                .filter(provider -> !(provider instanceof GymEnvironmentProvider || provider instanceof AtariProvider)).toList());
        server = new HttpServer(address, new AllowedHosts(settings.hosts()), HttpLimits.USUAL, new HttpServer.Handler() {
            @Override
            public HttpAnswer answer(HttpRequest request) {
                return GymServer.this.answer(request);
            }

            @Override
            public HttpAnswer refusal(int status, String message) {
                return json(status, Map.of("message", message));
            }
        });
        instances = new GymInstances(served, seed, settings.instances(), settings.expiry());
        route();
    }

    private void route() {
        routes.put("POST v1/envs", r -> Map.of("instance_id", instances.make(r.json())));
        routes.put("GET v1/envs", r -> {
            Map<String, String> names = instances.names();
            return Map.of("all_envs", names, "envs", names);
        });
        routes.put("POST v1/envs/*/reset", r -> instances.get(r.instance()).reset());
        routes.put("POST v1/envs/*/step", r -> instances.get(r.instance()).step(r.json().get("action")));
        routes.put("GET v1/envs/*/action_space",
                r -> Map.of("info", GymSpaces.describe(instances.get(r.instance()).actionSpace())));
        routes.put("GET v1/envs/*/action_space/sample", r -> Map.of("action", instances.get(r.instance()).sample()));
        routes.put("GET v1/envs/*/action_space/contains/*", r -> Map.of("member", contains(r)));
        routes.put("GET v1/envs/*/observation_space",
                r -> Map.of("info", GymSpaces.describe(instances.get(r.instance()).observationSpace())));
        routes.put("POST v1/envs/*/observation_space/contains", r -> Map.of("member", describes(r)));
        routes.put("POST v1/envs/*/monitor/start", this::recordNothing);
        routes.put("POST v1/envs/*/monitor/close", this::recordNothing);
        routes.put("POST v1/envs/*/close", r -> {
            instances.close(r.instance());
            return null;
        });
        routes.put("POST v1/shutdown", r -> {
            // by another thread, which waits for this answer
            new Thread(this::close, "gym-shutdown").start();
            return Map.of("message", "Server shutting down");
        });
    }

    private boolean contains(Request request) {
        try {
            int choice = Integer.parseInt(request.arguments().get(1));
            return instances.get(request.instance()).actionSpace() instanceof Discrete discrete
                    && discrete.contains(choice);
        } catch (NumberFormatException e) {
            throw Refusal.badRequest("expected a whole number, got " + Excerpt.quoted(request.arguments().get(1)));
        }
    }

    /** Whether everything the request says about the space is true; this is what the Python server checks. */
    private boolean describes(Request request) {
        JsonNode info = JSON.valueToTree(GymSpaces.describe(instances.get(request.instance()).observationSpace()));
        return request.json().properties().stream().allMatch(said -> said.getValue().equals(info.get(said.getKey())));
    }

    /** Programs written for gym switch its monitor on; this is accepted, but nothing is recorded. */
    private Object recordNothing(Request request) {
        instances.get(request.instance());
        return null;
    }

    /** Starts answering. */
    public void start() {
        server.start();
    }

    /** The ids that can be asked for. */
    public Set<String> ids() {
        return served.ids();
    }

    /** The port that is listened at. */
    public int port() {
        return server.address().getPort();
    }

    /** Where clients find it, such as {@code http://127.0.0.1:5000}. */
    public String url() {
        return server.url();
    }

    /** Waits until a client has shut the server down, or another thread has closed it. */
    public void await() throws InterruptedException {
        closed.await();
    }

    /** Stops answering and closes every environment. */
    @Override
    public void close() {
        server.close();
        instances.closeAll();
        closed.countDown();
    }

    private HttpAnswer answer(HttpRequest request) {
        String pattern = pattern(request.path());
        Route known = routes.get(request.method() + " " + pattern);
        if (known == null) {
            throw unknown(request, pattern);
        }
        List<String> arguments = new ArrayList<>();
        for (int at = 0; at < request.path().size(); at++) {
            if (ARGUMENTS.contains(at)) {
                arguments.add(request.path().get(at));
            }
        }
        try {
            Object answer = known.answer(new Request(arguments, request.body()));
            return answer == null ? HttpAnswer.nothing() : json(OK, answer);
        } catch (Refusal e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warn("{} failed", pattern, e);
            throw new Refusal(Refusal.FAILED, "the environment failed: " + Excerpt.of(e.toString()));
        }
    }

    /** {@code v1/envs/00000001/step} is {@code v1/envs/*\/step}. */
    private static String pattern(List<String> path) {
        StringBuilder pattern = new StringBuilder();
        for (int at = 0; at < path.size(); at++) {
            pattern.append(at == 0 ? "" : "/").append(ARGUMENTS.contains(at) ? "*" : path.get(at));
        }
        return pattern.toString();
    }

    private Refusal unknown(HttpRequest request, String pattern) {
        String path = Excerpt.of("/" + String.join("/", request.path()));
        for (String other : routes.keySet()) {
            if (other.endsWith(" " + pattern)) {
                return new Refusal(Refusal.WRONG_METHOD, "expected " + other.substring(0, other.indexOf(' ')) + ", got "
                        + Excerpt.of(request.method()) + " " + path);
            }
        }
        return new Refusal(Refusal.NOT_FOUND, "there is nothing at " + path + "; environments are made by POST /v1/envs/");
    }

    private static HttpAnswer json(int status, Object answer) {
        try {
            return new HttpAnswer(status, "application/json", JSON.writeValueAsBytes(answer));
        } catch (JsonProcessingException e) {
            throw new AssertionError("maps, arrays, numbers and strings can be written", e);
        }
    }
}
