package topspin.optim;

/**
 * Which optimiser, and how its rate falls.
 *
 * @param type         {@code adam} or {@code rmsprop}
 * @param learningRate rate at step 0
 * @param schedule     {@code linear} (to 0 at the last step) or {@code constant}
 * @param epsilon      added to the root of the second moment
 * @param decay        of RMSProp's mean square (TensorFlow's {@code decay}, PyTorch's {@code alpha})
 * @param beta1        of Adam's first moment
 * @param beta2        of Adam's second moment
 */
public record OptimiserConfig(String type, double learningRate, String schedule, double epsilon, double decay,
                              double beta1, double beta2) {
}
