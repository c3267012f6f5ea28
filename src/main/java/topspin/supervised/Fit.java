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

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
    private final Map<Size, ModelPass> passes = new HashMap<>();
    private final Map<Size, GradientStep> steps = new HashMap<>();
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

    /** Of a batch. */
    private record Size(int examples, int steps) {
    }

    /** Looks at the outputs for an example. */
    @FunctionalInterface
    public interface Visitor {
        /** @param outputs valid until the call returns */
        void visit(int example, Answer outputs);
    }

    /** Plans the work on batches of such examples, so that the engine can say what it chose for them. */
    public void plan(Examples examples) {
        pass(size(examples, Math.min(config.batch(), examples.count())));
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
        Size size = size(examples, count);
        ModelPass pass = pass(size);
        pass.load(examples, numbers, from);
        pass.differentiate(workers);
        learningRate = Schedule.value(rate.schedule(), rate.learningRate(),
                Math.max(0, 1 - (double) optimiser.updates() / updatesInAll));
        gradientNorm = steps.computeIfAbsent(size, planned -> new GradientStep(model.trainable(), pass, optimiser,
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
            ModelPass pass = pass(size(examples, count));
            pass.load(examples, numbers, from);
            pass.answer(workers);
            sum += pass.loss() * (reduction == SequenceLoss.Reduction.MEAN ? count : 1);
            for (int i = 0; i < count; i++) {
                visitor.visit(numbers[from + i], pass.outputs(i));
            }
        }
        return sum / numbers.length;
    }

    /**
     * Looks inside while the model reads one example from zero states.
     *
     * @return gates and states of every recurrent layer, from the lowest up
     */
    public List<Trace> traces(Examples examples, int example) {
        ModelPass pass = model.pass(new BatchShape(1, examples.axes().rows(), 1), loss, reduction);
        pass.load(examples, new int[] {example}, 0);
        pass.answer(workers);
        List<Trace> traces = new ArrayList<>();
        for (int layer = 0; layer < model.layers().size(); layer++) {
            traces.addAll(pass.traces(layer, 0));
        }
        return traces;
    }

    /** Talks with the model step by step, from zero states, for models whose recurrent layers are stateful. */
    public Dialogue dialogue() {
        return new Dialogue();
    }

    /** One sequence, step by step. It ends when the model learns. */
    public final class Dialogue {
        private static final int[] FIRST = {0};

        private final ModelPass pass = model.pass(new BatchShape(1, 1, 1), loss, reduction);
        private final float[] row = new float[model.input().features()];
        private final Examples step = new Examples() {
            @Override
            public int count() {
                return 1;
            }

            @Override
            public Axes axes() {
                return new Axes(1, row.length);
            }

            @Override
            public void input(int example, int time, float[] to, int offset) {
                System.arraycopy(row, 0, to, offset, row.length);
            }

            @Override
            public void target(int example, int time, float[] to, int offset) {
                // nothing is learned from it
            }
        };

        /**
         * Computes the next step.
         *
         * @param features of the step
         * @return the outputs, valid until the next step
         */
        public Answer say(float[] features) {
            System.arraycopy(features, 0, row, 0, row.length);
            pass.load(step, FIRST, 0);
            pass.answer(workers);
            return pass.outputs(0);
        }
    }

    private Size size(Examples examples, int count) {
        InputCheck.require(model.input(), examples.axes());
        return new Size(count, examples.axes().rows());
    }

    private ModelPass pass(Size size) {
        return passes.computeIfAbsent(size, planned -> {
            int shards = Sharding.automatic(size.examples);
            return model.pass(new BatchShape(shards, size.steps, size.examples / shards), loss, reduction);
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

    /** Writes what decides the next epochs, besides weights and the optimiser's arrays. */
    public void save(DataOutput out) throws IOException {
        out.writeLong(optimiser.updates());
        order.save(out);
    }

    /** Reads back what {@link #save} wrote. */
    public void restore(DataInput in) throws IOException {
        optimiser.restoreUpdates(in.readLong());
        order.restore(in);
    }
}
