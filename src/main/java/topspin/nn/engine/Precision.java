package topspin.nn.engine;

/**
 * What matrix products and convolutions multiply. Their sums are float32 either way, and so are weights, activations,
 * gradients and the optimiser's state.
 */
public enum Precision {
    /** IEEE single precision: 24 significant bits. */
    F32,
    /** bfloat16, 8 significant bits: factors are rounded as they are read. For processors with AVX-512-BF16. */
    BF16
}
