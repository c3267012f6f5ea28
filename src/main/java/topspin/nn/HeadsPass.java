package topspin.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The work of the heads that read the same features, on batches of one shape. Shards may be on different threads. Allocates nothing
 * after construction.
 */
public final class HeadsPass {
    private final BatchShape shape;
    private final Features core;
    private final int features;
    /** Of all heads, in their order. */
    private final Output[] outputs;
    private final float[][] values;
    private final float[][] gradients;
    private final Scratch[] shards;
    private final Scratch gradientScratch;

    /** One column of a head: number {@code column} of {@code width} in {@code values} and {@code gradients}. */
    private record Output(Head head, int column, int width, float[] values, float[] gradients) {
        float gradient(int row) {
            return gradients[row * width + column];
        }
    }

    /** Copies that start at index 0, so that loops vectorise: the weights of every output, and one row of features. */
    private final class Scratch {
        final float[][] weights = new float[outputs.length][features];
        final float[] row = new float[features];
    }

    /** @param heads all with the same number of features */
    public HeadsPass(List<Head> heads, BatchShape shape, Features core) {
        this.shape = shape;
        this.core = core;
        features = heads.get(0).features();
        values = new float[heads.size()][];
        gradients = new float[heads.size()][];
        List<Output> all = new ArrayList<>();
        for (int h = 0; h < heads.size(); h++) {
            Head head = heads.get(h);
            values[h] = new float[shape.rows() * head.outputs()];
            gradients[h] = new float[shape.rows() * head.outputs()];
            for (int column = 0; column < head.outputs(); column++) {
                all.add(new Output(head, column, head.outputs(), values[h], gradients[h]));
            }
        }
        outputs = all.toArray(Output[]::new);
        shards = new Scratch[shape.shards()];
        Arrays.setAll(shards, s -> new Scratch());
        gradientScratch = new Scratch();
    }

    /** How many heads there are. */
    public int count() {
        return values.length;
    }

    /** A head's outputs, {@code [rows][outputs]}. */
    public float[] values(int head) {
        return values[head];
    }

    /** The gradient of the loss in a head's outputs, {@code [rows][outputs]}; the caller fills it. */
    public float[] gradients(int head) {
        return gradients[head];
    }

    /** Computes all heads for rows of one shard. */
    public void forward(int first, int count) {
        Scratch scratch = scratch(first);
        copyWeights(scratch);
        float[] hidden = core.output();
        for (int row = first; row < first + count; row++) {
            for (int k = 0; k < outputs.length; k++) {
                Output output = outputs[k];
                output.values[row * output.width + output.column] =
                        output.head.bias(output.column) + dot(hidden, row * features, scratch.weights[k]);
            }
        }
    }

    private void copyWeights(Scratch scratch) {
        for (int k = 0; k < outputs.length; k++) {
            outputs[k].head.weights(outputs[k].column, scratch.weights[k]);
        }
    }

    /** Four sums side by side, so that additions overlap. */
    private static float dot(float[] x, int from, float[] w) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 4 <= w.length; i += 4) {
            s0 += x[from + i] * w[i];
            s1 += x[from + i + 1] * w[i + 1];
            s2 += x[from + i + 2] * w[i + 2];
            s3 += x[from + i + 3] * w[i + 3];
        }
        for (; i < w.length; i++) {
            s0 += x[from + i] * w[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    /** Writes the gradient of the loss in the core's outputs for rows of one shard. */
    public void backward(int first, int count) {
        Scratch scratch = scratch(first);
        copyWeights(scratch);
        for (int row = first; row < first + count; row++) {
            Arrays.fill(scratch.row, 0f);
            for (int k = 0; k < outputs.length; k++) {
                Vectors.addScaled(scratch.row, outputs[k].gradient(row), scratch.weights[k]);
            }
            System.arraycopy(scratch.row, 0, core.outputGradient(), row * features, features);
        }
    }

    /** The gradients of the weights; to be computed once every row is passed back. */
    public List<GradientBlock> gradientBlocks() {
        return List.of(this::weightGradients);
    }

    private double weightGradients() {
        float[][] sums = gradientScratch.weights;
        float[] hidden = gradientScratch.row;
        for (float[] sum : sums) {
            Arrays.fill(sum, 0f);
        }
        for (int row = 0; row < shape.rows(); row++) {
            System.arraycopy(core.output(), row * features, hidden, 0, features);
            for (int k = 0; k < outputs.length; k++) {
                Vectors.addScaled(sums[k], outputs[k].gradient(row), hidden);
            }
        }
        double squares = 0;
        for (int k = 0; k < outputs.length; k++) {
            float bias = 0;
            for (int row = 0; row < shape.rows(); row++) {
                bias += outputs[k].gradient(row);
            }
            outputs[k].head.gradient(outputs[k].column, sums[k], bias);
            squares += (outputs[k].head.isLinear(outputs[k].column) ? Vectors.sumOfSquares(sums[k]) : 0)
                    + (double) bias * bias;
        }
        return squares;
    }

    private Scratch scratch(int row) {
        return shards[row / shape.rowsPerShard()];
    }
}
