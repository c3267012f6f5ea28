package topspin.nn;

import topspin.random.RandomStreams;

import java.util.Arrays;

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
        valueWeights = parameters.declare("value/weights", 1, features);
        valueBias = parameters.declare("value/bias", 1);
    }

    /** Fills the weights from the streams {@code init/policy} and {@code init/value}. */
    public void initialise(Initialiser initialiser, RandomStreams streams) {
        initialiser.fill(parameters, policyWeights, POLICY_GAIN, streams.stream("init/policy"));
        initialiser.fill(parameters, valueWeights, VALUE_GAIN, streams.stream("init/value"));
    }

    /** Plans for batches of one shape, reading the outputs of {@code core} and writing their gradients. */
    public HeadsPass pass(BatchShape shape, CorePass core) {
        return new HeadsPass(this, shape, core);
    }

    int features() {
        return features;
    }

    int actions() {
        return actions;
    }

    /** Copies the weights of output {@code k}: an action's, or the value's for k = actions. */
    void weights(int k, float[] to) {
        int offset = k < actions ? policyWeights.offset() + k * features : valueWeights.offset();
        System.arraycopy(parameters.values(), offset, to, 0, features);
    }

    float bias(int k) {
        return parameters.values()[k < actions ? policyBias.offset() + k : valueBias.offset()];
    }

    /** Writes the gradient of output {@code k}'s weights and bias. */
    void gradient(int k, float[] weightGradient, float biasGradient) {
        float[] gradients = parameters.gradients();
        int offset = k < actions ? policyWeights.offset() + k * features : valueWeights.offset();
        System.arraycopy(weightGradient, 0, gradients, offset, features);
        gradients[k < actions ? policyBias.offset() + k : valueBias.offset()] = biasGradient;
    }

    static float[][] rows(int count, int length) {
        float[][] rows = new float[count][];
        Arrays.setAll(rows, i -> new float[length]);
        return rows;
    }
}
