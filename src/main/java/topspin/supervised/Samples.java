package topspin.supervised;

import java.util.List;

/**
 * Examples that are all in memory.
 *
 * @param axes    the longest one's time
 * @param samples of at most that time
 */
public record Samples(Axes axes, List<Sample> samples) implements Examples {

    public Samples {
        samples = List.copyOf(samples);
        for (Sample sample : samples) {
            if (sample.inputs.length > axes.rows()) {
                throw new IllegalArgumentException("expected at most " + axes.rows() + " steps, got " + sample.inputs.length);
            }
        }
    }

    /**
     * One of them.
     *
     * @param inputs  {@code [steps][features]}
     * @param targets {@code [steps][numbers]}, or one row where the output has no axis of time
     * @param weights {@code [steps]} of the losses; null for 1
     */
    public record Sample(float[][] inputs, float[][] targets, float[] weights) {

        /** With every loss counting 1. */
        public Sample(float[][] inputs, float[][] targets) {
            this(inputs, targets, null);
        }
    }

    /** As long as the longest of them. */
    public static Samples of(List<Sample> samples) {
        int longest = samples.stream().mapToInt(sample -> sample.inputs.length).max().orElseThrow();
        return new Samples(new Axes(longest, samples.get(0).inputs[0].length), samples);
    }

    @Override
    public int count() {
        return samples.size();
    }

    @Override
    public int length(int example) {
        return samples.get(example).inputs.length;
    }

    @Override
    public void input(int example, int step, float[] to, int offset) {
        float[] features = samples.get(example).inputs[step];
        System.arraycopy(features, 0, to, offset, features.length);
    }

    @Override
    public void target(int example, int step, float[] to, int offset) {
        float[] numbers = samples.get(example).targets[step];
        System.arraycopy(numbers, 0, to, offset, numbers.length);
    }

    @Override
    public float weight(int example, int step) {
        float[] weights = samples.get(example).weights;
        return weights == null ? 1 : weights[step];
    }
}
