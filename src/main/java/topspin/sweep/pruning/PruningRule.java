package topspin.sweep.pruning;

/** Decides which variants go on at a rung. Has no state. */
public interface PruningRule {

    /**
     * Decides about one of the variants judged. Once a judgement is complete, none waits, and at least one continues.
     *
     * @param variant a key of the judgement's scores
     */
    Fate fate(String variant, Judgement judgement);
}
