package topspin.interop.gym;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import topspin.env.EnvironmentRegistry;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves environments over the protocol of openai/gym-http-api, so that clients of any language play in our worlds. What
 * we add to it: {@code options} and {@code seed} when an environment is made, options in its name
 * ({@code pong?observation=features}), {@code dtype} of a box, and {@code envs} beside {@code all_envs} in the list,
 * which is where gym-java-client looks. {@code docs/interop.md} has the whole of it.
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
    private static final String NO_DELAY = "sun.net.httpserver.nodelay";
    private static final String SHUTDOWN = "v1/shutdown";
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int FAILED = 500;
    /** No request of the protocol comes near it. */
    private static final int LARGEST_REQUEST = 1 << 20;
    /** Where a path names an instance, or an action. */
    private static final List<Integer> ARGUMENTS = List.of(2, 5);

    static {
        // Read once, when the server's classes load. Without it every answer waits for the client's delayed
        // acknowledgement: 22 steps a second instead of thousands.
        if (System.getProperty(NO_DELAY) == null) {
            System.setProperty(NO_DELAY, "true");
        }
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
    private final ExecutorService threads;
    private final GymInstances instances;
    private final Map<String, Route> routes = new LinkedHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * @param address  where to listen; port 0 takes any that is free
     * @param registry the environments that can be asked for
     * @param seed     of the environments that are made without a seed of their own
     * @throws IOException if the address cannot be listened at
     */
    public GymServer(InetSocketAddress address, EnvironmentRegistry registry, long seed) throws IOException {
        instances = new GymInstances(registry, seed);
        server = HttpServer.create(address, 0);
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "gym-server");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        route();
    }

    private void route() {
        routes.put("POST v1/envs", r -> Map.of("instance_id", instances.make(r.json())));
        routes.put("GET v1/envs", r -> Map.of("all_envs", instances.names(), "envs", instances.names()));
        routes.put("POST v1/envs/*/reset", r -> instances.get(r.instance()).reset());
        routes.put("POST v1/envs/*/step", r -> instances.get(r.instance()).step(r.json().get("action")));
        routes.put("GET v1/envs/*/action_space",
                r -> Map.of("info", GymSpaces.describe(instances.get(r.instance()).actionSpace())));
        routes.put("GET v1/envs/*/action_space/sample", r -> Map.of("action", instances.get(r.instance()).sample()));
        routes.put("GET v1/envs/*/action_space/contains/*", r -> Map.of("member", contains(r)));
        routes.put("GET v1/envs/*/observation_space",
                r -> Map.of("info", GymSpaces.describe(instances.get(r.instance()).observationSpace())));
        routes.put("POST v1/envs/*/monitor/start", this::recordNothing);
        routes.put("POST v1/envs/*/monitor/close", this::recordNothing);
        routes.put("POST v1/envs/*/close", r -> {
            instances.close(r.instance());
            return null;
        });
        routes.put("POST " + SHUTDOWN, r -> Map.of("message", "Server shutting down"));
    }

    private boolean contains(Request request) {
        try {
            return instances.get(request.instance()).actionSpace().contains(Integer.parseInt(request.arguments().get(1)));
        } catch (NumberFormatException e) {
            throw Refusal.badRequest("expected a whole number, got '" + request.arguments().get(1) + "'");
        }
    }

    /** Programs written for gym switch its monitor on; they may, and nothing is recorded. */
    private Object recordNothing(Request request) {
        instances.get(request.instance());
        return null;
    }

    /** Begins to answer. */
    public void start() {
        server.start();
    }

    /** The port that is listened at. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Where clients find it, such as {@code http://127.0.0.1:5000}. */
    public String url() {
        return "http://" + server.getAddress().getHostString() + ":" + port();
    }

    /** Waits until a client has shut the server down, or another thread has closed it. */
    public void await() throws InterruptedException {
        closed.await();
    }

    /** Stops answering and closes every environment. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
        instances.closeAll();
        closed.countDown();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().replaceAll("^/+|/+$", "");
        try (exchange) {
            respond(exchange, List.of(path.split("/+")));
        }
        if (path.equals(SHUTDOWN) && exchange.getResponseCode() == OK) {
            close();
        }
    }

    private void respond(HttpExchange exchange, List<String> path) throws IOException {
        try {
            Object answer = answer(exchange, path);
            send(exchange, answer == null ? NO_CONTENT : OK, answer);
        } catch (Refusal e) {
            send(exchange, e.status(), Map.of("message", e.getMessage()));
        } catch (RuntimeException e) {
            LOG.warn("{} failed: {}", exchange.getRequestURI(), e.toString());
            send(exchange, FAILED, Map.of("message", "the environment failed: " + e));
        }
    }

    private Object answer(HttpExchange exchange, List<String> path) throws IOException {
        String pattern = pattern(path);
        Route known = routes.get(exchange.getRequestMethod() + " " + pattern);
        if (known == null) {
            throw unknown(exchange, pattern);
        }
        List<String> arguments = ARGUMENTS.stream().filter(at -> at < path.size()).map(path::get).toList();
        return known.answer(new Request(arguments, body(exchange.getRequestBody())));
    }

    /** {@code v1/envs/00000001/step} is {@code v1/envs/*\/step}. */
    private static String pattern(List<String> path) {
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < path.size(); i++) {
            pattern.append(i == 0 ? "" : "/").append(ARGUMENTS.contains(i) ? "*" : path.get(i));
        }
        return pattern.toString();
    }

    private Refusal unknown(HttpExchange exchange, String pattern) {
        for (String other : routes.keySet()) {
            if (other.endsWith(" " + pattern)) {
                return new Refusal(Refusal.WRONG_METHOD, "expected " + other.substring(0, other.indexOf(' ')) + ", got "
                        + exchange.getRequestMethod() + " " + exchange.getRequestURI());
            }
        }
        return new Refusal(Refusal.NOT_FOUND, "there is nothing at " + exchange.getRequestURI()
                + "; environments are made by POST /v1/envs/");
    }

    private static byte[] body(InputStream in) throws IOException {
        byte[] body = in.readNBytes(LARGEST_REQUEST + 1);
        if (body.length > LARGEST_REQUEST) {
            throw new Refusal(Refusal.TOO_LARGE, "a request may have " + LARGEST_REQUEST + " bytes at most");
        }
        return body;
    }

    private static void send(HttpExchange exchange, int status, Object answer) throws IOException {
        if (answer == null) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        byte[] bytes = bytes(answer);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.getResponseBody().close();
    }

    private static byte[] bytes(Object answer) {
        try {
            return JSON.writeValueAsBytes(answer);
        } catch (JsonProcessingException e) {
            throw new AssertionError("maps, arrays, numbers and strings can be written", e);
        }
    }
}
