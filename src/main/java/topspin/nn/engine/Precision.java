package topspin.nn.engine;

/**
 * The type of the factors of matrix products and convolutions. Sums, weights, activations, gradients and the
 * optimiser's state are float32 either way.
 */
public enum Precision {
    /** IEEE single precision: 24 significant bits. */
    F32,
    /** bfloat16, 8 significant bits: factors are rounded as they are read. For processors with AVX-512-BF16. */
    BF16
}
