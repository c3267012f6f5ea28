package topspin.nn;

import topspin.random.RandomStreams;

/**
 * A linear output of a network: {@code y = W·x + b}, with parameters {@code NAME/weights} {@code [outputs][features]} and
 * {@code NAME/bias}. Heads are a few columns wide, so plain loops beat a call into the engine.
 */
public final class Head {
    // Small policy weights make the first policy near uniform (baselines a2c/utils.py; CleanRL layer_init).
    private static final double POLICY_GAIN = 0.01;
    private static final double VALUE_GAIN = 1;

    private final Parameters parameters;
    private final String name;
    private final double gain;
    private final int features;
    private final int outputs;
    private final Parameters.Slice weights;
    private final Parameters.Slice bias;

    /** @param gain of the first weights; the bias begins at 0 */
    public Head(Parameters parameters, String name, int features, int outputs, double gain) {
        this.parameters = parameters;
        this.name = name;
        this.gain = gain;
        this.features = features;
        this.outputs = outputs;
        weights = parameters.declare(name + "/weights", outputs, features);
        bias = parameters.declare(name + "/bias", outputs);
    }

    /** One logit per action. */
    public static Head policy(Parameters parameters, int features, int actions) {
        return new Head(parameters, "policy", features, actions, POLICY_GAIN);
    }

    /** The value of a state. */
    public static Head value(Parameters parameters, int features) {
        return new Head(parameters, "value", features, 1, VALUE_GAIN);
    }

    /** Fills the weights from the stream {@code init/NAME}. */
    public void initialise(Initialiser initialiser, RandomStreams streams) {
        initialiser.fill(parameters, weights, gain, streams.stream("init/" + name));
    }

    int features() {
        return features;
    }

    int outputs() {
        return outputs;
    }

    /** Copies the weights of output {@code k}. */
    void weights(int k, float[] to) {
        System.arraycopy(parameters.values(), weights.offset() + k * features, to, 0, features);
    }

    float bias(int k) {
        return parameters.values()[bias.offset() + k];
    }

    /** Writes the gradient of output {@code k}'s weights and bias. */
    void gradient(int k, float[] weightGradient, float biasGradient) {
        System.arraycopy(weightGradient, 0, parameters.gradients(), weights.offset() + k * features, features);
        parameters.gradients()[bias.offset() + k] = biasGradient;
    }
}
