package topspin.report;

import topspin.metric.ShortestDecimal;
import topspin.stats.Analysis;
import topspin.stats.Comparison;
import topspin.stats.Games;
import topspin.stats.Interval;
import topspin.stats.Measure;
import topspin.stats.Standing;
import topspin.stats.VariantSummary;
import topspin.text.Count;
import topspin.text.Decimal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The tables behind a verdict, as text cells: the command line and the HTML report show the same ones. */
public final class AnalysisTables {
    private static final Pattern NUMBER = Pattern.compile("-?\\d+\\.\\d+([eE][-+]?\\d+)?");
    /** The column {@code step} gives each variant's last step. */
    private static final String STEPS = "total-steps";
    private static final String NOTHING = "–";
    private static final int MOST_PAIRS = 15;
    private static final int FEWEST_TO_RANK = 3;
    private static final int MOST_SETTINGS = 6;
    private static final int MOST_COLLAPSES = 3;

    /**
     * @param title   one line
     * @param columns headings
     * @param rows    cells in order of the columns; the first is a name, the others are set to the right
     * @param note    how to read it; may be empty
     */
    public record Table(String title, List<String> columns, List<List<String>> rows, String note) {
    }

    private AnalysisTables() {
    }

    /** @param facts of all runs, for the settings in which they differ; those without a configuration have none */
    public static List<Table> of(Analysis analysis, List<RunFacts> facts) {
        List<Table> tables = new ArrayList<>();
        tables.add(variants(analysis));
        if (analysis.variants().stream().anyMatch(variant -> variant.threshold().isPresent())) {
            tables.add(thresholds(analysis));
        }
        if (analysis.comparisons().stream().anyMatch(comparison -> comparison.interval().isKnown())) {
            tables.add(comparisons(analysis));
        }
        if (analysis.standings().size() >= FEWEST_TO_RANK
                || analysis.standings().stream().anyMatch(Standing::pruned)) {
            tables.add(leaderboard(analysis, facts));
        }
        return tables;
    }

    private static Table variants(Analysis analysis) {
        boolean anyFailed = analysis.variants().stream().anyMatch(variant -> !variant.failures().isEmpty());
        List<List<String>> rows = analysis.variants().stream().map(variant -> {
            VariantSummary.Spread spread = variant.spread(analysis.measure());
            List<String> cells = new ArrayList<>(List.of(variant.variant(), "" + variant.seeds().size(),
                    score(spread.iqm()), interval(spread.iqmInterval()), score(spread.mean()),
                    interval(spread.meanInterval()), score(variant.spread(Measure.BEST).iqm()),
                    score(variant.spread(Measure.AUC).iqm()), collapses(variant)));
            if (anyFailed) {
                cells.add(failures(variant));
            }
            return List.copyOf(cells);
        }).toList();
        List<String> columns = new ArrayList<>(List.of("variant", "seeds", "IQM", "95\u00a0%", "mean", "95\u00a0%", "best",
                "AUC", "collapsed at"));
        if (anyFailed) {
            columns.add("failed");
        }
        return new Table(capital(analysis.measure().phrase()) + " at step " + say("%,d", analysis.horizon()), columns,
                rows, finalScores(analysis) + say("IQM: interquartile mean over seeds. best, AUC (mean score over "
                + "training): their IQM. Collapsed: was above %s, ends below %s.", score(analysis.detector().above()),
                score(analysis.detector().below())) + (anyFailed ? " Failed: the step of the last row; "
                + "seeds counts those that reached this step." : ""));
    }

    private static String finalScores(Analysis analysis) {
        if (analysis.measure() != Measure.FINAL) {
            return "";
        }
        return "Final: mean of the last " + Games.WINDOW + " games" + (analysis.estimated() == 0 ? ". "
                : ", estimated from rows for " + Count.of(analysis.estimated(), "run")
                + " without an episodes.csv. ");
    }

    private static String failures(VariantSummary variant) {
        return variant.failures().isEmpty() ? NOTHING : variant.failures().size() + " of " + variant.runs() + ": "
                + variant.failures().stream().limit(MOST_COLLAPSES).map(failure -> say("%,d", failure.step())
                + " (seed " + failure.seed() + ")").collect(Collectors.joining(", "))
                + (variant.failures().size() > MOST_COLLAPSES ? ", …" : "");
    }

    private static String collapses(VariantSummary variant) {
        if (variant.collapses().isEmpty()) {
            return NOTHING;
        }
        boolean several = variant.seeds().size() > 1;
        int count = variant.collapses().size();
        return (several ? count + " of " + variant.seeds().size() + ": " : "") + variant.collapses().entrySet().stream()
                .limit(MOST_COLLAPSES).map(entry -> say("%,d", entry.getValue().step())
                + (several ? " (seed " + entry.getKey() + ")" : "")).collect(Collectors.joining(", "))
                + (count > MOST_COLLAPSES ? ", …" : "");
    }

