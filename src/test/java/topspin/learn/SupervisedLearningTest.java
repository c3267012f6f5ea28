package topspin.learn;

import org.junit.jupiter.api.Test;
import topspin.nn.BatchGradient;
import topspin.nn.BatchShape;
import topspin.nn.Core;
import topspin.nn.CorePass;
import topspin.nn.GradientBlock;
import topspin.nn.Initialiser;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Engine;
import topspin.nn.engine.OneDnnEngine;
import topspin.optim.Adam;
import topspin.parallel.Phase;
import topspin.parallel.WorkerPool;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;
import topspin.sequence.SequenceSplitter;
import topspin.sequence.SplitCore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A model that is no policy learns by the same step: a GRU and a linear read-out are shown a sequence of symbols and say
 * the first of them ten steps later.
 */
class SupervisedLearningTest {
    private static final int SYMBOLS = 4;
    private static final int UNITS = 24;
    private static final int DELAY = 10;
    /** Chance is a quarter. */
    private static final double ACCURACY = 0.99;
    private static final int UPDATES = 400;
    private static final BatchShape SHAPE = new BatchShape(4, DELAY + 1, 8);

    private static final class Model implements AutoCloseable {
        private final Engine engine = new OneDnnEngine();
        private final Parameters parameters = new Parameters();
        private final Core core = SplitCore.of(new CoreConfig("gru", UNITS), SequenceSplitter.of("fused"), engine, parameters,
                "core", SYMBOLS);
        private final Parameters.Slice readOut = parameters.declare("read-out/weights", SYMBOLS, UNITS);

        Model(RandomStreams streams) {
            parameters.allocate();
            core.initialise(Initialiser.ORTHOGONAL, streams);
            Initialiser.ORTHOGONAL.fill(parameters, readOut, 1, streams.stream("init/read-out"));
            core.reloads().forEach(Reload::run);
        }

