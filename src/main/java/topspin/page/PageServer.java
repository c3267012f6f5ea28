package topspin.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import topspin.interop.http.AllowedHosts;
import topspin.interop.http.HttpAnswer;
import topspin.interop.http.HttpLimits;
import topspin.interop.http.HttpRequest;
import topspin.interop.http.HttpServer;
import topspin.interop.http.Refusal;
import topspin.interop.tracker.OpenMetrics;
import topspin.page.agent.AgentDesk;
import topspin.page.agent.AgentGames;
import topspin.report.HtmlReport;
import topspin.report.Json;
import topspin.report.RunDocuments;
import topspin.stats.Analysis;
import topspin.stats.Measure;
import topspin.stats.RunSet;
import topspin.stats.UnusableDataException;
import topspin.text.Excerpt;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Serves the page over directories of runs. It reads them and keeps nothing: it may be killed, started twice, or pointed at a
 * directory that another machine writes. Runs are asked for by the ids under which they were found, never by a path.
 *
 * <p>Order of use: construct (the port is taken); {@link #play} if policies may play; {@link #start}, {@link #close}.
 */
public final class PageServer implements AutoCloseable {
    /** Nobody else's; TensorBoard has 6006, MLflow 5000. */
    public static final int DEFAULT_PORT = 6600;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;
    private static final int MOST_EPISODES = 10_000;
    private static final HttpLimits LIMITS = new HttpLimits(1 << 13, 1 << 14, 1 << 18, 256, 8, HttpLimits.USUAL.request(),
            HttpLimits.USUAL.answer(), HttpLimits.USUAL.idle());

    /** Answers one kind of request. */
    interface Route {
        Object answer(HttpRequest request) throws IOException;
    }

    /** Finds runs by their ids. */
    interface Runs {
        /** @throws Refusal if there is none */
        WatchedRun run(String id);
    }

    private final RunIndex index;
    private final Curves curves;
    private final Standings standings;
    private final EventStreams events = new EventStreams();
    private final PageFiles files = new PageFiles();
    private final Optional<RunControl> control;
    private final List<Path> roots;
    private final HttpServer server;
    private final Map<String, Route> routes = new LinkedHashMap<>();
    /** Null where no games are played. */
    private AgentDesk desk;

    /**
     * @param address where to listen; port 0 takes any that is free
     * @param hosts   names by which browsers may call it, besides {@code localhost} and addresses in digits
     * @param roots   directories of runs, which need not exist yet
     * @param control empty for a page that only shows
     * @throws IOException if the address cannot be listened at
     */
    public PageServer(InetSocketAddress address, Set<String> hosts, List<Path> roots, Optional<RunControl> control)
            throws IOException {
        this.roots = List.copyOf(roots);
        this.control = control;
        index = new RunIndex(roots);
        curves = new Curves(index);
        standings = new Standings(index);
        index.listen((runs, gone) -> {
            Instant now = Instant.now();
            events.send("runs", Json.object("runs", runs.stream().map(run -> run.summary(now)).toList(), "gone", gone));
        });
        server = new HttpServer(address, new AllowedHosts(hosts), LIMITS, new HttpServer.Handler() {
            @Override
            public HttpAnswer answer(HttpRequest request) {
                return PageServer.this.answer(request);
            }

            @Override
            public HttpAnswer refusal(int status, String message) {
                return json(status, Json.object("message", message));
            }
        });
        route();
    }

    private void route() {
        routes.put("GET api/runs", request -> runs());
        routes.put("GET api/events", request -> HttpAnswer.stream("text/event-stream", events::open));
        routes.put("POST api/curves", request -> Json.object("lines", curves.answer(CurveQuery.of(body(request)))));
        routes.put("GET api/standings", request -> standings.of(request.parameters().getOrDefault("experiment", "")));
        routes.put("GET api/differences", request -> RunDetails.differences(index, request.parameters().getOrDefault("experiment", "")));
        routes.put("GET api/run", this::details);
        routes.put("GET api/keys", request -> keys());
        routes.put("GET report", this::report);
        routes.put("GET metrics", request -> new HttpAnswer(OK, OpenMetrics.MEDIA_TYPE,
                RunMetrics.text(index, Instant.now()).getBytes(StandardCharsets.UTF_8)));
        routes.put("POST control/stop", request -> controlled().stop(run(body(request).path("id").asText())));
        routes.put("POST control/resume", request -> controlled().resume(run(body(request).path("id").asText())));
        routes.put("POST control/eval", request -> {
            JsonNode body = body(request);
            int episodes = body.path("episodes").asInt(100);
            if (episodes < 1 || episodes > MOST_EPISODES) {
                throw Refusal.badRequest("episodes: expected 1 to " + MOST_EPISODES + ", got " + episodes);
            }
            return controlled().eval(run(body.path("id").asText()), episodes);
        });
    }

    /** Lets runs' policies play in the page. To be called before {@link #start}. */
    public void play(AgentGames games) {
        desk = new AgentDesk(games);
        new AgentRoutes(desk, this::run).add(routes);
    }

    /** Starts reading and answering. */
    public void start() {
        index.start();
        server.start();
    }

    /** Where browsers find it, such as {@code http://127.0.0.1:6600/}. */
    public String url() {
        return server.url() + "/";
    }

    @Override
    public void close() {
        events.close();
        server.close();
        if (desk != null) {
            desk.close();
        }
        index.close();
    }

    private HttpAnswer answer(HttpRequest request) {
        String path = String.join("/", request.path());
        String method = request.method().equals("HEAD") ? "GET" : request.method();
        Route route = routes.get(method + " " + path);
        if (route == null) {
            if (!method.equals("GET")) {
                throw new Refusal(routes.containsKey("GET " + path) ? Refusal.WRONG_METHOD : Refusal.NOT_FOUND, "there is nothing to "
                        + Excerpt.of(request.method()) + " at " + Excerpt.of("/" + path));
            }
            return files.get(path);
        }
        try {
            Object answer = route.answer(request);
            return answer instanceof HttpAnswer whole ? whole : json(OK, answer);
        } catch (IOException e) {
            throw new Refusal(Refusal.FAILED, "the run cannot be read now: " + Excerpt.of(String.valueOf(e.getMessage())));
        }
    }

    static JsonNode body(HttpRequest request) {
        try {
            JsonNode json = JSON.readTree(request.body());
            if (json != null && json.isObject()) {
                return json;
            }
        } catch (IOException e) {
            throw Refusal.badRequest("the request is not JSON");
        }
        throw Refusal.badRequest("the request is not a JSON object");
    }

    private static HttpAnswer json(int status, Object answer) {
        return new HttpAnswer(status, "application/json", Json.embedded(answer).getBytes(StandardCharsets.UTF_8))
                .with(Map.of("Cache-Control", "no-store"));
    }

    private Object runs() {
        Instant now = Instant.now();
        return Json.object("roots", roots.stream().map(Path::toString).toList(), "control", control.isPresent(),
                "complete", index.complete(), "now", now.toEpochMilli(),
                "runs", index.runs().stream().map(run -> run.summary(now)).toList(),
                "metrics", index.runs().stream().flatMap(run -> run.columns().stream()).distinct().toList());
    }

    /** Every run's configuration: what all runs of an experiment have in common once, and each run's own. */
    private Object keys() {
        Map<String, Object> experiments = new LinkedHashMap<>();
        for (String experiment : index.runs().stream().map(run -> run.place().experiment()).distinct().toList()) {
            experiments.put(experiment, RunDetails.differences(index, experiment));
        }
        return experiments;
    }

    private WatchedRun run(String id) {
        WatchedRun run = index.run(id);
        if (run == null) {
            throw new Refusal(Refusal.NOT_FOUND, "there is no run " + Excerpt.quoted(id));
        }
        return run;
    }

    private Object details(HttpRequest request) throws IOException {
        WatchedRun run = run(request.parameters().getOrDefault("id", ""));
        Map<String, Object> details = RunDetails.of(run);
        control.ifPresent(jobs -> details.put("jobs", jobs.said(run)));
        return details;
    }

    private RunControl controlled() {
        return control.orElseThrow(() -> new Refusal(Refusal.FORBIDDEN,
                "this page only shows; ./topspin watch --allow-control lets it stop and start runs"));
    }

    /** The self-contained report of an experiment, as {@code ./topspin report} writes it. */
    private HttpAnswer report(HttpRequest request) {
        String experiment = request.parameters().getOrDefault("experiment", "");
        Path home = index.variants(experiment).values().stream().flatMap(List::stream).findFirst()
                .orElseThrow(() -> new Refusal(Refusal.NOT_FOUND, "there is no experiment " + Excerpt.quoted(experiment))).place().home();
        try {
            RunSet runs = RunDocuments.oneWorld(RunSet.read(List.of(home))).cutToCommonStep();
            String page = HtmlReport.page(experiment, runs, Analysis.of(runs, Measure.FINAL, null), RunDocuments.facts(runs.all()),
                    RunDocuments.making(List.of(home), runs.runs()));
            return new HttpAnswer(OK, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8)).with(Map.of(
                    "Content-Security-Policy", "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
                            + "img-src data:; frame-ancestors 'none'", "Cache-Control", "no-store"));
        } catch (UnusableDataException e) {
            throw Refusal.badRequest(e.getMessage());
        }
    }
}
