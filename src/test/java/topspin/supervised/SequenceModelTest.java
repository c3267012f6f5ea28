package topspin.supervised;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.nn.BatchShape;
import topspin.nn.GradientBlock;
import topspin.nn.Nonlinearity;
import topspin.nn.cell.CoreConfig;
import topspin.nn.cell.Gru;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Nd4jEngine;
import topspin.nn.engine.OneDnnEngine;
import topspin.parallel.WorkerPool;
import topspin.random.RandomStreams;
import topspin.supervised.SequenceLoss.Reduction;

import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

class SequenceModelTest {
    private static final long SEED = 8;
    private static final BatchShape SHAPE = new BatchShape(2, 5, 3);
    private static final Axes INPUT = new Axes(5, 2);
    private static final float STEP = 4e-3f;
    private static final CoreConfig LSTM = new CoreConfig("lstm", 4, 1, 1);
    private static final CoreConfig STACKED_GRU = new CoreConfig("gru", 3, 2, 0);

    record Case(String name, Consumer<SequenceModel.Builder> layers, SequenceLoss loss, Reduction reduction, String engine) {
        @Override
        public String toString() {
            return name + " " + loss + " " + reduction + " " + engine;
        }
    }

    static Stream<Case> cases() {
        return Stream.of("onednn", "nd4j").flatMap(engine -> Stream.of(
                new Case("last output", b -> b.recurrent(LSTM, false).dense(3, Nonlinearity.LINEAR), SequenceLoss.CROSS_ENTROPY,
                        Reduction.SUM, engine),
                new Case("no dense layer", b -> b.recurrent(LSTM, true), SequenceLoss.CROSS_ENTROPY, Reduction.MEAN, engine),
                new Case("dense at every step", b -> b.recurrent(STACKED_GRU, true).dense(4, Nonlinearity.TANH)
                        .dense(2, Nonlinearity.LINEAR), SequenceLoss.SQUARED_ERROR, Reduction.MEAN, engine),
                new Case("stacked, last output", b -> b.recurrent(STACKED_GRU, false).dense(2, Nonlinearity.LINEAR),
                        SequenceLoss.SQUARED_ERROR, Reduction.SUM, engine),
                new Case("bidirectional", b -> b.bidirectional(LSTM.withLayers(2), true).dense(3, Nonlinearity.LINEAR),
                        SequenceLoss.CROSS_ENTROPY, Reduction.MEAN, engine),
                new Case("bidirectional, last output", b -> b.bidirectional(STACKED_GRU, false).dense(3, Nonlinearity.LINEAR),
                        SequenceLoss.CROSS_ENTROPY, Reduction.MEAN, engine),
                new Case("dense below", b -> b.dense(3, Nonlinearity.TANH).bidirectional(LSTM, true).recurrent(LSTM, false),
                        SequenceLoss.SQUARED_ERROR, Reduction.MEAN, engine)));
    }

    /** With masks inside sequences, lengths, several shards and every kind of layer. */
    @ParameterizedTest
    @MethodSource("cases")
    void gradientsShouldBeSlopes(Case c) {
        try (Engine engine = engine(c.engine); WorkerPool workers = new WorkerPool(1)) {
            SequenceModel.Builder builder = new SequenceModel.Builder(engine, INPUT);
            c.layers.accept(builder);
            SequenceModel model = builder.build(new RandomStreams(SEED));
            int outputs = model.output().features();
            boolean classes = c.loss == SequenceLoss.CROSS_ENTROPY;
            Examples examples = RandomExamples.of(SEED, 6, INPUT, c.loss.targets(outputs), classes ? outputs : 0);
            ModelPass pass = model.pass(SHAPE, c.loss, c.reduction);
            pass.load(examples, IntStream.range(0, 6).toArray(), 0);
            pass.differentiate(workers);
            double loss = pass.loss();
            double squares = pass.gradientBlocks().stream().mapToDouble(GradientBlock::compute).sum();
            float[] gradient = model.parameters().gradients().clone();
            double expected = 0;
            for (float g : gradient) {
                expected += (double) g * g;
            }
            assertThat(squares).isCloseTo(expected, within(1e-4 * expected));
            pass.answer(workers);
            assertThat(pass.loss()).as("asked").isEqualTo(loss);
            float[] values = model.parameters().values();
            for (int i = 0; i < values.length; i += c.engine.equals("nd4j") ? 9 : 2) {
                float before = values[i];
                values[i] = before + STEP;
                double up = loss(model, pass, workers);
                values[i] = before - STEP;
                double down = loss(model, pass, workers);
                values[i] = before;
                double slope = (up - down) / (2 * STEP);
                assertThat((double) gradient[i]).as("%s, seed %d", model.parameters().sliceAt(i).name(), SEED)
                        .isCloseTo(slope, within(2e-3 + 5e-3 * Math.abs(slope)));
            }
        }
    }

