package topspin.page;

import com.fasterxml.jackson.databind.JsonNode;
import topspin.interop.http.HttpAnswer;
import topspin.interop.http.HttpRequest;
import topspin.interop.http.Refusal;
import topspin.page.agent.AgentDesk;
import topspin.page.agent.AgentRequest;
import topspin.text.Excerpt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * The requests about agents that play in the page. Runs are named by the ids under which they were found, checkpoints by the file
 * names that their details list: nobody reaches another file.
 */
final class AgentRoutes {
    private static final int OK = 200;
    private static final int USUAL_STEPS = 300;
    private static final int USUAL_WINDOW = 64;
    /** A step's picture never changes. */
    private static final Map<String, String> KEPT = Map.of("Cache-Control", "private, max-age=3600, immutable");

    private final AgentDesk desk;
    private final PageServer.Runs runs;

    AgentRoutes(AgentDesk desk, PageServer.Runs runs) {
        this.desk = desk;
        this.runs = runs;
    }

    void add(Map<String, PageServer.Route> routes) {
        routes.put("GET agent/limits", request -> Map.of("steps", AgentDesk.MOST_STEPS, "window", AgentDesk.LONGEST_WINDOW));
        routes.put("POST agent/open", this::open);
        routes.put("POST agent/close", request -> desk.close(PageServer.body(request).path("game").asText()));
        routes.put("GET agent/steps", request -> desk.steps(game(request), number(request, "from", 0),
                number(request, "to", AgentDesk.MOST_STEPS)));
        routes.put("GET agent/frame", request -> new HttpAnswer(OK, "image/png", desk.frame(game(request), number(request, "step", 0)))
                .with(KEPT));
        routes.put("GET agent/inside", request -> new HttpAnswer(OK, "application/octet-stream", desk.inside(game(request),
                number(request, "part", 0), number(request, "from", 0), number(request, "to", AgentDesk.MOST_STEPS)))
                .with(Map.of("Cache-Control", "no-store")));
        routes.put("GET agent/order", request -> desk.order(game(request), number(request, "part", 0), number(request, "by", -1)));
        routes.put("GET agent/named", request -> desk.named(game(request)));
        routes.put("POST agent/saliency", request -> {
            JsonNode body = PageServer.body(request);
            return desk.saliency(body.path("game").asText(), body.path("step").asInt(-1), body.path("steps").asInt(USUAL_WINDOW));
        });
    }

    private Object open(HttpRequest request) throws IOException {
        JsonNode body = PageServer.body(request);
        WatchedRun run = runs.run(body.path("id").asText());
        Path directory = run.place().directory();
        Set<String> known = RunDetails.checkpoints(directory).keySet();
        if (known.isEmpty()) {
            throw Refusal.badRequest(run.place().id() + " has no checkpoint yet, so that there is nobody to play");
        }
        String checkpoint = body.path("checkpoint").asText(known.iterator().next());
        if (!known.contains(checkpoint)) {
            throw new Refusal(Refusal.NOT_FOUND, run.place().id() + " has no checkpoint " + Excerpt.quoted(checkpoint) + "; it has "
                    + String.join(", ", known));
        }
        JsonNode seed = body.path("seed");
        if (!seed.isMissingNode() && (!seed.canConvertToLong() || !seed.isIntegralNumber() || seed.asLong() < 0)) {
            throw Refusal.badRequest("seed: expected a whole number, at least 0, got " + Excerpt.of(seed.toString()));
        }
        return desk.open(new AgentRequest(directory, RunDetails.checkpoint(directory, checkpoint), seed.asLong(1),
                body.path("deterministic").asBoolean(false)), body.path("steps").asInt(USUAL_STEPS), body.path("like").asText(""));
    }

    private static String game(HttpRequest request) {
        return request.parameters().getOrDefault("game", "");
    }

    private static int number(HttpRequest request, String name, int usual) {
        String text = request.parameters().get(name);
        try {
            return text == null ? usual : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw Refusal.badRequest(name + ": expected a whole number, got " + Excerpt.quoted(text));
        }
    }
}
