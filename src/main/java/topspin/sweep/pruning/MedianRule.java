package topspin.sweep.pruning;

import java.util.Arrays;

/**
 * A variant is given up if its best score so far is below the median of all variants' running means (Golovin et al.,
 * "Google Vizier", KDD 2017, section 3.1.3), so one bad rung does not eliminate a variant. With fewer than three
 * variants all continue: the median of two always lies above one of them.
 */
public record MedianRule() implements PruningRule {
    private static final int ENOUGH = 3;

    @Override
    public Fate fate(String variant, Judgement judgement) {
        if (!judgement.complete()) {
            return Fate.WAITS;
        }
        if (judgement.scores().size() < ENOUGH) {
            return Fate.GOES_ON;
        }
        double[] means = judgement.scores().values().stream().mapToDouble(all -> Arrays.stream(all).average()
                .orElseThrow()).sorted().toArray();
        double median = (means[(means.length - 1) / 2] + means[means.length / 2]) / 2;
        double best = Arrays.stream(judgement.scores().get(variant)).max().orElseThrow();
        return best < median ? Fate.PRUNED : Fate.GOES_ON;
    }
}
