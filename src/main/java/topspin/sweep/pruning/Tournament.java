package topspin.sweep.pruning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps track of every variant's rung. A variant runs to its rung, is scored there, and waits for the decision. Order
 * of use: {@link #passed} for the rungs of earlier sessions; then {@link #score} and {@link #decide} by turns. One
 * thread.
 */
public final class Tournament {
    private final Pruning pruning;
    private final Map<String, Standing> standings = new LinkedHashMap<>();

    /** A variant's record: {@code scores} of the rungs it was judged at, {@code level} rungs passed. */
    private static final class Standing {
        private final List<Double> scores = new ArrayList<>();
        private int level;
        private boolean pruned;
    }

    /**
     * A variant that was given up.
     *
     * @param rung  step at which it was
     * @param score of the variant there
     */
    public record Loss(String variant, long rung, double score) {
    }

    public Tournament(Pruning pruning, List<String> variants) {
        this.pruning = pruning;
        variants.forEach(variant -> standings.put(variant, new Standing()));
    }

    /** Whether the variant has to be scored at its rung before it may go on. */
    public boolean awaitsScore(String variant) {
        Standing standing = standings.get(variant);
        return !standing.pruned && standing.level < pruning.rungs().size() && standing.scores.size() == standing.level;
    }

    /** The step up to which the variant may run; {@link Long#MAX_VALUE} after the last rung. */
    public long target(String variant) {
        int level = standings.get(variant).level;
        return level < pruning.rungs().size() ? pruning.rungs().get(level) : Long.MAX_VALUE;
    }

    /** Rungs passed. */
    public int level(String variant) {
        return standings.get(variant).level;
    }

    public boolean isPruned(String variant) {
        return standings.get(variant).pruned;
    }

    /** Records a variant's score at its rung. */
    public void score(String variant, double score) {
        standings.get(variant).scores.add(score);
    }

    /** The variant went past its rung in an earlier session: it need not wait for the others. */
    public void passed(String variant) {
        standings.get(variant).level++;
    }

    /** Applies the rule at every rung, and returns the variants that it gave up. */
    public List<Loss> decide() {
        List<Loss> losses = new ArrayList<>();
        for (int rung = 0; rung < pruning.rungs().size(); rung++) {
            Judgement judgement = judgement(rung);
            for (String variant : judgement.scores().keySet()) {
                Standing standing = standings.get(variant);
                if (standing.level != rung || standing.pruned) {
                    continue;
                }
                switch (pruning.rule().fate(variant, judgement)) {
                    case GOES_ON -> standing.level++;
                    case PRUNED -> {
                        standing.pruned = true;
                        losses.add(new Loss(variant, pruning.rungs().get(rung), standing.scores.get(rung)));
                    }
                    case WAITS -> { }
                }
            }
        }
        return losses;
    }

    private Judgement judgement(int rung) {
        Map<String, double[]> scores = new LinkedHashMap<>();
        boolean complete = true;
        for (Map.Entry<String, Standing> entry : standings.entrySet()) {
            Standing standing = entry.getValue();
            if (standing.scores.size() > rung) {
                scores.put(entry.getKey(),
                        standing.scores.subList(0, rung + 1).stream().mapToDouble(Double::doubleValue).toArray());
            } else if (!standing.pruned) {
                complete = false;
            }
        }
        return new Judgement(scores, complete);
    }
}