    private static Engine engine(String name) {
        return name.equals("onednn") ? new OneDnnEngine() : new Nd4jEngine();
    }

    private static double loss(SequenceModel model, ModelPass pass, WorkerPool workers) {
        model.pack();
        pass.answer(workers);
        return pass.loss();
    }

    /** The mean over what counts: a step of weight 0 does not thin it out. */
    @Test
    void theLossShouldBeThatOfTheRowsByHand() {
        try (Engine engine = new OneDnnEngine(); WorkerPool workers = new WorkerPool(1)) {
            SequenceModel model = new SequenceModel.Builder(engine, INPUT).recurrent(LSTM, true).build(new RandomStreams(SEED));
            RandomExamples examples = RandomExamples.of(SEED, 6, INPUT, 1, 4);
            ModelPass pass = model.pass(SHAPE, SequenceLoss.CROSS_ENTROPY, Reduction.MEAN);
            pass.load(examples, IntStream.range(0, 6).toArray(), 0);
            pass.answer(workers);
            double sum = 0;
            double weights = 0;
            for (int i = 0; i < 6; i++) {
                Answer answer = pass.outputs(i);
                assertThat(answer.steps()).isEqualTo(examples.length(i));
                for (int t = 0; t < answer.steps(); t++) {
                    sum -= examples.weight(i, t) * Math.log(answer.probabilities(t)[(int) examples.targets()[i][t]]);
                    weights += examples.weight(i, t);
                }
            }
            assertThat(pass.loss()).isCloseTo(sum / weights, within(1e-6));
        }
    }

    /** The backward direction is the same cell on the reversed sequence, reversed again. */
    @Test
    void backwardsShouldBeForwardsOnTheReversedSequence() {
        try (Engine engine = new OneDnnEngine(); WorkerPool workers = new WorkerPool(1)) {
            SequenceModel both = new SequenceModel.Builder(engine, INPUT).bidirectional(LSTM, true).build(new RandomStreams(1));
            SequenceModel one = new SequenceModel.Builder(engine, INPUT).recurrent(LSTM, true).build(new RandomStreams(2));
            int half = one.parameters().size();
            System.arraycopy(both.parameters().values(), half, one.parameters().values(), 0, half);
            one.pack();
            RandomExamples there = RandomExamples.of(SEED, 6, INPUT, 1, 4);
            Examples back = new Reversed(there);
            ModelPass bothPass = both.pass(SHAPE, SequenceLoss.CROSS_ENTROPY, Reduction.SUM);
            ModelPass onePass = one.pass(SHAPE, SequenceLoss.CROSS_ENTROPY, Reduction.SUM);
            int[] order = IntStream.range(0, 6).toArray();
            bothPass.load(there, order, 0);
            bothPass.answer(workers);
            onePass.load(back, order, 0);
            onePass.answer(workers);
            for (int i = 0; i < 6; i++) {
                int length = there.length(i);
                for (int t = 0; t < length; t++) {
                    for (int k = 0; k < 4; k++) {
                        assertThat(bothPass.outputs(i).at(t, 4 + k)).isEqualTo(onePass.outputs(i).at(length - 1 - t, k));
                    }
                }
            }
        }
    }

