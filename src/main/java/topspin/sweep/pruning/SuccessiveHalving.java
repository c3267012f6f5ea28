package topspin.sweep.pruning;

import java.util.Comparator;
import java.util.List;

/**
 * The best 1/{@code reduction} of the variants at a rung go on (Jamieson and Talwalkar, "Non-stochastic best arm
 * identification and hyperparameter optimization", AISTATS 2016), at least one; ties go on together.
 *
 * <p>Asynchronously (ASHA: Li et al., "A system for massively parallel hyperparameter tuning", MLSys 2020) a variant
 * goes on as soon as it is among the best 1/{@code reduction} of those judged so far: no core idles, but the variants
 * that continue may depend on speed. Otherwise all wait until the last is judged, and the same sweep always prunes the
 * same variants.
 *
 * @param reduction    at least 2
 * @param asynchronous whether the best go on before the last is judged
 */
public record SuccessiveHalving(int reduction, boolean asynchronous) implements PruningRule {

    @Override
    public Fate fate(String variant, Judgement judgement) {
        List<Double> best = judgement.scores().keySet().stream().map(judgement::at).sorted(Comparator.reverseOrder())
                .toList();
        int places = best.size() / reduction;
        if (judgement.complete()) {
            return judgement.at(variant) >= best.get(Math.max(1, places) - 1) ? Fate.GOES_ON : Fate.PRUNED;
        }
        boolean among = asynchronous && places > 0 && judgement.at(variant) >= best.get(places - 1);
        return among ? Fate.GOES_ON : Fate.WAITS;
    }
}
