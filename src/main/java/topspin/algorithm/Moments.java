package topspin.algorithm;

/**
 * Mean and population standard deviation.
 *
 * @param mean      of the values
 * @param deviation √(mean of squared distances from the mean)
 */
public record Moments(double mean, double deviation) {
    /** Added to the deviation before dividing (openai/baselines ppo2). */
    private static final double EPSILON = 1e-8;

    /** Of the first {@code count} values. */
    public static Moments of(float[] values, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i];
        }
        double mean = sum / count;
        double squares = 0;
        for (int i = 0; i < count; i++) {
            double d = values[i] - mean;
            squares += d * d;
        }
        return new Moments(mean, Math.sqrt(squares / count));
    }

    /** Of the rows of some environments in {@code [steps][environments]} values: columns {@code order[from … to−1]}. */
    public static Moments ofColumns(float[] values, int steps, int environments, int[] order, int from, int to) {
        double sum = 0;
        for (int t = 0; t < steps; t++) {
            for (int i = from; i < to; i++) {
                sum += values[t * environments + order[i]];
            }
        }
        int count = steps * (to - from);
        double mean = sum / count;
        double squares = 0;
        for (int t = 0; t < steps; t++) {
            for (int i = from; i < to; i++) {
                double d = values[t * environments + order[i]] - mean;
                squares += d * d;
            }
        }
        return new Moments(mean, Math.sqrt(squares / count));
    }

    public double reciprocalDeviation() {
        return 1 / (deviation + EPSILON);
    }
}
