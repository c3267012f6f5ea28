package topspin.interop.tracker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of MLflow's tracking server that we use, with its limits and its rules (mlflow/utils/validation.py: the strictest
 * names of any version), and faults on purpose. What it refuses is also kept in {@link #violations}, so that a client which works
 * around refusals is found out.
 */
public final class FakeMlflow implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_/. -]+");
    private static final String API = "/api/2.0/mlflow/";
    private static final String BATCH = "runs/log-batch";
    /** The method's name here for batches that have metrics in them. */
    public static final String METRICS = BATCH + " of metrics";

    /** What goes wrong with a request. */
    public enum Fault {
        /** 500 before anything is done. */
        FAILS,
        /** 503 after it was done. */
        FAILS_AFTERWARDS,
        /** The connection is closed before anything is done. */
        DROPS,
        /** The connection is closed after it was done. */
        DROPS_AFTERWARDS,
        /** Half of the metrics are kept, then 500. */
        HALF,
        /** No answer until the server is closed; nothing is done. */
        HANGS,
        /** 429 with {@code Retry-After: 1}. */
        THROTTLES,
        /** 403. */
        FORBIDS,
        /** A page for people, with status 200. */
        IS_ANOTHER
    }

    /** A metric as it came. */
    public record Point(String key, double value, long timestamp, long step) {
    }

    /** A run as the server has it. */
    public static final class Run {
        public final Map<String, Object> info = new LinkedHashMap<>();
        public final Map<String, String> params = new LinkedHashMap<>();
        public final Map<String, String> tags = new LinkedHashMap<>();
        public final List<Point> points = new ArrayList<>();
        private final Set<String> seen = new HashSet<>();

        public List<Point> of(String key) {
            return points.stream().filter(point -> point.key.equals(key)).toList();
        }

        public String status() {
            return (String) info.get("status");
        }
    }

    private record Answer(int status, Object body) {
    }

    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Answer answer;

        Refused(int status, String code, String message) {
            super(message);
            answer = new Answer(status, Map.of("error_code", code, "message", message));
        }
    }

    private final int port;
    private final Map<String, String> experiments = new LinkedHashMap<>();
    private final Map<String, Run> runs = new LinkedHashMap<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<String, List<Fault>> faults = new LinkedHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private HttpServer server;
    private Fault always;
    private int longestParam = 6000;
    private String authorisation;

    /** A server with a port, at which nobody answers before {@link #start}. */
    public FakeMlflow() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
    }

    public FakeMlflow start() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 50);
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "fake-mlflow");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
        return this;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** The next requests of a method, such as {@code runs/log-batch}, go wrong so, one after the other. */
    public synchronized FakeMlflow failing(String method, Fault... next) {
        faults.computeIfAbsent(method, key -> new ArrayList<>()).addAll(List.of(next));
        return this;
    }

    /** Every request goes wrong so; null ends that. */
    public synchronized FakeMlflow always(Fault fault) {
        always = fault;
        return this;
    }

    /** As servers of before MLflow 2.8 have it. */
    public synchronized FakeMlflow takingParamsUpTo(int characters) {
        longestParam = characters;
        return this;
    }

    /** Answers 401 to whoever has not this. */
    public synchronized FakeMlflow requiring(String value) {
        authorisation = value;
        return this;
    }

    public synchronized List<Run> runs() {
        return List.copyOf(runs.values());
    }

    public synchronized List<String> experiments() {
        return List.copyOf(experiments.keySet());
    }

    /** What came against MLflow's rules. */
    public List<String> violations() {
        return violations;
    }

    /** The methods that were called. */
    public List<String> requests() {
        return requests;
    }

    public synchronized void delete(Run run) {
        run.info.put("lifecycle_stage", "deleted");
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        String method = path.startsWith(API) ? path.substring(API.length()) : path;
        if (method.equals(BATCH) && new String(body, StandardCharsets.UTF_8).contains("\"metrics\":")) {
            method = METRICS;
        }
        requests.add(method);
        Fault fault = fault(method);
        if (fault == Fault.HANGS) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
            return;
        }
        Answer answer = fault == null || fault.name().endsWith("AFTERWARDS") || fault == Fault.HALF
                ? done(method, exchange, body, fault == Fault.HALF) : null;
        if (fault == Fault.DROPS || fault == Fault.DROPS_AFTERWARDS) {
            exchange.close();
            return;
        }
        if (fault != null) {
            answer = switch (fault) {
                case FAILS, HALF -> new Answer(500, Map.of("error_code", "INTERNAL_ERROR", "message", "the database is locked"));
                case FAILS_AFTERWARDS -> new Answer(503, "<html>bad gateway</html>");
                case THROTTLES -> new Answer(429, Map.of("error_code", "REQUEST_LIMIT_EXCEEDED", "message", "slower"));
                case FORBIDS -> new Answer(403, Map.of("error_code", "PERMISSION_DENIED", "message", "not you"));
                default -> new Answer(200, "<html>welcome</html>");
            };
        }
        if (fault == Fault.THROTTLES) {
            exchange.getResponseHeaders().add("Retry-After", "1");
        }
        byte[] bytes = answer.body instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : JSON.writeValueAsBytes(answer.body);
        exchange.sendResponseHeaders(answer.status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private synchronized Fault fault(String method) {
        List<Fault> next = faults.getOrDefault(method, List.of());
        return always != null ? always : next.isEmpty() ? null : next.remove(0);
    }

    private synchronized Answer done(String method, HttpExchange exchange, byte[] body, boolean half) {
        try {
            if (authorisation != null && !authorisation.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                throw new Refused(401, "UNAUTHENTICATED", "who are you?");
            }
            boolean get = method.equals("experiments/get-by-name") || method.equals("runs/get");
            require(exchange.getRequestMethod().equals(get ? "GET" : "POST"), "wrong verb for " + method);
            String query = exchange.getRequestURI().getRawQuery();
            return new Answer(200, switch (method) {
                case "experiments/get-by-name" -> experimentByName(parameter(query, "experiment_name"));
                case "experiments/create" -> createExperiment(JSON.readTree(body));
                case "runs/create" -> createRun(JSON.readTree(body));
                case "runs/get" -> Map.of("run", shown(run(parameter(query, "run_id"))));
                case "runs/search" -> search(JSON.readTree(body));
                case "runs/update" -> update(JSON.readTree(body));
                case BATCH, METRICS -> logBatch(body, half);
                default -> throw new Refused(404, "ENDPOINT_NOT_FOUND", "no " + method);
            });
        } catch (Refused e) {
            if (e.answer.status == 400) {
                violations.add(e.getMessage());
            }
            return e.answer;
        } catch (IOException e) {
            violations.add("no JSON: " + e.getMessage());
            return new Answer(400, Map.of("error_code", "BAD_REQUEST", "message", "no JSON"));
        }
    }

    private static String parameter(String query, String name) {
        require(query != null && query.startsWith(name + "="), "expected " + name);
        return URLDecoder.decode(query.substring(name.length() + 1), StandardCharsets.UTF_8);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Refused(400, "INVALID_PARAMETER_VALUE", otherwise);
        }
    }

    private Object experimentByName(String name) {
        if (!experiments.containsKey(name)) {
            throw new Refused(404, "RESOURCE_DOES_NOT_EXIST", "Could not find experiment with name '" + name + "'");
        }
        return Map.of("experiment", Map.of("experiment_id", experiments.get(name), "name", name, "lifecycle_stage", "active"));
    }

    private Object createExperiment(JsonNode body) {
        String name = body.path("name").asText();
        require(!name.isEmpty() && name.length() <= 500, "experiment name");
        if (experiments.containsKey(name)) {
            throw new Refused(400, "RESOURCE_ALREADY_EXISTS", "Experiment '" + name + "' already exists.");
        }
        experiments.put(name, Integer.toString(experiments.size() + 1));
        return Map.of("experiment_id", experiments.get(name));
    }

    private Object createRun(JsonNode body) {
        require(experiments.containsValue(body.path("experiment_id").asText()), "no such experiment");
        require(body.path("start_time").isIntegralNumber(), "start_time");
        Run run = new Run();
        String id = "run" + (runs.size() + 1);
        run.info.putAll(Map.of("run_id", id, "experiment_id", body.path("experiment_id").asText(), "status", "RUNNING",
                "run_name", body.path("run_name").asText(), "start_time", body.path("start_time").asLong(),
                "lifecycle_stage", "active"));
        body.path("tags").forEach(tag -> run.tags.put(tag.path("key").asText(), tag.path("value").asText()));
        runs.put(id, run);
        return Map.of("run", shown(run));
    }

    private Run run(String id) {
        Run run = runs.get(id);
        if (run == null) {
            throw new Refused(404, "RESOURCE_DOES_NOT_EXIST", "Run with id=" + id + " not found");
        }
        return run;
    }

    private Run active(String id) {
        Run run = run(id);
        if (run.info.get("lifecycle_stage").equals("deleted")) {
            throw new Refused(404, "INVALID_STATE", "The run " + id + " must be in the 'active' state.");
        }
        return run;
    }

    /** With the latest of each metric, as MLflow has it: of the largest step. */
    private static Map<String, Object> shown(Run run) {
        Map<String, Point> latest = new LinkedHashMap<>();
        run.points.forEach(point -> latest.merge(point.key, point, (one, other) -> other.step >= one.step ? other : one));
        List<Object> metrics = new ArrayList<>();
        latest.values().forEach(point -> metrics.add(Map.of("key", point.key, "value", Double.toString(point.value),
                "timestamp", point.timestamp, "step", Long.toString(point.step))));
        return Map.of("info", run.info, "data", Map.of("metrics", metrics, "params", pairs(run.params), "tags", pairs(run.tags)));
    }

    private static List<Object> pairs(Map<String, String> map) {
        List<Object> pairs = new ArrayList<>();
        map.forEach((key, value) -> pairs.add(Map.of("key", key, "value", value)));
        return pairs;
    }

    private Object search(JsonNode body) {
        Matcher filter = Pattern.compile("tags\\.`([^`]+)` = '([^']*)'").matcher(body.path("filter").asText());
        require(filter.matches(), "filter");
        String experiment = body.path("experiment_ids").path(0).asText();
        return Map.of("runs", runs.values().stream().filter(run -> run.info.get("experiment_id").equals(experiment)
                && run.info.get("lifecycle_stage").equals("active")
                && filter.group(2).equals(run.tags.get(filter.group(1)))).map(FakeMlflow::shown).toList());
    }

    private Object update(JsonNode body) {
        Run run = active(body.path("run_id").asText());
        String status = body.path("status").asText();
        require(Set.of("RUNNING", "FINISHED", "FAILED", "KILLED").contains(status), "status " + status);
        run.info.put("status", status);
        if (body.has("end_time")) {
            run.info.put("end_time", body.path("end_time").asLong());
        }
        return Map.of("run_info", run.info);
    }

    private Object logBatch(byte[] bytes, boolean half) throws IOException {
        require(bytes.length <= 1_000_000, "Batched logging API requests must be at most 1000000 bytes");
        JsonNode body = JSON.readTree(bytes);
        Run run = active(body.path("run_id").asText());
        JsonNode metrics = body.path("metrics");
        JsonNode params = body.path("params");
        JsonNode tags = body.path("tags");
        require(metrics.size() <= 1000, "at most 1000 metrics");
        require(params.size() <= 100, "at most 100 params");
        require(tags.size() <= 100, "at most 100 tags");
        require(metrics.size() + params.size() + tags.size() <= 1000, "at most 1000 entities");
        metrics.forEach(FakeMlflow::checkMetric);
        Set<String> seen = new HashSet<>();
        for (JsonNode param : params) {
            check(param, longestParam);
            require(seen.add(param.path("key").asText()), "Duplicate parameter keys");
            String old = run.params.get(param.path("key").asText());
            require(old == null || old.equals(param.path("value").asText()),
                    "Changing param values is not allowed: " + param.path("key").asText());
        }
        tags.forEach(tag -> check(tag, 5000));
        for (int i = 0; i < (half ? metrics.size() / 2 : metrics.size()); i++) {
            keep(run, metrics.get(i));
        }
        if (!half) {
            params.forEach(param -> run.params.put(param.path("key").asText(), param.path("value").asText()));
            tags.forEach(tag -> run.tags.put(tag.path("key").asText(), tag.path("value").asText()));
        }
        return Map.of();
    }

    private static void checkMetric(JsonNode metric) {
        checkName(metric.path("key").asText());
        require(metric.path("value").isNumber() || Set.of("NaN", "Infinity", "-Infinity").contains(metric.path("value").asText()),
                "metric value " + metric.path("value"));
        require(metric.path("timestamp").isIntegralNumber() && metric.path("timestamp").asLong() >= 0, "timestamp");
        require(metric.path("step").isIntegralNumber(), "step");
    }

    private static void check(JsonNode pair, int longest) {
        checkName(pair.path("key").asText());
        require(pair.path("value").isTextual() && pair.path("value").asText().length() <= longest,
                pair.path("key").asText() + " had length " + pair.path("value").asText().length());
    }

    private static void checkName(String name) {
        require(NAME.matcher(name).matches() && name.length() <= 250 && !name.matches("\\.+"), "name '" + name + "'");
    }

    private void keep(Run run, JsonNode metric) {
        JsonNode value = metric.path("value");
        Point point = new Point(metric.path("key").asText(),
                value.isNumber() ? value.asDouble() : Double.parseDouble(value.asText()),
                metric.path("timestamp").asLong(), metric.path("step").asLong());
        if (!run.seen.add(point.key + " " + point.step)) {
            violations.add(point + " was sent twice");
        }
        run.points.add(point);
    }

    @Override
    public void close() {
        closed.countDown();
        if (server != null) {
            server.stop(0);
        }
    }
}
