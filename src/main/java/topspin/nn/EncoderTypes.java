package topspin.nn;

import topspin.plugin.Registry;
import topspin.space.Box;

import java.util.List;
import java.util.stream.Stream;

/** The encoders that can be named under {@code policy.encoder}. */
public final class EncoderTypes {
    private static final Registry<EncoderType> REGISTRY =
            new Registry<>(EncoderType.class, "encoder", EncoderType::label, List.of(BuiltInEncoder.values()));

    private EncoderTypes() {
    }

    /** The registry where others are added. */
    public static Registry<EncoderType> registry() {
        return REGISTRY;
    }

    /** The default encoder for such observations. */
    public static EncoderType fitting(Box observation) {
        return Stream.of(BuiltInEncoder.BINARY_DENSE, BuiltInEncoder.NATURE_CNN).filter(type -> type.fits(observation))
                .findFirst().orElse(BuiltInEncoder.MLP);
    }

    /**
     * The encoder of that name, for such observations.
     *
     * @throws IllegalArgumentException if there is none, or it cannot read them; the message names what would fit
     */
    public static EncoderType of(String label, Box observation) {
        EncoderType type = REGISTRY.get(label);
        if (!type.fits(observation)) {
            EncoderType fitting = fitting(observation);
            throw new IllegalArgumentException("encoder " + label + " needs " + type.needs() + ", but this environment gives "
                    + observation + "; " + (fitting == BuiltInEncoder.MLP ? "" : fitting.label() + ", ")
                    + "mlp or none would fit");
        }
        return type;
    }
}
