package topspin.stats;

import topspin.text.Decimal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Puts into a sentence what the numbers support, and no more. */
final class Verdict {
    private static final int NAMED = 4;

    private Verdict() {
    }

    static String of(List<VariantSummary> variants, List<Comparison> comparisons, Measure measure, long horizon) {
        String sentence = sentence(variants, comparisons, measure, horizon);
        return sentence.substring(0, sentence.length() - 1) + collapses(variants) + failures(variants) + ".";
    }

    private static String sentence(List<VariantSummary> variants, List<Comparison> comparisons, Measure measure,
                                   long horizon) {
        List<VariantSummary> scored = Analysis.scored(variants);
        if (scored.stream().allMatch(variant -> variant.seeds().size() == 1)) {
            return oneSeedEach(scored, measure, horizon);
        }
        if (comparisons.isEmpty()) {
            return alone(scored.get(0), measure, horizon);
        }
        return comparisons.size() == 1 ? pair(comparisons.get(0), measure, horizon)
                : many(comparisons, scored.size(), measure, horizon);
    }

    private static String oneSeedEach(List<VariantSummary> variants, Measure measure, long horizon) {
        if (variants.size() == 1) {
            return say("One seed supports no verdict: %s has a %s of %s at step %,d; other seeds may differ by any "
                    + "amount.", variants.get(0).variant(), measure.phrase(),
                    Decimal.score(variants.get(0).spread(measure).mean()), horizon);
        }
        double lowest = variants.stream().mapToDouble(variant -> variant.spread(measure).lowest()).min().orElseThrow();
        double highest = variants.stream().mapToDouble(variant -> variant.spread(measure).highest()).max().orElseThrow();
        return say("One seed supports no verdict: the %d variants have one run each, with a %s from %s to %s at step "
                + "%,d; every difference may be chance: run each with at least %d seeds.",
                variants.size(), measure.phrase(), Decimal.score(lowest), Decimal.score(highest), horizon, fewestPairs(variants.size()));
    }

    private static String alone(VariantSummary variant, Measure measure, long horizon) {
        VariantSummary.Spread spread = variant.spread(measure);
        return say("%s has a %s of %s (interquartile mean of %d seeds, %s) at step %,d; there is nothing to compare it "
                + "with.", variant.variant(), measure.phrase(), Decimal.score(spread.iqm()), variant.seeds().size(),
                interval(spread.iqmInterval()), horizon);
    }

    private static String pair(Comparison pair, Measure measure, long horizon) {
        String seeds = pair.seeds() + (pair.paired() ? " shared" : "") + " seed" + (pair.seeds() == 1 ? "" : "s");
        if (pair.interval().isKnown() && pair.different()) {
            boolean up = pair.difference() > 0;
            return say("%s beats %s: its %s at step %,d is higher by %s (%s, p %s over %s).",
                    up ? pair.first() : pair.second(), up ? pair.second() : pair.first(), measure.phrase(), horizon,
                    Decimal.score(Math.abs(pair.difference())), interval(up ? pair.interval() : flipped(pair.interval())),
                    Decimal.p(pair.p()), seeds);
        }
        if (!pair.interval().isKnown()) {
            return say("One seed supports no verdict: %s and %s differ by %s in %s at step %,d over %s.", pair.first(),
                    pair.second(), Decimal.score(pair.difference()), measure.phrase(), horizon, seeds);
        }
        if (pair.sameRuns()) {
            return say("%s and %s are the same run with each of %s: equal curves, to the last bit, up to step %,d.",
                    pair.first(), pair.second(), seeds, horizon);
        }
        if (pair.tied()) {
            return say("%s and %s are equal in this measure: the same %s at step %,d with each of %s; their curves differ.",
                    pair.first(), pair.second(), measure.phrase(), horizon, seeds);
        }
        String observed = say("the difference in %s at step %,d is %s (%s, p %s over %s)", measure.phrase(), horizon,
                Decimal.score(pair.difference()), interval(pair.interval()), Decimal.p(pair.p()), seeds);
        if (pair.hopeless()) {
            return say("Too few seeds for a verdict on %s and %s: %s, and %d seeds cannot give a p below %s; run at "
                    + "least %d.", pair.first(), pair.second(), observed, pair.seeds(), Decimal.of(pair.smallestP(), 3),
                    pair.seedsNeeded());
        }
        return say("%s and %s cannot be told apart: %s; %s.", pair.first(), pair.second(), observed, more(pair));
    }

