package topspin.policy;

import java.util.List;

/**
 * The network: encoder → core → heads.
 *
 * @param encoder      {@code binary-dense}, {@code nature-cnn}, {@code mlp} or {@code none}
 * @param encoderUnits width of the encoder's dense layer
 * @param core         the recurrent part
 * @param sequence     how a batch of rows becomes sequences for the core (see {@link topspin.sequence.Variant})
 */
public record PolicyConfig(String encoder, int encoderUnits, Core core, String sequence) {
    public static final List<String> ENCODERS = List.of("binary-dense", "nature-cnn", "mlp", "none");
    public static final List<String> CORES = List.of("lstm", "none");

    /**
     * @param type       {@code lstm}, or {@code none} for the feed-forward control
     * @param units      width of the cell and of the hidden state
     * @param layers     stacked cells
     * @param forgetBias initial bias of the forget gate
     */
    public record Core(String type, int units, int layers, double forgetBias) {
    }
}
