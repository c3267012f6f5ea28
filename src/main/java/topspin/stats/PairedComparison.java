package topspin.stats;

/**
 * Compares two variants over the seeds they share. Runs with one seed share initial weights, environments and action
 * noise, so their difference varies less than either run. The differences are tested: a sign-flip permutation p and a
 * bootstrap interval of their mean.
 */
final class PairedComparison {
    private PairedComparison() {
    }

    /**
     * @param first  score per shared seed
     * @param second score per shared seed, in the same order
     * @param tests  comparisons that will be made in all, for the seeds needed
     */
    static Comparison of(String firstName, double[] first, String secondName, double[] second, int tests) {
        int n = first.length;
        double[] differences = new double[n];
        for (int i = 0; i < n; i++) {
            differences[i] = first[i] - second[i];
        }
        double mean = Sample.mean(differences);
        double p = n < 2 ? 1 : Permutation.signFlip(differences, tests);
        double deviation = Sample.deviation(differences);
        int needed = n < 2 || mean == 0 && deviation == 0 ? Comparison.UNKNOWN
                : SeedsNeeded.paired(mean == 0 ? 0 : mean / deviation, Comparison.ALPHA / tests);
        return new Comparison(firstName, secondName, true, n, mean,
                Bootstrap.ofMean(differences, "paired/" + firstName + "/" + secondName),
                ProbabilityOfImprovement.of(first, second), p, p, Permutation.smallestSignFlip(n), needed, tests,
                false);
    }
}
