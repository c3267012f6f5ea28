package topspin.supervised;

import topspin.learn.GradientStep;
import topspin.learn.Sharding;
import topspin.nn.BatchShape;
import topspin.optim.Optimiser;
import topspin.optim.OptimiserConfig;
import topspin.optim.Optimisers;
import topspin.optim.Schedule;
import topspin.parallel.WorkerPool;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.util.HashMap;
import java.util.Map;

/**
 * Fits a model to examples, epoch by epoch, and asks it. One thread, which is a member of the pool. No result depends on
 * the number of workers.
 */
public final class Fit {
    private final SequenceModel model;
    private final SequenceLoss loss;
    private final SequenceLoss.Reduction reduction;
    private final FitConfig config;
    private final OptimiserConfig rate;
    private final Optimiser optimiser;
    private final RandomStream order;
    private final WorkerPool workers;
    /** By the number of examples. */
    private final Map<Integer, ModelPass> passes = new HashMap<>();
    private final Map<Integer, GradientStep> steps = new HashMap<>();
    private long updatesInAll = 1;
    private double learningRate;
    private double gradientNorm;

    /** @param streams the order of examples comes from {@code fit/order} */
    public Fit(SequenceModel model, SequenceLoss loss, SequenceLoss.Reduction reduction, FitConfig config,
               OptimiserConfig optimiser, RandomStreams streams, WorkerPool workers) {
        this.model = model;
        this.loss = loss;
        this.reduction = reduction;
        this.config = config;
        this.rate = optimiser;
        this.workers = workers;
        this.optimiser = Optimisers.of(optimiser, model.parameters().size());
        order = streams.stream("fit/order");
    }

    /** Looks at the outputs for an example. */
    @FunctionalInterface
    public interface Visitor {
        /** @param outputs valid until the call returns */
        void visit(int example, Answer outputs);
    }

    /**
     * Learns from all examples once. Layers that carry states begin with zero states.
     *
     * @return the mean loss of an example, each batch as it was before it was learned from
     */
    public double epoch(Examples examples) {
        int[] numbers = numbers(examples.count());
        if (config.shuffle()) {
            order.shuffle(numbers);
        }
        long batches = (examples.count() + config.batch() - 1) / config.batch();
        updatesInAll = Math.max(1, batches * config.epochs());
        passes.values().forEach(ModelPass::reset);
        double sum = 0;
        for (int from = 0; from < numbers.length; from += config.batch()) {
            int count = Math.min(config.batch(), numbers.length - from);
            sum += learn(examples, numbers, from, count) * (reduction == SequenceLoss.Reduction.MEAN ? count : 1);
        }
        return sum / numbers.length;
    }

    private double learn(Examples examples, int[] numbers, int from, int count) {
        ModelPass pass = pass(count);
        pass.load(examples, numbers, from);
        pass.differentiate(workers);
        learningRate = Schedule.value(rate.schedule(), rate.learningRate(),
                Math.max(0, 1 - (double) optimiser.updates() / updatesInAll));
        gradientNorm = steps.computeIfAbsent(count, examplesPerStep -> new GradientStep(model.trainable(), pass, optimiser,
                config.maxGradNorm(), GradientStep.NormCheck.NONE, workers)).take(learningRate);
        return pass.loss();
    }

    /**
     * Asks the model about all examples.
     *
     * @return the mean loss of an example
     */
    public double ask(Examples examples, Visitor visitor) {
        int[] numbers = numbers(examples.count());
        passes.values().forEach(ModelPass::reset);
        double sum = 0;
        for (int from = 0; from < numbers.length; from += config.batch()) {
            int count = Math.min(config.batch(), numbers.length - from);
            ModelPass pass = pass(count);
            pass.load(examples, numbers, from);
            pass.answer(workers);
            sum += pass.loss() * (reduction == SequenceLoss.Reduction.MEAN ? count : 1);
            for (int i = 0; i < count; i++) {
                visitor.visit(numbers[from + i], pass.outputs(i));
            }
        }
        return sum / numbers.length;
    }

    private ModelPass pass(int examples) {
        return passes.computeIfAbsent(examples, count -> {
            int shards = Sharding.automatic(count);
            return model.pass(new BatchShape(shards, model.input().rows(), count / shards), loss, reduction);
        });
    }

    private static int[] numbers(int count) {
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = i;
        }
        return numbers;
    }

    /** What was learned, and what learns it. */
    public SequenceModel model() {
        return model;
    }

    public Optimiser optimiser() {
        return optimiser;
    }

    /** Of the last update. */
    public double learningRate() {
        return learningRate;
    }

    /** Global norm of the last update's gradient before clipping. */
    public double gradientNorm() {
        return gradientNorm;
    }

    /** The stream that orders the examples; for checkpoints. */
    public RandomStream order() {
        return order;
    }
}