    private static Table thresholds(Analysis analysis) {
        List<List<String>> rows = analysis.variants().stream().map(variant -> {
            VariantSummary.ThresholdTimes times = variant.threshold().orElseThrow();
            return List.of(variant.variant(), times.reached() + " of " + variant.seeds().size(),
                    time(times.medianSteps()), time(times.meanSteps()), time(times.medianSeconds()));
        }).toList();
        double score = analysis.variants().get(0).threshold().orElseThrow().score();
        return new Table("Time to a mean score of " + score(score),
                List.of("variant", "reached", "median steps", "mean steps", "median seconds"), rows,
                say("When the mean of the last %d games first reached it%s. Kaplan–Meier: a run that never gets there counts "
                        + "as longer than it ran. Mean: of steps up to %,d.", Games.WINDOW, analysis.estimated() == 0 ? ""
                        : " (of a row, where there is no episodes.csv)", analysis.horizon()));
    }

    private static Table comparisons(Analysis analysis) {
        List<Comparison> all = analysis.comparisons();
        List<List<String>> rows = all.stream().limit(MOST_PAIRS).map(pair -> List.of(
                pair.first() + " − " + pair.second(), pair.seeds() + (pair.paired() ? " shared" : ""),
                score(pair.difference()), interval(pair.interval()),
                share(pair.improvement().value()), improvement(pair.improvement().interval()), p(pair.p()),
                p(pair.adjustedP()), pair.different() ? "yes" : "no", needed(pair))).toList();
        return new Table("Differences", List.of("pair", "seeds", "difference", "95\u00a0%", "P(first higher)", "95\u00a0%", "p",
                "p (Holm)", "different", "more seeds"), rows,
                "Shared seeds: sign-flip permutation test of paired differences; else a permutation test of Welch's t. "
                        + "More seeds: still needed of each variant, for 80 % power at the observed difference and spread."
                        + (all.size() > MOST_PAIRS ? say(" %d more pairs are left out here; --json lists all.",
                        all.size() - MOST_PAIRS) : ""));
    }

    /** Every variant with a score, the best first, with the settings in which they differ. */
    public static Table leaderboard(Analysis analysis, List<RunFacts> facts) {
        List<String> names = analysis.standings().stream().map(Standing::variant).toList();
        List<List<String>> settings = RunFacts.differences(facts, names).stream()
                .filter(setting -> !setting.get(0).equals(STEPS)).toList();
        List<List<String>> shown = settings.subList(0, Math.min(MOST_SETTINGS, settings.size()));
        List<String> columns = new ArrayList<>(List.of("variant"));
        shown.forEach(setting -> columns.add(shortest(setting.get(0), settings)));
        columns.addAll(List.of("seeds", "IQM", "95\u00a0%", "step"));
        boolean anyPruned = false;
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Standing standing = analysis.standings().get(i);
            List<String> row = new ArrayList<>(List.of(standing.variant()));
            for (List<String> setting : shown) {
                row.add(plain(setting.get(i + 1)));
            }
            row.addAll(List.of("" + standing.seeds(), score(standing.score()), interval(standing.interval()),
                    say("%,d", standing.step()) + (standing.pruned() ? " pruned" : "")));
            anyPruned |= standing.pruned();
            rows.add(row);
        }
        return new Table("Leaderboard by " + analysis.measure().phrase(), columns, rows,
                "The best first. Of many variants the best looks better than it is: run it again with other seeds."
                        + (anyPruned ? " Pruned: given up at that step, with the score it had there." : "")
                        + (settings.size() > shown.size() ? say(" %d more settings differ.",
                        settings.size() - shown.size()) : ""));
    }

    /** Numbers without the exponent that Java writes small ones with; anything else as it is. */
    private static String plain(String setting) {
        return NUMBER.matcher(setting).matches() ? ShortestDecimal.of(Double.parseDouble(setting)) : setting;
    }

    /** The last word of a key, if no other key that is shown ends with it. */
    private static String shortest(String key, List<List<String>> settings) {
        String word = key.substring(key.lastIndexOf('.') + 1);
        return settings.stream().filter(setting -> setting.get(0).equals(word) || setting.get(0).endsWith("." + word))
                .count() == 1 ? word : key;
    }

    private static String needed(Comparison pair) {
        if (pair.different()) {
            return "0";
        }
        return pair.seedsNeeded() == Comparison.UNKNOWN ? NOTHING
                : pair.seedsNeeded() >= Comparison.MOST_SEEDS ? say("over %,d", Comparison.MOST_SEEDS)
                : "" + pair.seedsStillNeeded();
    }

    private static String interval(Interval interval) {
        return interval.isKnown() ? score(interval.low()) + " to " + score(interval.high()) : NOTHING;
    }

    private static String improvement(Interval interval) {
        return interval.isKnown() ? share(interval.low()) + " to " + share(interval.high()) : NOTHING;
    }

    private static String score(double value) {
        return Double.isFinite(value) ? Decimal.score(value) : NOTHING;
    }

    /** Steps or seconds. */
    private static String time(double time) {
        return time == Double.POSITIVE_INFINITY ? "not reached" : Double.isFinite(time) ? Decimal.grouped(time, 0) : NOTHING;
    }

    private static String p(double p) {
        return Double.isFinite(p) ? Decimal.p(p).replace("= ", "") : NOTHING;
    }

    private static String share(double share) {
        return Double.isFinite(share) ? Decimal.of(share, 2) : NOTHING;
    }

    private static String capital(String phrase) {
        return phrase.substring(0, 1).toUpperCase(Locale.ROOT) + phrase.substring(1);
    }

    private static String say(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