    private static String many(List<Comparison> comparisons, int variants, Measure measure, long horizon) {
        List<Comparison> different = comparisons.stream().filter(Comparison::different).toList();
        if (!different.isEmpty()) {
            List<String> named = new ArrayList<>();
            for (Comparison pair : different.subList(0, Math.min(NAMED, different.size()))) {
                boolean up = pair.difference() > 0;
                named.add(say("%s beats %s by %s", up ? pair.first() : pair.second(), up ? pair.second() : pair.first(),
                        Decimal.score(Math.abs(pair.difference()))));
            }
            return say("By %s at step %,d, %d of %d pairs of variants differ after Holm's correction: %s%s.",
                    measure.phrase(), horizon, different.size(), comparisons.size(), String.join(", ", named),
                    different.size() > NAMED ? ", …" : "");
        }
        List<Comparison> known = comparisons.stream().filter(pair -> pair.interval().isKnown()).toList();
        if (known.isEmpty()) {
            return say("One seed supports no verdict: in none of %d pairs of variants do both have two seeds that can be "
                    + "compared.", comparisons.size());
        }
        Comparison closest = known.get(0);
        long same = known.stream().filter(Comparison::sameRuns).count();
        long tied = known.stream().filter(Comparison::tied).count() - same;
        if (same == comparisons.size()) {
            return say("All %d variants are the same run with each of %d shared seeds: equal curves, to the last bit, up to "
                    + "step %,d.", variants, closest.seeds(), horizon);
        }
        if (same + tied == known.size()) {
            return say("%s are equal in this measure: the same %s at step %,d with every seed; the curves of %d of them "
                    + "differ.", known.size() == comparisons.size() ? "All " + known.size() + " pairs of variants"
                    : known.size() + " of " + comparisons.size() + " pairs of variants", measure.phrase(), horizon, tied);
        }
        String equal = equal(same, tied);
        String nearest = say("the pair closest to being told apart, %s and %s, differs by %s (%s, corrected p %s)",
                closest.first(), closest.second(), Decimal.score(closest.difference()), interval(closest.interval()),
                Decimal.p(closest.adjustedP()));
        if (closest.hopeless()) {
            return say("Too few seeds for a verdict on %d pairs of variants%s: %s, and %d seeds cannot give a p that "
                    + "survives the correction; run at least %d of each.", comparisons.size(), equal, nearest,
                    closest.seeds(), closest.seedsNeeded());
        }
        return say("By %s at step %,d, none of %d pairs of variants can be told apart%s: %s; %s.", measure.phrase(),
                horizon, comparisons.size(), equal, nearest, more(closest));
    }

    private static String equal(long same, long tied) {
        if (same == 0) {
            return tied == 0 ? "" : say(" (%d of them equal in this measure with every seed)", tied);
        }
        return tied == 0 ? say(" (%d of them the same runs, to the last bit)", same)
                : say(" (%d of them the same runs, to the last bit, and %d more equal in this measure)", same, tied);
    }

    private static String more(Comparison pair) {
        return pair.seedsNeeded() >= Comparison.MOST_SEEDS
                ? say("a difference this small would take over %,d seeds of each to tell", Comparison.MOST_SEEDS)
                : say("a real difference of this size would take about %d more seed%s of each to tell with 80 %% power",
                        pair.seedsStillNeeded(), pair.seedsStillNeeded() == 1 ? "" : "s");
    }

    private static String collapses(List<VariantSummary> variants) {
        List<String> collapsed = new ArrayList<>();
        for (VariantSummary variant : variants) {
            variant.collapses().forEach((seed, collapse) -> collapsed.add(say("%s%s at step %,d", variant.variant(),
                    variant.seeds().size() > 1 ? " seed " + seed : "", collapse.step())));
        }
        if (collapsed.isEmpty()) {
            return "";
        }
        int runs = variants.stream().mapToInt(variant -> variant.seeds().size()).sum();
        return say("; %d of %d run%s collapsed and did not recover: %s%s", collapsed.size(), runs, runs == 1 ? "" : "s",
                String.join(", ", collapsed.subList(0, Math.min(NAMED, collapsed.size()))),
                collapsed.size() > NAMED ? ", …" : "");
    }

    /** Failure is an outcome, so the verdict counts failed runs beside the scores of the others. */
    private static String failures(List<VariantSummary> variants) {
        int runs = 0;
        int leftOut = 0;
        List<String> failed = new ArrayList<>();
        for (VariantSummary variant : variants) {
            runs += variant.runs();
            for (Failure failure : variant.failures()) {
                leftOut += failure.compared() ? 0 : 1;
                failed.add(variant.variant() + (variant.runs() > 1 ? " seed " + failure.seed() : "") + " "
                        + failure.when());
            }
        }
        if (failed.isEmpty()) {
            return "";
        }
        return say("; %d of %d run%s failed%s: %s%s", failed.size(), runs, runs == 1 ? "" : "s", leftOut == 0 ? ""
                : leftOut == failed.size() ? leftOut == 1 ? " and is not in the scores" : " and are not in the scores"
                : " (" + leftOut + " of them not in the scores)",
                String.join(", ", failed.subList(0, Math.min(NAMED, failed.size()))), failed.size() > NAMED ? ", …" : "");
    }

    /** Number of seed pairs from which a sign-flip p can survive the correction for all pairs of this many variants. */
    private static int fewestPairs(int variants) {
        double alpha = Comparison.ALPHA / (variants * (variants - 1) / 2.0);
        int pairs = 1;
        while (Permutation.smallestSignFlip(pairs) > alpha) {
            pairs++;
        }
        return pairs;
    }

    private static String interval(Interval interval) {
        return interval.isKnown() ? say("95 %% interval %s to %s", Decimal.score(interval.low()), Decimal.score(interval.high()))
                : "no interval from one seed";
    }

    private static Interval flipped(Interval interval) {
        return new Interval(-interval.high(), -interval.low());
    }

    private static String say(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