    /** Forwards the one at a sequence's own end, backwards the one at its beginning: what each has read everything for. */
    @Test
    void theLastOutputOfBothDirectionsShouldBeEachOnesOwnLast() {
        try (Engine engine = new OneDnnEngine(); WorkerPool workers = new WorkerPool(1)) {
            SequenceModel every = new SequenceModel.Builder(engine, INPUT).bidirectional(LSTM, true).build(new RandomStreams(1));
            SequenceModel last = new SequenceModel.Builder(engine, INPUT).bidirectional(LSTM, false).build(new RandomStreams(1));
            RandomExamples examples = RandomExamples.of(SEED, 6, INPUT, 1, 4);
            ModelPass everyPass = every.pass(SHAPE, SequenceLoss.CROSS_ENTROPY, Reduction.SUM);
            ModelPass lastPass = last.pass(SHAPE, SequenceLoss.CROSS_ENTROPY, Reduction.SUM);
            int[] order = IntStream.range(0, 6).toArray();
            for (ModelPass pass : new ModelPass[] {everyPass, lastPass}) {
                pass.load(examples, order, 0);
                pass.answer(workers);
            }
            for (int i = 0; i < 6; i++) {
                for (int k = 0; k < 4; k++) {
                    assertThat(lastPass.outputs(i).at(0, k)).isEqualTo(everyPass.outputs(i).at(examples.length(i) - 1, k));
                    assertThat(lastPass.outputs(i).at(0, 4 + k)).isEqualTo(everyPass.outputs(i).at(0, 4 + k));
                }
            }
        }
    }

    private record Reversed(Examples there) implements Examples {
        @Override
        public int count() {
            return there.count();
        }

        @Override
        public Axes axes() {
            return there.axes();
        }

        @Override
        public int length(int example) {
            return there.length(example);
        }

        @Override
        public void input(int example, int step, float[] to, int offset) {
            there.input(example, there.length(example) - 1 - step, to, offset);
        }

        @Override
        public void target(int example, int step, float[] to, int offset) {
            there.target(example, step, to, offset);
        }
    }

    /** What Keras' {@code model.summary()} prints; those of the notes (001, sections 7 and 11) among them. */
    @ParameterizedTest
    @CsvSource({
        // type, reset, units, time, features, parameters
        "lstm, AFTER, 5, 1, 1, 140", "lstm, AFTER, 5, 5, 1, 140", "lstm, AFTER, 24, 20, 1, 2496", "lstm, AFTER, 32, 50, 2, 4480",
        "gru, AFTER, 24, 20, 1, 1944", "gru, BEFORE, 24, 20, 1, 1872", "rnn, AFTER, 2, 5, 4, 14"})
    void shouldCountParametersAsKerasDoes(String type, Gru.Reset reset, int units, int time, int features, long parameters) {
        CoreConfig core = new CoreConfig(type, units).withReset(reset);
        try (Engine engine = new OneDnnEngine()) {
            SequenceModel model = new SequenceModel.Builder(engine, new Axes(time, features)).recurrent(core, false)
                    .build(new RandomStreams(1));
            assertThat(model.layers().get(0).parameters()).isEqualTo(parameters);
        }
    }

    /** 001, section 7: one output per step, five outputs at the end, one output at every step. */
    @Test
    void shouldCountDenseLayersAsTheNotesDo() {
        assertThat(dense(new Axes(1, 1), false, 1)).isEqualTo(6);
        assertThat(dense(new Axes(5, 1), false, 5)).isEqualTo(30);
        assertThat(dense(new Axes(5, 1), true, 1)).isEqualTo(6);
    }

    private static long dense(Axes axes, boolean every, int outputs) {
        try (Engine engine = new OneDnnEngine()) {
            SequenceModel model = new SequenceModel.Builder(engine, axes).recurrent(new CoreConfig("lstm", 5), every)
                    .dense(outputs, Nonlinearity.LINEAR).build(new RandomStreams(1));
            assertThat(model.output()).isEqualTo(every ? new Axes(axes.time(), outputs) : Axes.of(outputs));
            return model.layers().get(1).parameters();
        }
    }

    @Test
    void aRecurrentLayerShouldNeedTime() {
        try (Engine engine = new OneDnnEngine()) {
            SequenceModel.Builder builder = new SequenceModel.Builder(engine, INPUT).recurrent(LSTM, false);
            assertThatIllegalArgumentException().isThrownBy(() -> builder.recurrent(LSTM, false))
                    .withMessage("expected (batch, time, features) below lstm, got (batch, features 4): let the layer below "
                            + "return every output, not its last one");
        }
    }
}
