package topspin.page;

import com.fasterxml.jackson.databind.JsonNode;
import topspin.interop.http.Refusal;
import topspin.report.Band;
import topspin.report.Smoothing;
import topspin.stats.UnusableDataException;
import topspin.text.Excerpt;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the page asks to be drawn.
 *
 * @param variants  experiment and variant of each
 * @param metric    column of {@code progress.csv}
 * @param axis      {@code step}, {@code seconds} or {@code clock}
 * @param smoothing over rows as they were written
 * @param band      around a variant's line
 * @param from      where the figure begins on its axis; minus infinity for the curves' own beginning
 * @param to        where it ends
 */
record CurveQuery(List<Name> variants, String metric, String axis, Smoothing smoothing, Band band, double from, double to) {
    private static final Set<String> AXES = Set.of("step", "seconds", "clock");
    private static final int MOST_VARIANTS = 2000;

    /** A variant of an experiment. */
    record Name(String experiment, String variant) {
    }

    /** @throws Refusal if it is none */
    static CurveQuery of(JsonNode json) {
        List<Name> names = new ArrayList<>();
        for (JsonNode name : json.path("variants")) {
            names.add(new Name(name.path(0).asText(), name.path(1).asText()));
        }
        if (names.size() > MOST_VARIANTS) {
            throw Refusal.badRequest("at most " + MOST_VARIANTS + " variants are drawn at once");
        }
        String axis = json.path("x").asText("step");
        if (!AXES.contains(axis)) {
            throw Refusal.badRequest("x: expected step, seconds or clock, got " + Excerpt.quoted(axis));
        }
        try {
            return new CurveQuery(names, json.path("metric").asText("score"), axis, Smoothing.parse(json.path("smooth").asText("1")),
                    Band.valueOf(json.path("band").asText("iqm").toUpperCase(Locale.ROOT)),
                    json.path("from").asDouble(Double.NEGATIVE_INFINITY), json.path("to").asDouble(Double.POSITIVE_INFINITY));
        } catch (UnusableDataException e) {
            throw Refusal.badRequest(e.getMessage());
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("band: expected iqm, minmax or seeds, got " + Excerpt.quoted(json.path("band").asText()));
        }
    }
}
