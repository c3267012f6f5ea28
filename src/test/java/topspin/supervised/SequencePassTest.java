package topspin.supervised;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.nn.BatchShape;
import topspin.nn.GradientBlock;
import topspin.nn.Initialiser;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.nn.cell.CoreConfig;
import topspin.nn.cell.Gru;
import topspin.nn.cell.RecurrentCell;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Nd4jEngine;
import topspin.nn.engine.OneDnnEngine;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Sequences of different lengths in one batch, over every cell and both engines. */
class SequencePassTest {
    private static final long SEED = 5;
    private static final BatchShape SHAPE = new BatchShape(2, 6, 3);
    /** The first and the last end with the batch; one is a single step. */
    private static final int[] LENGTHS = {6, 1, 4, 2, 5, 6};
    private static final int INPUTS = 3;
    private static final int UNITS = 4;
    private static final float STEP = 4e-3f;

    record Case(CoreConfig core, String engine) {
    }

    static Stream<Case> cases() {
        CoreConfig lstm = new CoreConfig("lstm", UNITS, 1, 1);
        List<CoreConfig> cores = List.of(lstm,
                new CoreConfig("lstm", UNITS).withLayerNorm(true),
                new CoreConfig("gru", UNITS),
                new CoreConfig("gru", UNITS).withReset(Gru.Reset.BEFORE),
                new CoreConfig("rnn", UNITS), new CoreConfig("mingru", UNITS), new CoreConfig("lru", UNITS));
        return cores.stream().flatMap(core -> Stream.of("onednn", "nd4j").map(engine -> new Case(core, engine)));
    }

    /** A cell, a batch, and a loss that looks at outputs and final states. */
    private static final class Trial {
        final Parameters parameters = new Parameters();
        final RecurrentCell cell;
        final BatchShape shape;
        final float[] x;
        final float[] dx;
        final float[] start;
        final float[] outputWeights;
        final float[] stateWeights;
        final SequencePass pass;

        Trial(CoreConfig core, Engine engine, BatchShape shape, int[] lengths) {
            this.shape = shape;
            RandomStreams streams = new RandomStreams(SEED);
            cell = core.layer(engine, parameters, "cell", INPUTS);
            parameters.allocate();
            cell.initialise(Initialiser.GLOROT, streams);
            x = random(streams.stream("x"), shape.rows() * INPUTS);
            dx = new float[x.length];
            start = random(streams.stream("start"), shape.shards() * shape.sequences() * cell.stateSize());
            outputWeights = random(streams.stream("outputs"), shape.rows() * cell.outputs());
            stateWeights = random(streams.stream("states"), start.length);
            pass = new SequencePass(cell, shape, lengths, x, dx);
        }

        double loss() {
            cell.reloads().forEach(Reload::run);
            float[] last = new float[start.length];
            for (int shard = 0; shard < shape.shards(); shard++) {
                int offset = shard * shape.sequences() * cell.stateSize();
                pass.begin(shard, start, offset);
                pass.forward(shard);
                pass.state(shard, last, offset);
            }
            return product(outputWeights, pass.output()) + product(stateWeights, last);
        }

        /** Returns the gradients in the start states. */
        float[] backward() {
            float[] states = stateWeights.clone();
            System.arraycopy(outputWeights, 0, pass.outputGradient(), 0, outputWeights.length);
            for (int shard = 0; shard < shape.shards(); shard++) {
                pass.backward(shard, states, shard * shape.sequences() * cell.stateSize());
            }
            pass.gradientBlocks().forEach(GradientBlock::compute);
            return states;
        }

        private static double product(float[] a, float[] b) {
            double sum = 0;
            for (int i = 0; i < a.length; i++) {
                sum += (double) a[i] * b[i];
            }
            return sum;
        }
    }

