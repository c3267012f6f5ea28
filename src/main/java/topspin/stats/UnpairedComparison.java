package topspin.stats;

/** Compares two variants that share no seeds: a permutation p of Welch's t and a stratified bootstrap interval. */
final class UnpairedComparison {
    private UnpairedComparison() {
    }

    /** @param tests comparisons that will be made in all, for the seeds needed */
    static Comparison of(String firstName, double[] first, String secondName, double[] second, int tests) {
        double difference = Sample.mean(first) - Sample.mean(second);
        int fewest = Math.min(first.length, second.length);
        double spread = Math.sqrt((Sample.variance(first) + Sample.variance(second)) / 2);
        double p = fewest < 2 ? 1 : Permutation.twoSample(first, second, tests);
        int needed = fewest < 2 || difference == 0 && spread == 0 ? Comparison.UNKNOWN
                : SeedsNeeded.unpaired(difference == 0 ? 0 : difference / spread, Comparison.ALPHA / tests);
        return new Comparison(firstName, secondName, false, fewest, difference,
                Bootstrap.ofMeanDifference(first, second, "unpaired/" + firstName + "/" + secondName),
                ProbabilityOfImprovement.of(first, second), p, p,
                fewest < 2 ? 1 : Permutation.smallestTwoSample(first.length, second.length), needed, tests,
                false);
    }
}
