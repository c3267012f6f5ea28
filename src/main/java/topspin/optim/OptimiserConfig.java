package topspin.optim;

/**
 * An optimiser and the schedule of its learning rate.
 *
 * @param type         one of {@link Optimisers#TYPES}; options that it does not have are not looked at
 * @param learningRate rate at step 0
 * @param schedule     {@code linear} or {@code constant}
 * @param scheduleEnds where a linear schedule falls to 0, see {@link Schedule#ends}: {@code auto} for the last step
 * @param epsilon      added to the root of the second moment
 * @param decay        of RMSProp's mean square (TensorFlow's {@code decay}, PyTorch's {@code alpha})
 * @param beta1        of Adam's first moment
 * @param beta2        of Adam's second moment
 */
public record OptimiserConfig(String type, double learningRate, String schedule, String scheduleEnds, double epsilon,
                              double decay, double beta1, double beta2) {

    /** With a schedule that ends with the run. */
    public OptimiserConfig(String type, double learningRate, String schedule, double epsilon, double decay, double beta1,
                           double beta2) {
        this(type, learningRate, schedule, "auto", epsilon, decay, beta1, beta2);
    }

    /** The same with other ends of its schedule. */
    public OptimiserConfig withScheduleEnds(String ends) {
        return new OptimiserConfig(type, learningRate, schedule, ends, epsilon, decay, beta1, beta2);
    }
}
