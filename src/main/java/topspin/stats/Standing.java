package topspin.stats;

/**
 * A variant's place among the others.
 *
 * @param variant  name
 * @param seeds    runs that its score is of
 * @param score    interquartile mean over them
 * @param interval 95 %
 * @param step     up to which it was judged
 * @param pruned   whether a sweep gave it up there, so that it has trained for less than the others
 */
public record Standing(String variant, int seeds, double score, Interval interval, long step, boolean pruned) {
}
