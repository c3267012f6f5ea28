package topspin.nn;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.nn.engine.Matrix;
import topspin.nn.engine.OneDnnEngine;
import topspin.policy.WholeBatch;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.util.Arrays;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The sparse first layer against a dense product that looks at every input. */
class BinaryDenseTest {
    private static final long SEED = 8;
    private static final int INPUTS = 1501;
    private static final int UNITS = 12;
    private static final BatchShape SHAPE = new BatchShape(2, 3, 2);
    private static final int ROWS = SHAPE.rows();

    private final RandomStreams streams = new RandomStreams(SEED);
    private final Parameters parameters = new Parameters();
    private final BinaryDense layer = new BinaryDense(parameters, "encoder", INPUTS, UNITS);
    private final byte[] observations = new byte[2 * ROWS * INPUTS];
    private final int[] sourceRow = new int[ROWS];

    private void fill(double share) {
        parameters.allocate();
        System.arraycopy(GradientCheckTest.random(streams.stream("weights"), parameters.size()), 0,
                parameters.values(), 0, parameters.size());
        RandomStream stream = streams.stream("ones");
        for (int i = 0; i < observations.length; i++) {
            observations[i] = (byte) (stream.nextBernoulli(share) ? 1 : 0);
        }
        for (int row = 0; row < ROWS; row++) {
            sourceRow[row] = 2 * (ROWS - 1 - row) + 1;
        }
    }

    /** From none to all, past the {@value OneLists#MOST_LISTED} ones that are listed. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.001, 0.03, 0.33, 0.36, 0.6, 1})
    void shouldEqualADenseProductForwardAndBackward(double share) {
        fill(share);
        check();
    }

    @ParameterizedTest
    @ValueSource(ints = {503, 504, 505, 511, 512, 513, 520})
    void shouldEqualADenseProductAroundTheEndOfTheList(int ones) {
        fill(0);
        for (int row = 0; row < 2 * ROWS; row++) {
            RandomStream stream = streams.stream("row-" + row);
            for (int left = ones; left > 0;) {
                int at = row * INPUTS + stream.nextInt(INPUTS);
                left -= 1 - observations[at];
                observations[at] = 1;
            }
        }
        check();
    }

    @Test
    void aRowWithoutOnesShouldGiveTheBiasAlone() {
        fill(0);
        CorePass core = new Memoryless(new OneDnnEngine(), UNITS).pass(SHAPE);
        EncoderPass pass = layer.pass(SHAPE, core);
        forward(pass);
        int bias = parameters.slices().get(1).offset();
        float[] y = rows(core.input());
        for (int i = 0; i < y.length; i++) {
            assertThat(y[i]).isEqualTo(Math.max(0, parameters.values()[bias + i % UNITS]));
        }
        core.inputGradient().put(0, ROWS, GradientCheckTest.random(streams.stream("dy"), ROWS * UNITS), 0);
        backward(pass);
        assertThat(parameters.slices().get(0).active()).hasSize(INPUTS).containsOnly(false);
    }

    /** A rollout's rows are listed once; a new rollout's observations must not be read through the old lists. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rowsWithNewContentsShouldBeListedAgain(boolean keeping) {
        fill(0.03);
        RowSource source = keeping ? RowSource.keeping(observations, null, INPUTS)
                : new RowSource(observations, null, INPUTS);
        CorePass core = new Memoryless(new OneDnnEngine(), UNITS).pass(SHAPE);
        EncoderPass pass = layer.pass(SHAPE, core);
        forward(pass, source);
        fill(0.02);
        if (keeping) {
            source.changed(0, 2 * ROWS);
        }
        forward(pass, source);
        float[] y = rows(core.input());
        double[] expected = expected();
        for (int i = 0; i < y.length; i++) {
            assertThat((double) y[i]).isCloseTo(Math.max(0, expected[i]), within(2e-7 * INPUTS));
        }
    }

    /** Tiles, lists and threads may change, the order of a row's sum may not: it decides the bits of every run. */
    @Test
    void shouldAddTheWeightsOfARowsOnesInTheOrderOfInputs() {
        fill(0.4);
        CorePass core = new Memoryless(new OneDnnEngine(), UNITS).pass(SHAPE);
        EncoderPass pass = layer.pass(SHAPE, core);
        forward(pass);
        float[] y = rows(core.input());
        float[] values = parameters.values();
        for (int i = 0; i < y.length; i++) {
            int unit = i % UNITS;
            float sum = values[parameters.slices().get(1).offset() + unit];
            for (int input = 0; input < INPUTS; input++) {
                if (observations[sourceRow[i / UNITS] * INPUTS + input] != 0) {
                    sum += values[parameters.slices().get(0).offset() + input * UNITS + unit];
                }
            }
            assertThat(y[i]).as("seed %d row %d unit %d", SEED, i / UNITS, unit).isEqualTo(Math.max(0, sum));
        }
    }

