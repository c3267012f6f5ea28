package topspin.supervised;

import topspin.random.RandomStream;
import topspin.random.RandomStreams;

/** Random inputs, lengths, targets and weights. Some steps before the end count nothing, too. */
record RandomExamples(Axes axes, int[] lengths, float[][] inputs, float[][] targets, float[][] weights, int perRow)
        implements Examples {

    /** @param outputs rows per example and numbers of target per row; classes if {@code classes} is above 0 */
    static RandomExamples of(long seed, int count, Axes axes, int perRow, int classes) {
        RandomStream stream = new RandomStreams(seed).stream("examples");
        int[] lengths = new int[count];
        float[][] inputs = new float[count][axes.rows() * axes.features()];
        float[][] targets = new float[count][axes.rows() * perRow];
        float[][] weights = new float[count][axes.rows()];
        for (int i = 0; i < count; i++) {
            lengths[i] = axes.hasTime() ? 1 + stream.nextInt(axes.time()) : 1;
            for (int k = 0; k < inputs[i].length; k++) {
                inputs[i][k] = (float) stream.nextGaussian();
            }
            for (int k = 0; k < targets[i].length; k++) {
                targets[i][k] = classes > 0 ? stream.nextInt(classes) : (float) stream.nextGaussian();
            }
            for (int t = 0; t < axes.rows(); t++) {
                weights[i][t] = stream.nextInt(4) == 0 ? 0 : 0.5f + stream.nextFloat();
            }
        }
        return new RandomExamples(axes, lengths, inputs, targets, weights, perRow);
    }

    @Override
    public int count() {
        return lengths.length;
    }

    @Override
    public int length(int example) {
        return lengths[example];
    }

    @Override
    public void input(int example, int step, float[] to, int offset) {
        System.arraycopy(inputs[example], step * axes.features(), to, offset, axes.features());
    }

    @Override
    public void target(int example, int step, float[] to, int offset) {
        System.arraycopy(targets[example], step * perRow, to, offset, perRow);
    }

    @Override
    public float weight(int example, int step) {
        return weights[example][step];
    }
}
