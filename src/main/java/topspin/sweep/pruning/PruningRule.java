package topspin.sweep.pruning;

/** Decides which variants go on at a rung. Has no state. */
public interface PruningRule {

    /**
     * What becomes of one of the variants judged. Once a judgement is complete, none waits, and at least one goes on.
     *
     * @param variant a key of the judgement's scores
     */
    Fate fate(String variant, Judgement judgement);
}
