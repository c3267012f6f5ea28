package topspin.sweep.pruning;

import java.util.Map;

/**
 * The scores known at a rung.
 *
 * @param scores   of every variant judged there so far: the interquartile mean over its seeds at this rung and at every
 *                 rung before, lowest rung first; −∞ where too many seeds had died or finished no game
 * @param complete whether no other variant will be judged at this rung any more
 */
public record Judgement(Map<String, double[]> scores, boolean complete) {

    /** A variant's score at the rung itself. */
    double at(String variant) {
        double[] all = scores.get(variant);
        return all[all.length - 1];
    }
}
