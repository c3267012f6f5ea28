package topspin.report;

import topspin.stats.Analysis;
import topspin.stats.Comparison;
import topspin.stats.Interval;
import topspin.stats.Measure;
import topspin.stats.PerformanceProfile;
import topspin.stats.Standing;
import topspin.stats.VariantSummary;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An analysis as JSON, for other programs. Unknown values, and times never reached, are null. */
public final class AnalysisJson {
    private static final int PROFILE_LEVELS = 51;

    private AnalysisJson() {
    }

    public static String write(Analysis analysis) {
        return Json.indented(object(analysis));
    }

    private static Map<String, Object> object(Analysis analysis) {
        double[] levels = levels(analysis);
        return Json.object("verdict", analysis.verdict(),
                "metric", analysis.measure().name().toLowerCase(Locale.ROOT),
                "step", analysis.horizon(),
                "variants", analysis.variants().stream().map(variant -> variant(variant, analysis, levels)).toList(),
                "comparisons", analysis.comparisons().stream().map(AnalysisJson::comparison).toList(),
                "leaderboard", analysis.standings().stream().map(AnalysisJson::standing).toList(),
                "collapse_levels", Json.object("above", analysis.detector().above(), "below", analysis.detector().below()),
                "final_scores_estimated", analysis.estimated(),
                "remarks", analysis.remarks());
    }

    private static Map<String, Object> variant(VariantSummary variant, Analysis analysis, double[] levels) {
        Map<String, Object> measures = new LinkedHashMap<>();
        for (Measure measure : Measure.values()) {
            VariantSummary.Spread spread = variant.spread(measure);
            measures.put(measure.name().toLowerCase(Locale.ROOT), Json.object("per_seed", spread.values(),
                    "iqm", spread.iqm(), "iqm_interval", interval(spread.iqmInterval()),
                    "mean", spread.mean(), "mean_interval", interval(spread.meanInterval())));
        }
        boolean scored = !variant.seeds().isEmpty();
        PerformanceProfile profile = PerformanceProfile.of(variant.spread(analysis.measure()).values(), levels);
        return Json.object("variant", variant.variant(), "seeds", variant.seeds(), "measures", measures,
                "threshold", variant.threshold().map(AnalysisJson::threshold).orElse(null),
                "collapses", variant.collapses().entrySet().stream().map(entry -> Json.object("seed", entry.getKey(),
                        "step", entry.getValue().step(), "best_before", entry.getValue().best(),
                        "mean_after", entry.getValue().after())).toList(),
                "failures", variant.failures().stream().map(failure -> Json.object("seed", failure.seed(),
                        "step", failure.step(), "compared", failure.compared())).toList(),
                "performance_profile", !scored ? null : Json.object("levels", profile.levels(), "share_above", profile.shares(),
                        "intervals", Arrays.stream(profile.bands()).map(AnalysisJson::interval).toList()));
    }

    private static Map<String, Object> threshold(VariantSummary.ThresholdTimes times) {
        return Json.object("score", times.score(), "reached", times.reached(), "median_steps", times.medianSteps(),
                "restricted_mean_steps", times.meanSteps(), "median_seconds", times.medianSeconds());
    }

    private static Map<String, Object> comparison(Comparison pair) {
        return Json.object("first", pair.first(), "second", pair.second(), "paired", pair.paired(), "seeds", pair.seeds(),
                "difference", pair.difference(), "interval", interval(pair.interval()),
                "probability_of_improvement", pair.improvement().value(),
                "probability_interval", interval(pair.improvement().interval()),
                "p", pair.p(), "p_holm", pair.adjustedP(), "different", pair.different(), "same_runs", pair.sameRuns(),
                "seeds_needed", pair.seedsNeeded() == Comparison.UNKNOWN ? null : pair.seedsNeeded());
    }

    private static Map<String, Object> standing(Standing standing) {
        return Json.object("variant", standing.variant(), "seeds", standing.seeds(), "iqm", standing.score(),
                "iqm_interval", interval(standing.interval()), "step", standing.step(), "pruned", standing.pruned());
    }

    private static double[] levels(Analysis analysis) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (VariantSummary variant : analysis.scored()) {
            low = Math.min(low, variant.spread(analysis.measure()).lowest());
            high = Math.max(high, variant.spread(analysis.measure()).highest());
        }
        double[] levels = new double[PROFILE_LEVELS];
        for (int i = 0; i < PROFILE_LEVELS; i++) {
            levels[i] = low + (high - low) * i / (PROFILE_LEVELS - 1);
        }
        return levels;
    }

    private static List<Double> interval(Interval interval) {
        return interval.isKnown() ? List.of(interval.low(), interval.high()) : null;
    }
}
