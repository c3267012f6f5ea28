package topspin.nn;

import topspin.nn.engine.Engine;
import topspin.space.Box;

/**
 * A kind of encoder. Ours are in {@link BuiltInEncoder}; other JARs provide theirs as a service
 * ({@link java.util.ServiceLoader}), by a public class with a public constructor without arguments. Immutable.
 */
public interface EncoderType {

    /** The value of an experiment's {@code policy.encoder}: lower case, digits and hyphens. */
    String label();

    /** Whether it can read these observations. */
    boolean fits(Box observation);

    /** The observations it can read, for people: {@code observations of zeros and ones}. */
    String needs();

    /** Whether it has layers whose number, activation and layer norm can be chosen. */
    default boolean hasLayers() {
        return false;
    }

    /**
     * Makes one, which declares its parameters.
     *
     * @param name        path of its parameters, such as {@code encoder}
     * @param observation that {@link #fits}
     * @param layers      the width of its outputs, and more if it {@link #hasLayers}
     */
    Encoder create(Engine engine, Parameters parameters, String name, Box observation, Mlp.Layers layers);

    /** Factor of the inputs: bytes become fractions of the largest value, floats stay as they are. */
    static float scale(Box observation) {
        return observation.type() == Box.Type.UINT8 ? 1 / observation.high() : 1;
    }
}
