package topspin.stats;

/**
 * Two variants held against each other.
 *
 * @param first       variant
 * @param second      variant
 * @param paired      whether runs were matched by seed
 * @param seeds       pairs, or runs of the smaller variant
 * @param difference  mean of first − second
 * @param interval    95 % bootstrap interval of the difference
 * @param improvement probability that a run of the first scores above one of the second
 * @param p           two-sided permutation p; 1 where one seed allows no test
 * @param adjustedP   after Holm's correction for all comparisons made
 * @param smallestP   the least p that so many seeds can give
 * @param seedsNeeded of each variant, to tell this difference from noise with 80 % power; {@link #UNKNOWN} for one seed,
 *                    and where there is neither difference nor spread
 * @param tests       comparisons made
 * @param sameRuns    whether the two have the same curve to the bit with every shared seed
 */
public record Comparison(String first, String second, boolean paired, int seeds, double difference, Interval interval,
                         ProbabilityOfImprovement improvement, double p, double adjustedP, double smallestP,
                         int seedsNeeded, int tests, boolean sameRuns) {
    public static final double ALPHA = 0.05;
    /** {@link #seedsNeeded} where nothing can be said. */
    public static final int UNKNOWN = -1;
    /** {@link #seedsNeeded} at and above this is "this many or more". */
    public static final int MOST_SEEDS = SeedsNeeded.MOST;

    /** Whether the variants are told apart at 5 %, over all comparisons made. */
    public boolean different() {
        return adjustedP <= ALPHA;
    }

    /** Whether so few seeds could never tell anything apart. */
    public boolean hopeless() {
        return smallestP * tests > ALPHA;
    }

    /**
     * Whether every seed gave both variants exactly the same number. That makes them no {@link #sameRuns}: two
     * variants that solve a task, or sit at its floor, tie as well.
     */
    public boolean tied() {
        return difference == 0 && interval.low() == 0 && interval.high() == 0;
    }

    /** Seeds to add to each variant; 0 if they are told apart already. */
    public int seedsStillNeeded() {
        return different() || seedsNeeded == UNKNOWN ? 0 : Math.max(1, seedsNeeded - seeds);
    }

    Comparison adjusted(double corrected) {
        return new Comparison(first, second, paired, seeds, difference, interval, improvement, p, corrected, smallestP,
                seedsNeeded, tests, sameRuns);
    }

    Comparison ofSameRuns(boolean same) {
        return new Comparison(first, second, paired, seeds, difference, interval, improvement, p, adjustedP, smallestP,
                seedsNeeded, tests, same);
    }
}