    private static float[] random(RandomStream stream, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) stream.nextGaussian();
        }
        return values;
    }

    private static void with(Case c, Consumer<Engine> test) {
        try (Engine engine = c.engine.equals("onednn") ? new OneDnnEngine() : new Nd4jEngine()) {
            test.accept(engine);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void outputsAfterTheEndShouldBeZeroAndTheStateTheLastValidOne(Case c) {
        with(c, engine -> {
            Trial together = new Trial(c.core, engine, SHAPE, LENGTHS);
            together.loss();
            int width = together.cell.outputs();
            int size = together.cell.stateSize();
            float[] last = new float[together.start.length];
            for (int shard = 0; shard < SHAPE.shards(); shard++) {
                together.pass.state(shard, last, shard * SHAPE.sequences() * size);
            }
            for (int i = 0; i < LENGTHS.length; i++) {
                int shard = i / SHAPE.sequences();
                int s = i % SHAPE.sequences();
                Trial alone = alone(c.core, engine, together, i);
                alone.loss();
                for (int t = 0; t < SHAPE.steps(); t++) {
                    int row = SHAPE.row(shard, t) + s;
                    float[] expected = t < LENGTHS[i] ? Arrays.copyOfRange(alone.pass.output(), t * width, (t + 1) * width)
                            : new float[width];
                    assertThat(Arrays.copyOfRange(together.pass.output(), row * width, (row + 1) * width))
                            .as("sequence %d, step %d", i, t).containsExactly(expected, within(2e-6f));
                }
                float[] state = new float[size];
                alone.pass.state(0, state, 0);
                assertThat(Arrays.copyOfRange(last, i * size, (i + 1) * size)).as("state of sequence %d", i)
                        .containsExactly(state, within(2e-6f));
            }
        });
    }

    /** One of the sequences as a batch of its own, without padding. */
    private static Trial alone(CoreConfig core, Engine engine, Trial together, int i) {
        int shard = i / SHAPE.sequences();
        int s = i % SHAPE.sequences();
        Trial alone = new Trial(core, engine, new BatchShape(1, LENGTHS[i], 1), new int[] {LENGTHS[i]});
        for (int t = 0; t < LENGTHS[i]; t++) {
            System.arraycopy(together.x, (SHAPE.row(shard, t) + s) * INPUTS, alone.x, t * INPUTS, INPUTS);
        }
        int size = alone.cell.stateSize();
        System.arraycopy(together.start, i * size, alone.start, 0, size);
        return alone;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsShouldBeSlopes(Case c) {
        with(c, engine -> {
            Trial trial = new Trial(c.core, engine, SHAPE, LENGTHS);
            trial.loss();
            float[] startGradient = trial.backward();
            float[] dx = trial.dx.clone();
            float[] weights = trial.parameters.gradients().clone();
            check("start state", c, trial::loss, trial.start, startGradient);
            check("input", c, trial::loss, trial.x, dx);
            check("weight", c, trial::loss, trial.parameters.values(), weights);
        });
    }

    private static void check(String what, Case c, Supplier<Double> loss, float[] values, float[] gradient) {
        double here = loss.get();
        for (int i = 0; i < values.length; i += c.engine.equals("nd4j") ? 4 : 1) { // the reference engine is slow
            float before = values[i];
            values[i] = before + STEP;
            double up = loss.get();
            values[i] = before - STEP;
            double down = loss.get();
            values[i] = before;
            double slope = (up - down) / (2 * STEP);
            // mingru's candidate has a kink: where it lies within the step, the gradient is between the slopes of the sides
            double kink = c.core.type().equals("mingru") ? Math.abs(up - 2 * here + down) / (2 * STEP) : 0;
            assertThat((double) gradient[i]).as("%s %d, seed %d", what, i, SEED)
                    .isCloseTo(slope, within(4e-3 + 1e-2 * Math.abs(slope) + kink));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void paddingShouldHaveNoInfluence(Case c) {
        with(c, engine -> {
            Trial trial = new Trial(c.core, engine, SHAPE, LENGTHS);
            double loss = trial.loss();
            trial.backward();
            float[] gradients = trial.parameters.gradients().clone();
            for (int i = 0; i < LENGTHS.length; i++) {
                for (int t = LENGTHS[i]; t < SHAPE.steps(); t++) {
                    int row = SHAPE.row(i / SHAPE.sequences(), t) + i % SHAPE.sequences();
                    Arrays.fill(trial.x, row * INPUTS, (row + 1) * INPUTS, 3f);
                }
            }
            assertThat(trial.loss()).isEqualTo(loss);
            trial.backward();
            assertThat(trial.parameters.gradients()).isEqualTo(gradients);
        });
    }
}
