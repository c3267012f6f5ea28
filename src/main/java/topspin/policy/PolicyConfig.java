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
 * @param critic       whether the value reads the policy's core or one of its own
 * @param initialiser  of every weight but the biases, which begin at 0 or, the forget gate's, at {@code forgetBias}
 * @param sequence     how a batch of rows becomes sequences for the core (see {@link topspin.sequence.Variant})
 */
public record PolicyConfig(String encoder, int encoderUnits, CoreConfig core, Critic critic, Initialiser initialiser,
                           String sequence) {
    public static final List<String> ENCODERS = List.of("binary-dense", "nature-cnn", "mlp", "none");

    /** Which core the value head reads. */
    public enum Critic {
        /** The policy's. */
        SHARED,
        /** One of its own, of the same kind, on the same encoder. */
        SEPARATE
    }

    /** With a shared core and orthogonal weights. */
    public PolicyConfig(String encoder, int encoderUnits, CoreConfig core, String sequence) {
        this(encoder, encoderUnits, core, Critic.SHARED, Initialiser.ORTHOGONAL, sequence);
    }

    /** This network with another encoder. */
    public PolicyConfig withEncoder(String other) {
        return new PolicyConfig(other, encoderUnits, core, critic, initialiser, sequence);
    }

    /** This network through another splitting variant. */
    public PolicyConfig withSequence(String other) {
        return new PolicyConfig(encoder, encoderUnits, core, critic, initialiser, other);
    }

    /** This network with another critic. */
    public PolicyConfig withCritic(Critic other) {
        return new PolicyConfig(encoder, encoderUnits, core, other, initialiser, sequence);
    }

    /** How many cores there are. */
    public int cores() {
        return critic == Critic.SHARED ? 1 : 2;
    }
}
