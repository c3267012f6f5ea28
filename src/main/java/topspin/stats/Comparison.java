package topspin.stats;

/**
 * A comparison of two variants.
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
    /** Value of {@link #seedsNeeded} if it cannot be estimated. */
    public static final int UNKNOWN = -1;
    /** {@link #seedsNeeded} at and above this is "this many or more". */
    public static final int MOST_SEEDS = SeedsNeeded.MOST;

    /** Whether the difference is significant at 5 %, corrected for all comparisons made. */
    public boolean different() {
        return adjustedP <= ALPHA;
    }

    /** Whether there are too few seeds for any difference to be significant. */
    public boolean hopeless() {
        return smallestP * tests > ALPHA;
    }

    /**
     * Whether every seed gave both variants exactly the same score. This is weaker than {@link #sameRuns}: two variants
     * that solve a task, or stay at its floor, tie as well.
     */
    public boolean tied() {
        return difference == 0 && interval.low() == 0 && interval.high() == 0;
    }

    /** Seeds to add to each variant; 0 if the difference is significant already. */
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
