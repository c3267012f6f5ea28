package topspin.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * All statistics of a set of runs, and their verdict in one sentence.
 *
 * @param verdict     one sentence
 * @param measure     by which variants were compared
 * @param horizon     step up to which runs were looked at
 * @param variants    in order of name
 * @param comparisons every pair of variants with a score, the most certain first
 * @param standings   every variant with a score, the best first, pruned ones last
 * @param detector    levels used to find collapsed runs
 * @param estimated   runs without an {@code episodes.csv}, whose final score is {@linkplain Measure#FINAL estimated}
 * @param remarks     what was left out or cut, one line each
 */
public record Analysis(String verdict, Measure measure, long horizon, List<VariantSummary> variants,
                       List<Comparison> comparisons, List<Standing> standings, CollapseDetector detector, int estimated,
                       List<String> remarks) {

    /**
     * @param runs      cut to one length
     * @param measure   to compare by
     * @param threshold score for times to threshold, or null
     * @param detector  of collapses
     */
    public static Analysis of(RunSet runs, Measure measure, Double threshold, CollapseDetector detector) {
        long horizon = runs.commonStep();
        Map<String, List<RecordedRun>> byVariant = runs.variants();
        runs.failures().forEach(failure -> byVariant.putIfAbsent(failure.variant(), List.of()));
        List<VariantSummary> variants = byVariant.entrySet().stream()
                .map(entry -> VariantSummary.of(entry.getKey(), entry.getValue(), runs.failures().stream()
                        .filter(failure -> failure.variant().equals(entry.getKey())).toList(), threshold, horizon, detector))
                .toList();
        List<VariantSummary> scored = scored(variants);
        List<Comparison> comparisons = comparisons(scored, byVariant, measure);
        int estimated = (int) runs.runs().stream().filter(run -> !run.curve().games().tellTheEnd()).count();
        return new Analysis(Verdict.of(variants, comparisons, measure, horizon), measure, horizon, variants,
                comparisons, standings(scored, runs.pruned(), measure, horizon), detector, estimated, runs.remarks());
    }

    /** The variants of which at least one run is judged. */
    public List<VariantSummary> scored() {
        return scored(variants);
    }

    static List<VariantSummary> scored(List<VariantSummary> variants) {
        return variants.stream().filter(variant -> !variant.seeds().isEmpty()).toList();
    }

    private static List<Standing> standings(List<VariantSummary> scored, List<RecordedRun> pruned, Measure measure,
                                            long horizon) {
        List<Standing> standings = new ArrayList<>();
        for (VariantSummary variant : scored) {
            VariantSummary.Spread spread = variant.spread(measure);
            standings.add(new Standing(variant.variant(), variant.seeds().size(), spread.iqm(), spread.iqmInterval(),
                    horizon, false));
        }
        RunSet.byVariant(pruned).forEach((variant, runs) -> {
            long step = runs.stream().mapToLong(run -> run.curve().lastStep()).min().orElseThrow();
            double[] scores = runs.stream().map(RecordedRun::curve).filter(curve -> curve.hasRowUntil(step))
                    .mapToDouble(curve -> measure.of(curve.until(step))).toArray();
            VariantSummary.Spread spread = VariantSummary.Spread.of(scores, variant + "/pruned/" + measure);
            standings.add(new Standing(variant, scores.length, spread.iqm(), spread.iqmInterval(), step, true));
        });
        standings.sort(Comparator.comparing(Standing::pruned).thenComparing(Comparator.comparingLong(Standing::step)
                .reversed()).thenComparing(Comparator.comparingDouble(Standing::score).reversed()));
        return standings;
    }

    /** With levels for collapses taken from the runs' own scores. */
    public static Analysis of(RunSet runs, Measure measure, Double threshold) {
        return of(runs, measure, threshold, CollapseDetector.forScoresOf(runs.runs().stream().map(RecordedRun::curve).toList()));
    }

    private static List<Comparison> comparisons(List<VariantSummary> variants, Map<String, List<RecordedRun>> runs,
                                                Measure measure) {
        int tests = variants.size() * (variants.size() - 1) / 2;
        List<Comparison> comparisons = new ArrayList<>();
        for (int i = 0; i < variants.size(); i++) {
            for (int j = i + 1; j < variants.size(); j++) {
                Comparison pair = compare(variants.get(i), variants.get(j), measure, tests);
                comparisons.add(pair.ofSameRuns(pair.tied() && sameRuns(runs.get(pair.first()), runs.get(pair.second()))));
            }
        }
        double[] adjusted = Holm.adjusted(comparisons.stream().mapToDouble(Comparison::p).toArray());
        for (int i = 0; i < adjusted.length; i++) {
            comparisons.set(i, comparisons.get(i).adjusted(adjusted[i]));
        }
        comparisons.sort(Comparator.comparingDouble(Comparison::p));
        return List.copyOf(comparisons);
    }

    /** Pairs runs by seed if at least half of the smaller variant's seeds are shared; else compares independent samples. */
    private static Comparison compare(VariantSummary first, VariantSummary second, Measure measure, int tests) {
        List<Long> shared = first.seeds().stream().filter(second.seeds()::contains).toList();
        double[] a = first.spread(measure).values();
        double[] b = second.spread(measure).values();
        if (2 * shared.size() < Math.min(a.length, b.length)) {
            return UnpairedComparison.of(first.variant(), a, second.variant(), b, tests);
        }
        return PairedComparison.of(first.variant(), at(shared, first.seeds(), a), second.variant(),
                at(shared, second.seeds(), b), tests);
    }

    /** Whether seeds are shared and all runs of shared seeds are equal to the bit. */
    private static boolean sameRuns(List<RecordedRun> first, List<RecordedRun> second) {
        int shared = 0;
        for (RecordedRun run : first) {
            for (RecordedRun other : second) {
                if (run.seed() == other.seed()) {
                    shared++;
                    if (!run.curve().same(other.curve())) {
                        return false;
                    }
                }
            }
        }
        return shared > 0;
    }

    private static double[] at(List<Long> shared, List<Long> seeds, double[] values) {
        return shared.stream().mapToDouble(seed -> values[seeds.indexOf(seed)]).toArray();
    }
}
