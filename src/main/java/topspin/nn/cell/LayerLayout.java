package topspin.nn.cell;

import java.util.Map;

/**
 * Converts the tensors of a layer, weights and gradients, to and from the layout of another library. Our names are those of
 * the parameters without {@code core/0/}, such as {@code input-weights}; matrices are row-major. Immutable.
 */
public interface LayerLayout {

    /** What is converted. */
    enum Of { WEIGHTS, GRADIENTS }

    /** Whether the library has such a cell. */
    boolean has(CoreConfig core);

    /**
     * The shapes of their tensors, in their order.
     *
     * @param inputs width of what the layer reads
     * @throws IllegalArgumentException if the library has no such cell
     */
    Map<String, long[]> shapes(CoreConfig core, int inputs);

    /**
     * Their tensors.
     *
     * @param inputs width of what the layer reads
     * @param ours   a layer's tensors by name
     * @throws IllegalArgumentException if the library has no such cell, or a tensor is missing or of another size
     */
    Map<String, float[]> exported(CoreConfig core, int inputs, Map<String, float[]> ours, Of kind);

    /**
     * Our tensors.
     *
     * @param inputs width of what the layer reads
     * @param theirs a layer's tensors by name
     * @throws IllegalArgumentException if the library has no such cell, or a tensor is missing or of another size
     */
    Map<String, float[]> imported(CoreConfig core, int inputs, Map<String, float[]> theirs, Of kind);

    /** @param gru which of them the library has */
    static IllegalArgumentException lacks(String library, String gru, CoreConfig core) {
        return new IllegalArgumentException("expected a cell that " + library + " has: lstm without layer-norm, " + gru
                + " or rnn; got " + core.description());
    }
}
