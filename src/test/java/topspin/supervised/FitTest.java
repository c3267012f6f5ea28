package topspin.supervised;

import org.junit.jupiter.api.Test;
import topspin.nn.Nonlinearity;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Engine;
import topspin.nn.engine.OneDnnEngine;
import topspin.optim.OptimiserConfig;
import topspin.parallel.WorkerPool;
import topspin.random.RandomStreams;
import topspin.supervised.SequenceLoss.Reduction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

class FitTest {
    private static final OptimiserConfig ADAM = new OptimiserConfig("adam", 1e-2, "constant", 1e-8, 0.9, 0.9, 0.999);
    private static final CoreConfig GRU = new CoreConfig("gru", 12);

    /** A symbol, then noise; at the end the symbol is asked for. The lengths vary. */
    private record FirstSymbol(RandomExamples random) implements Examples {
        static FirstSymbol of(long seed, int count) {
            return new FirstSymbol(RandomExamples.of(seed, count, new Axes(7, 3), 1, 2));
        }

        @Override
        public int count() {
            return random.count();
        }

        @Override
        public Axes axes() {
            return random.axes();
        }

        @Override
        public int length(int example) {
            return random.length(example);
        }

        @Override
        public void input(int example, int step, float[] to, int offset) {
            if (step == 0) {
                to[offset + symbol(example)] = 1;
            } else {
                to[offset + 2] = random.inputs()[example][step];
            }
        }

        private int symbol(int example) {
            return (int) random.targets()[example][0];
        }

        @Override
        public void target(int example, int step, float[] to, int offset) {
            to[offset] = symbol(example);
        }
    }

    private record Fitted(List<Double> losses, float[] weights, double accuracy, double asked) {
    }

    private static Fitted fit(int workers, boolean shuffle, int epochs) {
        RandomStreams streams = new RandomStreams(4);
        try (Engine engine = new OneDnnEngine(); WorkerPool pool = new WorkerPool(workers)) {
            SequenceModel model = new SequenceModel.Builder(engine, new Axes(7, 3)).recurrent(GRU, false)
                    .dense(2, Nonlinearity.LINEAR).build(streams);
            Fit fit = new Fit(model, SequenceLoss.CROSS_ENTROPY, Reduction.MEAN, new FitConfig(epochs, 24, shuffle, 1.0), ADAM,
                    streams, pool);
            Examples training = FirstSymbol.of(1, 100); // the last batch of an epoch has 4
            List<Double> losses = new ArrayList<>();
            for (int epoch = 0; epoch < epochs; epoch++) {
                losses.add(fit.epoch(training));
            }
            Examples unseen = FirstSymbol.of(2, 200);
            int[] right = {0};
            double asked = fit.ask(unseen, (example, answer) ->
                    right[0] += answer.best(0) == (int) unseenSymbol(unseen, example) ? 1 : 0);
            return new Fitted(losses, model.parameters().values().clone(), right[0] / 200.0, asked);
        }
    }

    @Test
    void examplesOfAnotherShapeShouldBeRefusedWithTheRemedy() {
        RandomStreams streams = new RandomStreams(4);
        try (Engine engine = new OneDnnEngine(); WorkerPool pool = new WorkerPool(1)) {
            SequenceModel model = new SequenceModel.Builder(engine, new Axes(7, 3)).recurrent(GRU, false).build(streams);
            Fit fit = new Fit(model, SequenceLoss.CROSS_ENTROPY, Reduction.MEAN, new FitConfig(1, 24, false, null), ADAM, streams,
                    pool);
            Examples swapped = RandomExamples.of(1, 4, new Axes(3, 7), 1, 2);
            assertThatIllegalArgumentException().isThrownBy(() -> fit.epoch(swapped)).withMessage("expected (batch, time 7, features "
                    + "3), got (batch, time 3, features 7): time and features are swapped; transpose each example to 7 rows of 3");
            assertThatIllegalArgumentException().isThrownBy(() -> fit.ask(swapped, (example, answer) -> { }));
        }
    }

    private static float unseenSymbol(Examples examples, int example) {
        float[] target = new float[1];
        examples.target(example, 0, target, 0);
        return target[0];
    }

    @Test
    void shouldLearnSequencesOfDifferentLengths() {
        Fitted fitted = fit(1, true, 40);
        assertThat(fitted.losses.get(0)).isGreaterThan(0.4);
        assertThat(fitted.losses.get(39)).isLessThan(0.05);
        assertThat(fitted.accuracy).isGreaterThanOrEqualTo(0.99);
        assertThat(fitted.asked).isLessThan(0.1);
    }

    @Test
    void workersShouldChangeNoBitAndTheOrderShould() {
        assertThat(fit(3, true, 4).weights).isEqualTo(fit(1, true, 4).weights).isNotEqualTo(fit(1, false, 4).weights);
    }

    /** Halves of sequences, one after the other, with the state carried: the same as whole sequences. */
    @Test
    void carriedStatesShouldMakeHalvesTheWhole() {
        RandomExamples whole = wholeLength(RandomExamples.of(3, 4, new Axes(6, 2), 1, 3));
        List<float[]> expected = answers(whole, false, whole.count());
        Examples halves = new Halves(whole);
        List<float[]> actual = answers(halves, true, 4);
        for (int i = 0; i < 4; i++) {
            float[] joined = new float[expected.get(i).length];
            System.arraycopy(actual.get(i), 0, joined, 0, joined.length / 2);
            System.arraycopy(actual.get(4 + i), 0, joined, joined.length / 2, joined.length / 2);
            assertThat(joined).containsExactly(expected.get(i), within(1e-6f));
        }
        // and asked once more, they begin at zero again
        assertThat(answers(halves, true, 4).get(0)).isEqualTo(actual.get(0));
        assertThat(answers(halves, false, 4).get(4)).isNotEqualTo(actual.get(4));
    }

    private static RandomExamples wholeLength(RandomExamples examples) {
        Arrays.fill(examples.lengths(), examples.axes().time());
        return examples;
    }

    private static List<float[]> answers(Examples examples, boolean stateful, int batch) {
        List<float[]> answers = new ArrayList<>();
        RandomStreams streams = new RandomStreams(6);
        try (Engine engine = new OneDnnEngine(); WorkerPool pool = new WorkerPool(2)) {
            SequenceModel model = new SequenceModel.Builder(engine, examples.axes()).recurrent(GRU, true, stateful).build(streams);
            Fit fit = new Fit(model, SequenceLoss.CROSS_ENTROPY, Reduction.MEAN, new FitConfig(1, batch, false, null), ADAM,
                    streams, pool);
            fit.ask(examples, (example, answer) -> { });
            fit.ask(examples, (example, answer) -> {
                float[] rows = new float[answer.steps() * answer.width()];
                for (int i = 0; i < rows.length; i++) {
                    rows[i] = answer.at(i / answer.width(), i % answer.width());
                }
                answers.add(rows);
            });
        }
        return answers;
    }

    /** Of 2·n: first every example's first half, then every example's second half. */
    private record Halves(RandomExamples whole) implements Examples {
        @Override
        public int count() {
            return 2 * whole.count();
        }

        @Override
        public Axes axes() {
            return new Axes(whole.axes().time() / 2, whole.axes().features());
        }

        @Override
        public void input(int example, int step, float[] to, int offset) {
            whole.input(example % whole.count(), step + example / whole.count() * axes().time(), to, offset);
        }

        @Override
        public void target(int example, int step, float[] to, int offset) {
            whole.target(example % whole.count(), step, to, offset);
        }
    }
}
