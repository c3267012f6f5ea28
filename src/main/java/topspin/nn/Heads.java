package topspin.nn;

import topspin.random.RandomStreams;

import java.util.Arrays;
import java.util.List;

/**
 * The two linear outputs of an actor–critic: one logit per action, and the value. They are a few columns wide, so plain
 * loops beat a call into the engine. Weights are {@code [actions][features]} and {@code [features]}.
 */
public final class Heads {
    // Small policy weights make the first policy near uniform (baselines a2c/utils.py; CleanRL layer_init).
    private static final double POLICY_GAIN = 0.01;
    private static final double VALUE_GAIN = 1;

    private final Parameters parameters;
    private final int features;
    private final int actions;
    private final Parameters.Slice policyWeights;
    private final Parameters.Slice policyBias;
    private final Parameters.Slice valueWeights;
    private final Parameters.Slice valueBias;

    public Heads(Parameters parameters, int features, int actions) {
        this.parameters = parameters;
        this.features = features;
        this.actions = actions;
        policyWeights = parameters.declare("policy/weights", actions, features);
        policyBias = parameters.declare("policy/bias", actions);
        valueWeights = parameters.declare("value/weights", features);
        valueBias = parameters.declare("value/bias", 1);
    }

    public void initialise(RandomStreams streams) {
        Initialisers.orthogonal(parameters.values(), policyWeights.offset(), actions, features, features, POLICY_GAIN,
                streams.stream("init/policy"));
        Initialisers.orthogonal(parameters.values(), valueWeights.offset(), 1, features, features, VALUE_GAIN,
                streams.stream("init/value"));
    }

    /**
     * @param hidden {@code [rows][features]}
     * @param logits {@code [rows][actions]}, written
     * @param values {@code [rows]}, written
     */
    public void forward(float[] hidden, float[] logits, float[] values, int first, int count) {
        float[] p = parameters.values();
        for (int row = first; row < first + count; row++) {
            for (int a = 0; a < actions; a++) {
                logits[row * actions + a] = p[policyBias.offset() + a]
                        + dot(hidden, row * features, p, policyWeights.offset() + a * features);
            }
            values[row] = p[valueBias.offset()] + dot(hidden, row * features, p, valueWeights.offset());
        }
    }

    private float dot(float[] x, int xFrom, float[] w, int wFrom) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 4 <= features; i += 4) {
            s0 += x[xFrom + i] * w[wFrom + i];
            s1 += x[xFrom + i + 1] * w[wFrom + i + 1];
            s2 += x[xFrom + i + 2] * w[wFrom + i + 2];
            s3 += x[xFrom + i + 3] * w[wFrom + i + 3];
        }
        for (; i < features; i++) {
            s0 += x[xFrom + i] * w[wFrom + i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    /** Writes the gradient of the loss in {@code hidden}, given those in logits and values. */
    public void backward(float[] logitGradient, float[] valueGradient, float[] hiddenGradient, int first, int count) {
        float[] p = parameters.values();
        for (int row = first; row < first + count; row++) {
            int at = row * features;
            Arrays.fill(hiddenGradient, at, at + features, 0f);
            Vectors.addScaled(valueGradient[row], p, valueWeights.offset(), hiddenGradient, at, features);
            for (int a = 0; a < actions; a++) {
                Vectors.addScaled(logitGradient[row * actions + a], p, policyWeights.offset() + a * features,
                        hiddenGradient, at, features);
            }
        }
    }

    /** The gradients of the weights over rows {@code 0 … rows−1}, whose activations stay in the given arrays. */
    public List<GradientBlock> gradientBlocks(int rows, float[] hidden, float[] logitGradient, float[] valueGradient) {
        float[] lanes = Vectors.lanes();
        return List.of(() -> {
            float[] gradient = parameters.gradients();
            int from = policyWeights.offset();
            int to = valueBias.offset() + 1;
            Arrays.fill(gradient, from, to, 0f);
            for (int row = 0; row < rows; row++) {
                for (int a = 0; a < actions; a++) {
                    float g = logitGradient[row * actions + a];
                    gradient[policyBias.offset() + a] += g;
                    Vectors.addScaled(g, hidden, row * features, gradient, policyWeights.offset() + a * features,
                            features);
                }
                gradient[valueBias.offset()] += valueGradient[row];
                Vectors.addScaled(valueGradient[row], hidden, row * features, gradient, valueWeights.offset(), features);
            }
            return Vectors.sumOfSquares(gradient, from, to, lanes);
        });
    }
}
