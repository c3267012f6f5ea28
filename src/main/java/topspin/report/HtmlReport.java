package topspin.report;

import topspin.stats.Analysis;
import topspin.stats.Axis;
import topspin.stats.Bootstrap;
import topspin.stats.RecordedRun;
import topspin.stats.RunSet;
import topspin.stats.VariantSummary;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One self-contained HTML page about some runs: verdict, curves to hover, zoom, toggle and smooth, the tables, what
 * differs between the variants' configurations, where the runs come from, and the command that makes them again. It
 * loads nothing from anywhere; the same runs give the same bytes.
 */
public final class HtmlReport {
    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)}}");
    private static final int NAMED = 5;
    /** Range of the slider for smoothing. */
    private static final int FEWEST_MOST_ROWS = 21;
    /** Of a run; a screen has about as many columns of pixels. */
    private static final int MOST_GROUPS = 2000;
    /** Of all runs; 32 bytes each. */
    private static final int MOST_GROUPS_IN_ALL = 100_000;
    private static final int FEWEST_GROUPS = 100;

    /**
     * How the runs came to be.
     *
     * @param about    what they are for, in their author's words; may be empty
     * @param wallTime sentences about the time it took; may be empty
     * @param command  what makes them again
     */
    public record Making(String about, String wallTime, String command) {
    }

    private HtmlReport() {
    }

    /**
     * @param runs     with all their rows
     * @param analysis of the same runs
     * @param facts    configuration and provenance of each run
     * @param making   purpose, time and command
     */
    public static String page(String title, RunSet runs, Analysis analysis, List<RunFacts> facts, Making making) {
        int most = Math.max(FEWEST_GROUPS, Math.min(MOST_GROUPS, MOST_GROUPS_IN_ALL / runs.runs().size()));
        int rows = runs.runs().stream().mapToInt(run -> run.curve().rows()).max().orElseThrow();
        int groups = Math.min(most, rows);
        Map<String, String> places = new LinkedHashMap<>();
        places.put("title", text(title));
        places.put("uplot-css", ChartLibrary.styles());
        places.put("uplot", ChartLibrary.script());
        places.put("css", resource("report.css"));
        places.put("js", resource("report.js"));
        places.put("verdict", text(analysis.verdict()));
        places.put("remarks", paragraphs("note", String.join("\n\n", analysis.remarks())));
        places.put("most-rows", Integer.toString(Math.max(FEWEST_MOST_ROWS, groups / 3 | 1)));
        places.put("seconds-option", runs.runs().stream().allMatch(run -> CurvePlot.isTimed(run.curve())) ? "<option value=\"seconds\">wall-clock time</option>" : "");
        places.put("tables", tables(analysis, facts));
        places.put("profile", analysis.variants().stream().anyMatch(variant -> variant.seeds().size() > 1)
                ? "<h2>Performance profile</h2>\n<p class=\"note\">Share of runs whose " + analysis.measure().phrase()
                + " is above each level: the whole distribution, not only its middle.</p>\n"
                + "<div id=\"profile\" class=\"plot small\" role=\"img\" aria-label=\"Performance profile\"></div>" : "");
        places.put("differences", differences(runs, facts));
        places.put("provenance", texts(List.of("fact", "value"), RunFacts.origins(facts, NAMED)));
        places.put("about", paragraphs("about", making.about()));
        places.put("wall-time", paragraphs("note", making.wallTime()));
        places.put("command", text(making.command()));
        places.put("rows", rows <= most ? "every row of every run" : String.format(Locale.ROOT, "at most %,d points of every "
                + "run: rows of longer runs are taken together, with their mean and their lowest and highest score", most));
        places.put("data", data(runs, analysis, most));
        return PLACE.matcher(resource("report.html"))
                .replaceAll(match -> Matcher.quoteReplacement(places.get(match.group(1))));
    }

    /** An empty line ends a paragraph. */
    private static String paragraphs(String style, String text) {
        StringBuilder html = new StringBuilder();
        for (String paragraph : text.split("\\n\\s*\\n")) {
            if (!paragraph.isBlank()) {
                html.append("<p class=\"").append(style).append("\">").append(text(paragraph.strip())).append("</p>\n");
            }
        }
        return html.toString();
    }

    private static String tables(Analysis analysis, List<RunFacts> facts) {
        StringBuilder html = new StringBuilder();
        for (AnalysisTables.Table table : AnalysisTables.of(analysis, facts)) {
            html.append("<h2>").append(text(table.title())).append("</h2>\n")
                    .append(table("", table.columns(), table.rows()))
                    .append("<p class=\"note\">").append(text(table.note())).append("</p>\n");
        }
        return html.toString();
    }

    private static String differences(RunSet runs, List<RunFacts> facts) {
        List<String> variants = List.copyOf(runs.variants().keySet());
        List<List<String>> rows = RunFacts.differences(facts, variants);
        if (rows.isEmpty()) {
            return "<p>Nothing in their config.yaml, or they have none.</p>";
        }
        List<String> columns = new ArrayList<>(List.of("key"));
        columns.addAll(variants);
        return variants.size() > rows.size() ? turned(columns, rows) : texts(columns, rows);
    }

    /** With many variants and few keys, the table has a row per variant. */
    private static String turned(List<String> variants, List<List<String>> keys) {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < variants.size(); i++) {
            int column = i;
            List<String> row = new ArrayList<>(List.of(i == 0 ? "variant" : variants.get(i)));
            keys.forEach(key -> row.add(key.get(column)));
            rows.add(row);
        }
        return texts(rows.get(0), rows.subList(1, rows.size()));
    }

    private static String texts(List<String> columns, List<List<String>> rows) {
        return rows.isEmpty() ? "<p>Nothing is recorded in their run.json, or they have none.</p>"
                : table("texts", columns, rows);
    }

    private static String table(String style, List<String> columns, List<List<String>> rows) {
        StringBuilder html = new StringBuilder("<div class=\"wide\"><table class=\"" + style + "\">\n");
        row(html, "th", columns);
        rows.forEach(row -> row(html, "td", row));
        return html.append("</table></div>\n").toString();
    }

    private static void row(StringBuilder html, String tag, List<String> cells) {
        html.append("<tr>");
        cells.forEach(cell -> html.append('<').append(tag).append('>').append(text(cell)).append("</").append(tag)
                .append('>'));
        html.append("</tr>\n");
    }

    /** @param most groups of rows of each run */
    private static String data(RunSet runs, Analysis analysis, int most) {
        List<Object> variants = new ArrayList<>();
        int mostSeeds = 1;
        for (VariantSummary summary : analysis.scored()) {
            List<RecordedRun> seeds = runs.variants().get(summary.variant());
            mostSeeds = Math.max(mostSeeds, seeds.size());
            variants.add(Json.object("name", summary.variant(), "runs", seeds.stream().map(run -> run(run, most)).toList(),
                    "finals", summary.spread(analysis.measure()).values()));
        }
        double[] widening = new double[mostSeeds + 1];
        for (int n = 2; n <= mostSeeds; n++) {
            widening[n] = Bootstrap.iqmWidening(n);
        }
        List<Double> thresholds = analysis.variants().get(0).threshold().map(times -> List.of(times.score()))
                .orElse(List.of());
        int rows = runs.runs().stream().mapToInt(run -> run.curve().rows()).max().orElseThrow();
        return Json.embedded(Json.object("variants", variants, "widening", widening,
                "smoothing", Smoothing.usual(Math.min(rows, most)).rows(), "each", Math.max(1, (double) rows / most),
                "thresholds", thresholds, "collapses", collapses(runs, analysis)));
    }

    private static Map<String, Object> run(RecordedRun run, int most) {
        RowGroups groups = RowGroups.of(run.curve(), most);
        Map<String, Object> json = Json.object("seed", run.seed(), "each", groups.each(), "step", groups.steps(),
                "score", groups.scores(), "seconds", CurvePlot.isTimed(run.curve()) ? groups.seconds() : null);
        if (!groups.isWhole()) {
            json.put("low", groups.lows());
            json.put("high", groups.highs());
        }
        return json;
    }

    private static List<Object> collapses(RunSet runs, Analysis analysis) {
        List<Object> collapses = new ArrayList<>();
        for (VariantSummary summary : analysis.scored()) {
            for (RecordedRun run : runs.variants().get(summary.variant())) {
                var found = summary.collapses().get(run.seed());
                if (found != null) {
                    collapses.add(Json.object("variant", summary.variant(), "step", found.step(), "score", found.after(),
                            "seconds", Axis.SECONDS.at(run.curve(), found.step())));
                }
            }
        }
        return collapses;
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own " + name + " cannot be read", e);
        }
    }

    private static String text(String value) {
        return Markup.escaped(value);
    }
}
