package topspin.nn;

import topspin.random.RandomStreams;

import java.util.Arrays;

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
    /** Number of outputs that are linear in the features; the others follow them. */
    private final int linear;
    private final Parameters.Slice weights;
    private final Parameters.Slice bias;
    /** The parameters that are the other outputs; null if there are none. */
    private final Parameters.Slice constants;

    /** @param gain of the initial weights; the bias begins at 0 */
    public Head(Parameters parameters, String name, int features, int outputs, double gain) {
        this(parameters, name, features, outputs, 0, "", gain);
    }

    private Head(Parameters parameters, String name, int features, int outputs, int constantOutputs, String constant,
                 double gain) {
        this.parameters = parameters;
        this.name = name;
        this.gain = gain;
        this.features = features;
        this.outputs = outputs;
        linear = outputs - constantOutputs;
        weights = parameters.declare(name + "/weights", linear, features);
        bias = parameters.declare(name + "/bias", linear);
        constants = constantOutputs == 0 ? null : parameters.declare(name + "/" + constant, constantOutputs);
    }

    /**
     * The policy head: the parameters of a distribution over actions.
     *
     * @param outputs   numbers per row
     * @param constants how many of these, the last ones, are parameters {@code policy/log-deviations} and not functions
     *                  of the features; they begin at 0
     */
    public static Head policy(Parameters parameters, int features, int outputs, int constants) {
        return new Head(parameters, "policy", features, outputs, constants, "log-deviations", POLICY_GAIN);
    }

    /** The value of a state. */
    public static Head value(Parameters parameters, int features) {
        return new Head(parameters, "value", features, 1, VALUE_GAIN);
    }

    /** The value of each action in a state. */
    public static Head actionValues(Parameters parameters, int features, int actions) {
        return new Head(parameters, "action-values", features, actions, VALUE_GAIN);
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

    /** Whether output {@code k} reads the features. */
    boolean isLinear(int k) {
        return k < linear;
    }

    /** Copies the weights of output {@code k}: zeros where it does not read the features. */
    void weights(int k, float[] to) {
        if (k >= linear) {
            Arrays.fill(to, 0f);
            return;
        }
        System.arraycopy(parameters.values(), weights.offset() + k * features, to, 0, features);
    }

    float bias(int k) {
        return parameters.values()[biasAt(k)];
    }

    private int biasAt(int k) {
        return k < linear ? bias.offset() + k : constants.offset() + k - linear;
    }

    /** Writes the gradient of output {@code k}'s weights and bias. */
    void gradient(int k, float[] weightGradient, float biasGradient) {
        if (k < linear) {
            System.arraycopy(weightGradient, 0, parameters.gradients(), weights.offset() + k * features, features);
        }
        parameters.gradients()[biasAt(k)] = biasGradient;
    }
}
