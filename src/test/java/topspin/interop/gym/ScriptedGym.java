package topspin.interop.gym;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** A server that answers as the Python one does for CartPole, but for what a test lays down. */
public final class ScriptedGym implements AutoCloseable {
    static {
        // Read once, when the first server of this process is made. Without it every answer waits for the client's delayed
        // acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private record Answer(int status, String body) {
    }

    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final Map<String, Deque<Answer>> answers = new HashMap<>();
    private final Set<String> unanswered = ConcurrentHashMap.newKeySet();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    public ScriptedGym() throws IOException {
        on("envs", 200, "{\"instance_id\": \"3c657dbc\"}\n");
        on("action_space", 200, "{\"info\": {\"n\": 2, \"name\": \"Discrete\"}}");
        on("observation_space", 200, "{\"info\": {\"high\": [4.8, 3.4028234663852886e+38, 0.42, 1e+100], \"low\": [-4.8, "
                + "-3.4028234663852886e+38, -0.42, -1e+100], \"name\": \"Box\", \"shape\": [4]}}");
        on("reset", 200, "{\"observation\": [0.03, -0.01, 0.02, 0.04]}");
        on("step", 200, "{\"done\": false, \"info\": {}, \"observation\": [0.1, 0.2, 0.3, 0.4], \"reward\": 1.0}");
        on("close", 204, "");
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::answer);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** @param request the last word of its path */
    public ScriptedGym on(String request, int status, String body) {
        answers.put(request, new ArrayDeque<>(List.of(new Answer(status, body))));
        return this;
    }

    /** Answers as before {@code times} times, then so. */
    public ScriptedGym then(int times, String request, int status, String body) {
        Deque<Answer> queue = answers.get(request);
        for (int i = 1; i < times; i++) {
            queue.addFirst(queue.getFirst());
        }
        queue.addLast(new Answer(status, body));
        return this;
    }

    /** Never answers. */
    public ScriptedGym silentOn(String request) {
        return on(request, 0, "");
    }

    /** Last word of the path and body of every request so far. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** Whether someone waits for an answer that will never come. */
    public boolean isWaitedForIn(String request) {
        return unanswered.contains(request);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String request = path.substring(path.lastIndexOf('/', path.length() - 2) + 1).replace("/", "");
        requests.add(request + " " + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Deque<Answer> queue = answers.get(request);
        Answer answer = queue.size() > 1 ? queue.removeFirst() : queue.getFirst();
        if (answer.status() == 0) {
            unanswered.add(request);
            return;
        }
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
