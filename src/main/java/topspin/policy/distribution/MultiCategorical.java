package topspin.policy.distribution;

import topspin.random.RandomStream;

import java.util.Arrays;

/** Several independent choices: the row joins the rows of one {@link Categorical} per choice. */
public final class MultiCategorical implements Distribution {
    private final int[] sizes;
    private final int width;

    /** @param sizes of the choices */
    public MultiCategorical(int... sizes) {
        this.sizes = sizes.clone();
        width = Arrays.stream(sizes).sum();
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void sample(float[] row, int at, RandomStream stream, float[] action, int to) {
        int first = at;
        for (int i = 0; i < sizes.length; first += sizes[i++]) {
            action[to + i] = Categorical.sample(row, first, sizes[i], stream);
        }
    }

    @Override
    public void mode(float[] row, int at, float[] action, int to) {
        int first = at;
        for (int i = 0; i < sizes.length; first += sizes[i++]) {
            action[to + i] = Categorical.mode(row, first, sizes[i]);
        }
    }

    @Override
    public double logProbability(float[] row, int at, float[] action, int from) {
        double sum = 0;
        int first = at;
        for (int i = 0; i < sizes.length; first += sizes[i++]) {
            sum += Categorical.logProbability(row, first, sizes[i], (int) action[from + i]);
        }
        return sum;
    }

    @Override
    public double entropy(float[] row, int at) {
        double sum = 0;
        int first = at;
        for (int i = 0; i < sizes.length; first += sizes[i++]) {
            sum += Categorical.entropy(row, first, sizes[i]);
        }
        return sum;
    }

    @Override
    public double gradient(float[] row, int at, float[] action, int from, double logProbabilityWeight,
                           double entropyWeight, float[] gradients) {
        double sum = 0;
        int first = at;
        for (int i = 0; i < sizes.length; first += sizes[i++]) {
            sum += Categorical.gradient(row, first, sizes[i], (int) action[from + i], logProbabilityWeight,
                    entropyWeight, gradients);
        }
        return sum;
    }
}
