package topspin.nn.cell;

import topspin.nn.Parameters;
import topspin.nn.engine.Engine;

import java.util.Set;

/**
 * A kind of recurrent cell. Ours are in {@link BuiltInCell}; other JARs provide theirs as a service
 * ({@link java.util.ServiceLoader}), by a public class with a public constructor without arguments. Immutable.
 */
public interface CellType {

    /** The value of an experiment's {@code policy.core.type}: lower case, digits and hyphens. */
    String label();

    /** Which options it has, besides units and layers. */
    default Set<CoreOption> options() {
        return Set.of();
    }

    /** Floats of state per sequence and layer. */
    int stateSize(int units);

    /** Least number of columns per unit of the inputs' product. */
    default int gates() {
        return 1;
    }

    /** Whether a step multiplies the state by a matrix, with as many columns as the inputs' product. */
    default boolean hasRecurrentProduct() {
        return true;
    }

    /** Whether oneDNN has a kernel for it, with some options at least; see {@link CoreConfig#hasKernel}. */
    default boolean hasKernel() {
        return false;
    }

    /** Least number of Java arrays {@code [rows][units]} of activations and gradients. */
    default int arrays() {
        return 1;
    }

    /**
     * Makes one layer, which declares its parameters.
     *
     * @param name path of its parameters, such as {@code core/0}
     */
    RecurrentCell create(CoreConfig config, Engine engine, Parameters parameters, String name, int inputs);
}
