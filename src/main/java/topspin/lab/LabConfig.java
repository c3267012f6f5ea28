package topspin.lab;

import topspin.nn.cell.CoreConfig;
import topspin.optim.OptimiserConfig;
import topspin.supervised.FitConfig;

/**
 * Everything an exercise can be told.
 *
 * @param lab       its name
 * @param seed      of every stream
 * @param core      its recurrent layers
 * @param optimiser its steps
 * @param fit       how examples are gone through
 * @param logEvery  epochs from row to row
 * @param engine    {@code auto}, {@code onednn} or {@code nd4j}
 * @param workers   {@code auto}, or how many threads; never changes a result
 * @param task      the exercise's own keys
 */
public record LabConfig(String lab, long seed, CoreConfig core, OptimiserConfig optimiser, FitConfig fit, int logEvery,
                        String engine, String workers, Record task) {

    /** On whichever engine there is, by all cores, with seed 1. */
    public LabConfig(String lab, CoreConfig core, OptimiserConfig optimiser, FitConfig fit, int logEvery, Record task) {
        this(lab, 1, core, optimiser, fit, logEvery, "auto", "auto", task);
    }

    /** Adam at a constant rate, with TensorFlow's other defaults. */
    public static OptimiserConfig adam(double learningRate) {
        return new OptimiserConfig("adam", learningRate, "constant", 1e-8, 0.9, 0.9, 0.999);
    }

    /** The same with a rate that falls to 0 over the run. */
    public static OptimiserConfig falling(OptimiserConfig from) {
        return new OptimiserConfig(from.type(), from.learningRate(), "linear", from.epsilon(), from.decay(), from.beta1(),
                from.beta2());
    }

    /** Gradient descent at a constant rate. */
    public static OptimiserConfig gradientDescent(double learningRate) {
        return new OptimiserConfig("sgd", learningRate, "constant", 1e-8, 0.9, 0.9, 0.999);
    }

    /** TensorFlow's {@code BasicLSTMCell}, whose forget gate begins with a bias of 1, as Keras' does. */
    public static CoreConfig lstm(int units, int layers) {
        return new CoreConfig("lstm", units, layers, 1);
    }

    /** This with another core. */
    public LabConfig withCore(CoreConfig other) {
        return new LabConfig(lab, seed, other, optimiser, fit, logEvery, engine, workers, task);
    }

    /** This with other keys of its own. */
    public LabConfig withTask(Record other) {
        return new LabConfig(lab, seed, core, optimiser, fit, logEvery, engine, workers, other);
    }
}
