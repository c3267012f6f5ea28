package topspin.stats;

/** Mean and spread of a sample. */
final class Sample {
    private Sample() {
    }

    static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** Unbiased: divided by n − 1; NaN for one value. */
    static double variance(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return sum / (values.length - 1);
    }

    static double deviation(double[] values) {
        return Math.sqrt(variance(values));
    }
}
