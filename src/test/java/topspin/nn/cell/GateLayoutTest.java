package topspin.nn.cell;

import topspin.nn.BatchShape;
import topspin.nn.CorePass;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import topspin.nn.engine.OneDnnEngine;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class GateLayoutTest {
    private static final int INPUTS = 3;
    private static final int UNITS = 5;
    private static final int STEPS = 6;
    private static final long SEED = 31;

    private final RandomStreams streams = new RandomStreams(SEED);
    // As the library in question stores them.
    private final float[] inputWeights = random("wx", INPUTS * 4 * UNITS);
    private final float[] recurrentWeights = random("wh", UNITS * 4 * UNITS);
    private final float[] inputBias = random("bx", 4 * UNITS);
    private final float[] recurrentBias = random("bh", 4 * UNITS);

    /** One step of a library's cell, by its own documented equations and in its own layout. */
    private interface Cell {
        void step(double[] x, double[] h, double[] c);
    }

    @ParameterizedTest
    @EnumSource
    void shouldSurviveTheRoundTripThroughEveryOther(GateLayout from) {
        for (GateLayout to : GateLayout.values()) {
            float[] there = from.convertWeights(to, inputWeights, INPUTS, UNITS);
            assertThat(to.convertWeights(from, there, INPUTS, UNITS)).isEqualTo(inputWeights);
            float[] bias = from.convertBias(to, inputBias, UNITS);
            assertThat(to.convertBias(from, bias, UNITS)).containsExactly(inputBias, within(1e-6f));
            // The way round by a third changes nothing either.
            assertThat(to.convertWeights(GateLayout.ONNX, there, INPUTS, UNITS))
                    .isEqualTo(from.convertWeights(GateLayout.ONNX, inputWeights, INPUTS, UNITS));
        }
        assertThat(new int[] {from.input(), from.forget(), from.output(), from.candidate()})
                .containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    /** openai/baselines {@code a2c/utils.py lstm}: z = xWx + hWh + b; i, f, o, u = split(z). */
    @Test
    void shouldReadBaselines() {
        agrees(GateLayout.IFOU, inputBias, (x, h, c) -> {
            double[] z = rowMajor(x, h);
            for (int k = 0; k < UNITS; k++) {
                c[k] = sigmoid(z[UNITS + k]) * c[k] + sigmoid(z[k]) * Math.tanh(z[3 * UNITS + k]);
                h[k] = sigmoid(z[2 * UNITS + k]) * Math.tanh(c[k]);
            }
        });
    }

    /** Keras {@code LSTMCell}: z = xK + hR + b; z0 … z3 are i, f, c, o. */
    @Test
    void shouldReadKeras() {
        agrees(GateLayout.KERAS, inputBias, (x, h, c) -> {
            double[] z = rowMajor(x, h);
            for (int k = 0; k < UNITS; k++) {
                c[k] = sigmoid(z[UNITS + k]) * c[k] + sigmoid(z[k]) * Math.tanh(z[2 * UNITS + k]);
                h[k] = sigmoid(z[3 * UNITS + k]) * Math.tanh(c[k]);
            }
        });
    }

    /** TensorFlow {@code BasicLSTMCell}: i, j, f, o = split(z); c' = c·σ(f + forget_bias) + σ(i)·tanh(j), forget_bias 1. */
    @Test
    void shouldReadTensorFlowWithItsForgetBias() {
        agrees(GateLayout.TENSORFLOW, inputBias, (x, h, c) -> {
            double[] z = rowMajor(x, h);
            for (int k = 0; k < UNITS; k++) {
                c[k] = c[k] * sigmoid(z[2 * UNITS + k] + 1) + sigmoid(z[k]) * Math.tanh(z[UNITS + k]);
                h[k] = Math.tanh(c[k]) * sigmoid(z[3 * UNITS + k]);
            }
        });
    }

    /** PyTorch {@code nn.LSTM}: W_ih is (W_ii|W_if|W_ig|W_io) of shape (4·hidden, input), with b_ih and b_hh. */
    @Test
    void shouldReadPyTorch() {
        agrees(GateLayout.PYTORCH, sum(inputBias, recurrentBias), (x, h, c) -> {
            double[] z = gatesFirst(x, h);
            for (int k = 0; k < UNITS; k++) {
                double g = Math.tanh(z[2 * UNITS + k]);
                c[k] = sigmoid(z[UNITS + k]) * c[k] + sigmoid(z[k]) * g;
                h[k] = sigmoid(z[3 * UNITS + k]) * Math.tanh(c[k]);
            }
        });
    }

    /** ONNX {@code LSTM}: W[iofc] of shape (4·hidden, input), bias Wb[iofc] + Rb[iofc], no peepholes. */
    @Test
    void shouldReadOnnx() {
        agrees(GateLayout.ONNX, sum(inputBias, recurrentBias), (x, h, c) -> {
            double[] z = gatesFirst(x, h);
            for (int k = 0; k < UNITS; k++) {
                c[k] = sigmoid(z[2 * UNITS + k]) * c[k] + sigmoid(z[k]) * Math.tanh(z[3 * UNITS + k]);
                h[k] = sigmoid(z[UNITS + k]) * Math.tanh(c[k]);
            }
        });
    }

    @Test
    void shouldRefuseWeightsOfAnotherSize() {
        assertThatThrownBy(() -> GateLayout.KERAS.convertWeights(GateLayout.IFOU, new float[7], INPUTS, UNITS))
                .hasMessage("weights hold 7 values, expected 60");
        assertThatThrownBy(() -> GateLayout.KERAS.convertBias(GateLayout.IFOU, new float[7], UNITS))
                .hasMessage("bias hold 7 values, expected 20");
    }

    /** Our LSTM with converted weights against the library's equations. */
    private void agrees(GateLayout layout, float[] bias, Cell cell) {
        Parameters parameters = new Parameters();
        Lstm lstm = new Lstm(new OneDnnEngine(), parameters, "core", INPUTS, UNITS, 0);
        parameters.allocate();
        float[] values = parameters.values();
        put(values, parameters, 0, layout.convertWeights(GateLayout.IFOU, inputWeights, INPUTS, UNITS));
        put(values, parameters, 1, layout.convertWeights(GateLayout.IFOU, recurrentWeights, UNITS, UNITS));
        put(values, parameters, 2, layout.convertBias(GateLayout.IFOU, bias, UNITS));
        lstm.reloads().forEach(Reload::run);
        CorePass pass = lstm.pass(new BatchShape(1, STEPS, 1));
        float[] x = random("x", STEPS * INPUTS);
        pass.input().put(0, STEPS, x, 0);
        float[] state = random("state", 2 * UNITS);
        pass.begin(0, state, 0);
        pass.forward(0, new boolean[STEPS]);

        double[] c = new double[UNITS];
        double[] h = new double[UNITS];
        for (int k = 0; k < UNITS; k++) {
            c[k] = state[k];
            h[k] = state[UNITS + k];
        }
        for (int t = 0; t < STEPS; t++) {
            double[] input = new double[INPUTS];
            for (int i = 0; i < INPUTS; i++) {
                input[i] = x[t * INPUTS + i];
            }
            cell.step(input, h, c);
            for (int k = 0; k < UNITS; k++) {
                assertThat((double) pass.output()[t * UNITS + k]).as("seed %d step %d unit %d", SEED, t, k)
                        .isCloseTo(h[k], within(3e-6));
            }
        }
    }

    private static void put(float[] values, Parameters parameters, int slice, float[] from) {
        Parameters.Slice target = parameters.slices().get(slice);
        assertThat(from).hasSize(target.length());
        System.arraycopy(from, 0, values, target.offset(), target.length());
    }

    /** x·W + h·R + b with W of {@code [inputs][4·units]}. */
    private double[] rowMajor(double[] x, double[] h) {
        double[] z = new double[4 * UNITS];
        for (int g = 0; g < z.length; g++) {
            z[g] = inputBias[g];
            for (int i = 0; i < INPUTS; i++) {
                z[g] += x[i] * inputWeights[i * 4 * UNITS + g];
            }
            for (int i = 0; i < UNITS; i++) {
                z[g] += h[i] * recurrentWeights[i * 4 * UNITS + g];
            }
        }
        return z;
    }

    /** W·x + b_W + R·h + b_R with W of {@code [4·units][inputs]}. */
    private double[] gatesFirst(double[] x, double[] h) {
        double[] z = new double[4 * UNITS];
        for (int g = 0; g < z.length; g++) {
            z[g] = (double) inputBias[g] + recurrentBias[g];
            for (int i = 0; i < INPUTS; i++) {
                z[g] += inputWeights[g * INPUTS + i] * x[i];
            }
            for (int i = 0; i < UNITS; i++) {
                z[g] += recurrentWeights[g * UNITS + i] * h[i];
            }
        }
        return z;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static float[] sum(float[] a, float[] b) {
        float[] sum = Arrays.copyOf(a, a.length);
        for (int i = 0; i < a.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }

    private float[] random(String name, int length) {
        RandomStream stream = streams.stream(name);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = 2 * stream.nextFloat() - 1;
        }
        return values;
    }
}