    /** Pictures of more elements than two bytes can tell apart, eleven of 80×80 for instance. */
    @Test
    void shouldReadLargePictures() {
        int inputs = 80 * 80 * 11;
        Parameters large = new Parameters();
        BinaryDense wide = new BinaryDense(large, "encoder", inputs, UNITS);
        large.allocate();
        System.arraycopy(GradientCheckTest.random(streams.stream("weights"), large.size()), 0, large.values(), 0,
                large.size());
        byte[] pictures = new byte[ROWS * inputs];
        int[] ones = {3, 65_535, 65_536, 65_539, inputs - 1};
        for (int row = 0; row < ROWS; row++) {
            sourceRow[row] = row;
            for (int one : ones) {
                pictures[row * inputs + one] = 1;
            }
        }
        CorePass core = new Memoryless(new OneDnnEngine(), UNITS).pass(SHAPE);
        EncoderPass pass = wide.pass(SHAPE, core);
        forward(pass, new RowSource(pictures, null, inputs));
        float[] y = rows(core.input());
        for (int i = 0; i < y.length; i++) {
            float sum = large.values()[inputs * UNITS + i % UNITS];
            for (int one : ones) {
                sum += large.values()[one * UNITS + i % UNITS];
            }
            assertThat(y[i]).as("row %d unit %d", i / UNITS, i % UNITS).isEqualTo(Math.max(0, sum));
        }
        core.inputGradient().put(0, ROWS, GradientCheckTest.random(streams.stream("dy"), ROWS * UNITS), 0);
        backward(pass);
        boolean[] active = large.slices().get(0).active();
        assertThat(IntStream.range(0, inputs).filter(i -> active[i])).containsExactly(3, 65_535, 65_536, 65_539, inputs - 1);
    }

    private void check() {
        CorePass core = new Memoryless(new OneDnnEngine(), UNITS).pass(SHAPE);
        EncoderPass pass = layer.pass(SHAPE, core);
        forward(pass);
        float[] y = rows(core.input());
        double tolerance = 2e-7 * INPUTS;
        double[] expected = expected();
        for (int i = 0; i < y.length; i++) {
            assertThat((double) y[i]).as("seed %d row %d", SEED, i / UNITS)
                    .isCloseTo(Math.max(0, expected[i]), within(tolerance));
        }

        float[] dy = GradientCheckTest.random(streams.stream("dy"), ROWS * UNITS);
        core.inputGradient().put(0, ROWS, dy, 0);
        Arrays.fill(parameters.gradients(), Float.NaN);
        double squares = backward(pass);
        checkGradients(y, dy, squares);
    }

    private void checkGradients(float[] y, float[] dy, double squares) {
        double expectedSquares = 0;
        Parameters.Slice weights = parameters.slices().get(0);
        float[] gradients = parameters.gradients();
        for (int i = 0; i < INPUTS; i++) {
            boolean active = false;
            double[] gradient = new double[UNITS];
            for (int row = 0; row < ROWS; row++) {
                if (observations[sourceRow[row] * INPUTS + i] != 0) {
                    active = true;
                    addPreactivationGradient(gradient, y, dy, row);
                }
            }
            assertThat(weights.active()[i]).as("input %d", i).isEqualTo(active);
            for (int u = 0; active && u < UNITS; u++) {
                assertThat((double) gradients[weights.offset() + i * UNITS + u]).as("input %d unit %d", i, u)
                        .isCloseTo(gradient[u], within(1e-6 * ROWS));
                expectedSquares += gradient[u] * gradient[u];
            }
        }
        double[] bias = new double[UNITS];
        for (int row = 0; row < ROWS; row++) {
            addPreactivationGradient(bias, y, dy, row);
        }
        for (int u = 0; u < UNITS; u++) {
            assertThat((double) gradients[parameters.slices().get(1).offset() + u])
                    .isCloseTo(bias[u], within(1e-6 * ROWS));
            expectedSquares += bias[u] * bias[u];
        }
        assertThat(squares).isCloseTo(expectedSquares, within(1e-5 * (1 + expectedSquares)));
    }

    private static void addPreactivationGradient(double[] sum, float[] y, float[] dy, int row) {
        for (int u = 0; u < UNITS; u++) {
            sum[u] += y[row * UNITS + u] > 0 ? dy[row * UNITS + u] : 0;
        }
    }

    private double[] expected() {
        double[] expected = new double[ROWS * UNITS];
        int weights = parameters.slices().get(0).offset();
        int bias = parameters.slices().get(1).offset();
        for (int row = 0; row < ROWS; row++) {
            for (int u = 0; u < UNITS; u++) {
                double sum = parameters.values()[bias + u];
                for (int i = 0; i < INPUTS; i++) {
                    sum += (double) observations[sourceRow[row] * INPUTS + i]
                            * parameters.values()[weights + i * UNITS + u];
                }
                expected[row * UNITS + u] = sum;
            }
        }
        return expected;
    }

    private void forward(EncoderPass pass) {
        forward(pass, new RowSource(observations, null, INPUTS));
    }

    private void forward(EncoderPass pass, RowSource source) {
        WholeBatch.forward(pass, source, sourceRow);
    }

    private static double backward(EncoderPass pass) {
        WholeBatch.backward(pass);
        return pass.gradientBlocks().stream().mapToDouble(GradientBlock::compute).sum();
    }

    private static float[] rows(Matrix matrix) {
        float[] values = new float[matrix.rows() * matrix.columns()];
        matrix.get(0, matrix.rows(), values, 0);
        return values;
    }
}
