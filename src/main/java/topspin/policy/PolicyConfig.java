package topspin.policy;

import topspin.nn.Initialiser;
import topspin.nn.cell.CoreConfig;

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
public record PolicyConfig(String encoder, int encoderUnits, CoreConfig core, Initialiser initialiser, String sequence) {
    public static final List<String> ENCODERS = List.of("binary-dense", "nature-cnn", "mlp", "none");

    /** With orthogonal weights. */
    public PolicyConfig(String encoder, int encoderUnits, CoreConfig core, String sequence) {
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
}