        Trainable trainable() {
            return new Trainable(parameters, core.reloads());
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    /** Sequences, answers to them, and the gradient of the mean cross-entropy. */
    private static final class Batch implements BatchGradient {
        private final Model model;
        private final CorePass core;
        private final float[] inputs = new float[SHAPE.rows() * SYMBOLS];
        private final boolean[] episodeStarts = new boolean[SHAPE.rows()];
        private final float[] startStates;
        private final int[] answers = new int[SHAPE.shards() * SHAPE.sequences()];
        private final float[] errors = new float[answers.length * SYMBOLS];
        private final double[] loss = new double[SHAPE.shards()];
        private final int[] right = new int[SHAPE.shards()];

        Batch(Model model) {
            this.model = model;
            core = model.core.pass(SHAPE);
            startStates = new float[SHAPE.sequences() * model.core.stateSize()];
        }

        void draw(RandomStream stream) {
            Arrays.fill(inputs, 0);
            for (int row = 0; row < SHAPE.rows(); row++) {
                int symbol = stream.nextInt(SYMBOLS);
                inputs[row * SYMBOLS + symbol] = 1;
                int shard = row / SHAPE.rowsPerShard();
                int sequence = row - SHAPE.row(shard, 0);
                if (sequence < SHAPE.sequences()) {
                    answers[shard * SHAPE.sequences() + sequence] = symbol;
                }
            }
        }

        /** Forward and back through one shard's sequences, whose last steps alone are asked. */
        void differentiate(int shard) {
            int first = SHAPE.row(shard, 0);
            core.input().put(first, SHAPE.rowsPerShard(), inputs, first * SYMBOLS);
            core.begin(shard, startStates, 0);
            core.forward(shard, episodeStarts);
            Arrays.fill(core.outputGradient(), first * UNITS, (first + SHAPE.rowsPerShard()) * UNITS, 0);
            loss[shard] = 0;
            right[shard] = 0;
            for (int s = 0; s < SHAPE.sequences(); s++) {
                ask(shard, s);
            }
            core.backward(shard, episodeStarts);
        }

        private void ask(int shard, int s) {
            int sequence = shard * SHAPE.sequences() + s;
            int row = lastRow(sequence);
            double[] scores = new double[SYMBOLS];
            double sum = 0;
            for (int k = 0; k < SYMBOLS; k++) {
                for (int u = 0; u < UNITS; u++) {
                    scores[k] += model.parameters.values()[model.readOut.offset() + k * UNITS + u]
                            * core.output()[row * UNITS + u];
                }
                sum += Math.exp(scores[k]);
            }
            int best = 0;
            for (int k = 0; k < SYMBOLS; k++) {
                best = scores[k] > scores[best] ? k : best;
                double error = Math.exp(scores[k]) / sum - (k == answers[sequence] ? 1 : 0);
                errors[sequence * SYMBOLS + k] = (float) (error / answers.length);
                for (int u = 0; u < UNITS; u++) {
                    core.outputGradient()[row * UNITS + u] += errors[sequence * SYMBOLS + k]
                            * model.parameters.values()[model.readOut.offset() + k * UNITS + u];
                }
            }
            loss[shard] += (Math.log(sum) - scores[answers[sequence]]) / answers.length;
            right[shard] += best == answers[sequence] ? 1 : 0;
        }

        private static int lastRow(int sequence) {
            return SHAPE.row(sequence / SHAPE.sequences(), DELAY) + sequence % SHAPE.sequences();
        }

        double loss() {
            return Arrays.stream(loss).sum();
        }

        double accuracy() {
            return (double) Arrays.stream(right).sum() / answers.length;
        }

        @Override
        public int parts() {
            return 0;
        }

        @Override
        public void passBack(int part) {
            throw new AssertionError("nothing lies below the core");
        }

        @Override
        public List<GradientBlock> gradientBlocks() {
            List<GradientBlock> blocks = new ArrayList<>(core.gradientBlocks());
            for (int k = 0; k < SYMBOLS; k++) {
                int symbol = k;
                blocks.add(() -> readOutGradient(symbol));
            }
            return blocks;
        }

        private double readOutGradient(int symbol) {
            double squares = 0;
            for (int u = 0; u < UNITS; u++) {
                float sum = 0;
                for (int sequence = 0; sequence < answers.length; sequence++) {
                    sum += errors[sequence * SYMBOLS + symbol] * core.output()[lastRow(sequence) * UNITS + u];
                }
                model.parameters.gradients()[model.readOut.offset() + symbol * UNITS + u] = sum;
                squares += (double) sum * sum;
            }
            return squares;
        }
    }

    private record Learned(List<Double> losses, List<Double> accuracies, float[] weights) {
    }

    private static Learned learn(int workers) {
        RandomStreams streams = new RandomStreams(3);
        try (Model model = new Model(streams); WorkerPool pool = new WorkerPool(workers)) {
            Batch batch = new Batch(model);
            GradientStep step = new GradientStep(model.trainable(), batch,
                    new Adam(model.parameters.size(), 0.9, 0.999, 1e-8), 1.0, GradientStep.NormCheck.NONE, pool);
            RandomStream data = streams.stream("data");
            List<Double> losses = new ArrayList<>();
            List<Double> accuracies = new ArrayList<>();
            for (int update = 0; update < UPDATES; update++) {
                batch.draw(data);
                pool.run(Phase.BACKWARD, SHAPE.shards(), batch::differentiate);
                losses.add(batch.loss());
                accuracies.add(batch.accuracy());
                step.take(1e-2);
            }
            return new Learned(losses, accuracies, model.parameters.values().clone());
        }
    }

    @Test
    void aModelShouldSayWhatItWasShownTenStepsAgo() {
        Learned learned = learn(1);
        assertThat(mean(learned.losses.subList(0, 20))).isGreaterThan(1);
        assertThat(mean(learned.losses.subList(UPDATES - 20, UPDATES))).isLessThan(0.1);
        assertThat(mean(learned.accuracies.subList(0, 20))).isLessThan(0.5);
        // sequences that it has never learned from: each batch is drawn anew, and asked before it is learned from
        assertThat(mean(learned.accuracies.subList(UPDATES - 20, UPDATES))).isGreaterThanOrEqualTo(ACCURACY);
    }

    @Test
    void workersShouldChangeNoBit() {
        assertThat(learn(3).weights).isEqualTo(learn(1).weights);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
