package topspin.normalise;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Mean and population variance of each of some numbers over all of their samples, in doubles. Samples are added in
 * batches, by the formulas of Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample
 * Variances". One thread. Adding allocates nothing.
 *
 * <p>Before the first sample the mean is 0 and the deviation 1, and afterwards this has no weight ({@code init_state}
 * in google/brax, {@code training/acme/running_statistics.py}). {@code RunningMeanStd} in DLR-RM/stable-baselines3
 * gives them the weight of 1e-4 samples, which hides the variance of numbers that are far from 0 and close together:
 * around 500 with differences of 0.01, for a million samples.
 */
final class RunningStatistics {
    /** Added to the variance under the root ({@code epsilon} of {@code VecNormalize}), which may be 0. */
    private static final double EPSILON = 1e-8;

    private final double[] means;
    /** Sums of squared distances from the mean. */
    private final double[] squares;
    private double count;

    RunningStatistics(int numbers) {
        means = new double[numbers];
        squares = new double[numbers];
    }

    /**
     * Adds samples of all numbers.
     *
     * @param samples      how many of each
     * @param otherMeans   of these, {@code [numbers]} from {@code from} on
     * @param otherSquares sums of their squared distances from it, as well
     */
    void add(int samples, double[] otherMeans, double[] otherSquares, int from) {
        double total = count + samples;
        for (int i = 0; i < means.length; i++) {
            double delta = otherMeans[from + i] - means[i];
            means[i] += delta * (samples / total);
            squares[i] += otherSquares[from + i] + delta * delta * (count * samples / total);
        }
        count = total;
    }

    int numbers() {
        return means.length;
    }

    double mean(int i) {
        return means[i];
    }

    /** √(variance + ε); 1 before the first sample. */
    double deviation(int i) {
        return count == 0 ? 1 : Math.sqrt(squares[i] / count + EPSILON);
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(means.length);
        out.writeDouble(count);
        for (int i = 0; i < means.length; i++) {
            out.writeDouble(means[i]);
            out.writeDouble(squares[i]);
        }
    }

    /**
     * Reads back what {@link #save} wrote.
     *
     * @throws IOException if it has another number of elements
     */
    void restore(DataInput in) throws IOException {
        int numbers = in.readInt();
        if (numbers != means.length) {
            throw new IOException("statistics of " + numbers + " numbers, expected " + means.length);
        }
        count = in.readDouble();
        for (int i = 0; i < means.length; i++) {
            means[i] = in.readDouble();
            squares[i] = in.readDouble();
        }
    }
}
