package topspin.policy;

import topspin.nn.Initialiser;

import java.util.List;

/**
 * The network: encoder → core → heads.
 *
 * @param encoder      {@code binary-dense}, {@code nature-cnn}, {@code mlp} or {@code none}
 * @param encoderUnits width of the encoder's dense layer
 * @param core         the recurrent part
 * @param initialiser  of every weight but the biases, which begin at 0 or, the forget gate's, at {@code forgetBias}
 * @param sequence     how a batch of rows becomes sequences for the core (see {@link topspin.sequence.Variant})
 */
public record PolicyConfig(String encoder, int encoderUnits, Core core, Initialiser initialiser, String sequence) {
    public static final List<String> ENCODERS = List.of("binary-dense", "nature-cnn", "mlp", "none");
    public static final List<String> CORES = List.of("lstm", "none");

    /** With orthogonal weights. */
    public PolicyConfig(String encoder, int encoderUnits, Core core, String sequence) {
        this(encoder, encoderUnits, core, Initialiser.ORTHOGONAL, sequence);
    }

    /** This network with another encoder. */
    public PolicyConfig withEncoder(String other) {
        return new PolicyConfig(other, encoderUnits, core, initialiser, sequence);
    }

    /** This network through another splitting variant. */
    public PolicyConfig withSequence(String other) {
        return new PolicyConfig(encoder, encoderUnits, core, initialiser, other);
    }

    /**
     * @param type       {@code lstm}, or {@code none} for the feed-forward control
     * @param units      width of the cell and of the hidden state
     * @param layers     stacked cells
     * @param forgetBias initial bias of the forget gate
     */
    public record Core(String type, int units, int layers, double forgetBias) {
    }
}
