package topspin.supervised;

/**
 * How examples are gone through.
 *
 * @param epochs      passes over all training examples
 * @param batch       examples per update; the last batch of an epoch may be smaller
 * @param shuffle     whether each epoch takes the examples in another order
 * @param maxGradNorm global norm that gradients are clipped to; null for none
 */
public record FitConfig(int epochs, int batch, boolean shuffle, Double maxGradNorm) {
}
