package topspin.nn;

import java.util.Arrays;
import java.util.List;

/** The heads' work on batches of one shape. Shards may be on different threads. Allocates nothing after construction. */
public final class HeadsPass {
    private final Heads heads;
    private final BatchShape shape;
    private final CorePass core;
    private final int features;
    private final int outputs;
    private final float[] logits;
    private final float[] values;
    private final float[] logitGradients;
    private final float[] valueGradients;
    private final Scratch[] shards;
    private final Scratch gradientScratch;

    /** Rows at index 0, where loops are vectorised: the weights of every output, and one row of features. */
    private final class Scratch {
        final float[][] weights = Heads.rows(outputs, features);
        final float[] row = new float[features];
    }

    HeadsPass(Heads heads, BatchShape shape, CorePass core) {
        this.heads = heads;
        this.shape = shape;
        this.core = core;
        features = heads.features();
        outputs = heads.actions() + 1;
        int rows = shape.rows();
        logits = new float[rows * heads.actions()];
        values = new float[rows];
        logitGradients = new float[rows * heads.actions()];
        valueGradients = new float[rows];
        shards = new Scratch[shape.shards()];
        Arrays.setAll(shards, s -> new Scratch());
        gradientScratch = new Scratch();
    }

    /** Unnormalised log-probabilities, {@code [rows][actions]}. */
    public float[] logits() {
        return logits;
    }

    /** {@code [rows]}. */
    public float[] values() {
        return values;
    }

    /** ∂loss/∂logits, {@code [rows][actions]}; the caller fills it. */
    public float[] logitGradients() {
        return logitGradients;
    }

    /** ∂loss/∂values, {@code [rows]}; the caller fills it. */
    public float[] valueGradients() {
        return valueGradients;
    }

    /** Computes logits and values of rows of one shard. */
    public void forward(int first, int count) {
        Scratch scratch = scratch(first);
        for (int k = 0; k < outputs; k++) {
            heads.weights(k, scratch.weights[k]);
        }
        float[] hidden = core.output();
        for (int row = first; row < first + count; row++) {
            for (int k = 0; k < outputs; k++) {
                float output = heads.bias(k) + dot(hidden, row * features, scratch.weights[k]);
                if (k < outputs - 1) {
                    logits[row * (outputs - 1) + k] = output;
                } else {
                    values[row] = output;
                }
            }
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
        for (int k = 0; k < outputs; k++) {
            heads.weights(k, scratch.weights[k]);
        }
        for (int row = first; row < first + count; row++) {
            Arrays.fill(scratch.row, 0f);
            for (int k = 0; k < outputs; k++) {
                Vectors.addScaled(scratch.row, gradient(row, k), scratch.weights[k]);
            }
            System.arraycopy(scratch.row, 0, core.outputGradient(), row * features, features);
        }
    }

    /** The gradients of the weights; to be computed once every row is backward. */
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
            for (int k = 0; k < outputs; k++) {
                Vectors.addScaled(sums[k], gradient(row, k), hidden);
            }
        }
        double squares = 0;
        for (int k = 0; k < outputs; k++) {
            float bias = 0;
            for (int row = 0; row < shape.rows(); row++) {
                bias += gradient(row, k);
            }
            heads.gradient(k, sums[k], bias);
            squares += Vectors.sumOfSquares(sums[k]) + (double) bias * bias;
        }
        return squares;
    }

    private float gradient(int row, int k) {
        return k < outputs - 1 ? logitGradients[row * (outputs - 1) + k] : valueGradients[row];
    }

    private Scratch scratch(int row) {
        return shards[row / shape.rowsPerShard()];
    }
}
