package topspin.nn.cell;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.Arguments;
import topspin.nn.BatchShape;
import topspin.nn.CorePass;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.nn.engine.OneDnnEngine;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Weights of other libraries, converted, compute what those libraries document; and gradients follow the weights. */
class CellLayoutTest {
    private static final long SEED = 37;
    private static final int INPUTS = 3;
    private static final int UNITS = 4;
    private static final CoreConfig LSTM = new CoreConfig("lstm", UNITS);
    private static final CoreConfig RNN = new CoreConfig("rnn", UNITS);
    private static final CoreConfig AFTER = new CoreConfig("gru", UNITS);
    private static final CoreConfig BEFORE =
            new CoreConfig("gru", UNITS).withReset(Gru.Reset.BEFORE);

    private static final TensorFlowLayout TENSORFLOW = new TensorFlowLayout();
    /** What is lost of a forget bias between −1 and ½ when TensorFlow's 1 is subtracted and added again. */
    private static final float FORGET_ROUNDING = 6e-8f;

    private final RandomStreams streams = new RandomStreams(SEED);

    static Stream<Arguments> convertible() {
        return Stream.concat(Stream.of(CellLayout.values()), Stream.of(TENSORFLOW)).flatMap(layout ->
                Stream.of(LSTM, RNN, AFTER, BEFORE).filter(layout::has).map(core -> Arguments.of(layout, core)));
    }

    @Test
    void shouldHaveTheCellsThatTheLibrariesHave() {
        assertThat(convertible()).hasSize(4 + 3 + 4 + 3);
        assertThat(CellLayout.PYTORCH.has(BEFORE)).isFalse();
        assertThat(TENSORFLOW.has(AFTER)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("convertible")
    void weightsAndGradientsShouldSurviveTheRoundTrip(LayerLayout layout, CoreConfig core) {
        Map<String, float[]> ours = ours(core, "weights");
        for (LayerLayout.Of kind : LayerLayout.Of.values()) {
            Map<String, float[]> back = layout.imported(core, INPUTS, layout.exported(core, INPUTS, ours, kind), kind);
            assertThat(back.keySet()).isEqualTo(ours.keySet());
            boolean forgetRounds = layout == TENSORFLOW && core == LSTM && kind == LayerLayout.Of.WEIGHTS;
            ours.forEach((name, values) -> {
                float[] returned = back.get(name).clone();
                for (int j = UNITS; j < 2 * UNITS && forgetRounds && name.equals("bias"); j++) {
                    assertThat(returned[j]).isCloseTo(values[j], within(FORGET_ROUNDING));
                    returned[j] = values[j];
                }
                assertThat(returned).as("%s of %s", name, kind).isEqualTo(values);
            });
        }
    }

    @ParameterizedTest
    @MethodSource("convertible")
    void shapesShouldBeThoseOfTheTensors(LayerLayout layout, CoreConfig core) {
        Map<String, float[]> theirs = layout.exported(core, INPUTS, ours(core, "shapes"), LayerLayout.Of.WEIGHTS);
        Map<String, long[]> shapes = layout.shapes(core, INPUTS);
        assertThat(shapes.keySet()).containsExactlyElementsOf(theirs.keySet());
        shapes.forEach((name, shape) -> assertThat(LongStream.of(shape).reduce(1, (a, b) -> a * b)).as(name)
                .isEqualTo(theirs.get(name).length));
    }

    @Test
    void shouldSubtractTheOneThatTensorFlowAddsToTheForgetGate() {
        Map<String, float[]> ours = ours(LSTM, "weights");
        System.arraycopy(new float[] {1, 1.25f, 0.5f, 7}, 0, ours.get("bias"), UNITS, UNITS);
        Map<String, float[]> theirs = TENSORFLOW.exported(LSTM, INPUTS, ours, LayerLayout.Of.WEIGHTS);
        assertThat(Arrays.copyOfRange(theirs.get("bias"), 2 * UNITS, 3 * UNITS)).containsExactly(0, 0.25f, -0.5f, 6);
        assertThat(TENSORFLOW.imported(LSTM, INPUTS, theirs, LayerLayout.Of.WEIGHTS).get("bias")).isEqualTo(ours.get("bias"));
    }

    /** What moves a weight of theirs moves the loss by its gradient: ⟨gradient in theirs, change⟩ = ⟨gradient in ours, change⟩. */
    @ParameterizedTest
    @MethodSource("convertible")
    void theGradientInTheirWeightsShouldBeTheOneInOursThroughTheConversion(LayerLayout layout, CoreConfig core) {
        Map<String, float[]> gradient = ours(core, "gradient");
        Map<String, float[]> theirs = layout.exported(core, INPUTS, gradient, CellLayout.Of.GRADIENTS);
        Map<String, float[]> change = new LinkedHashMap<>();
        Map<String, float[]> zero = new LinkedHashMap<>();
        theirs.forEach((name, values) -> {
            change.put(name, random("change/" + name, values.length));
            zero.put(name, new float[values.length]);
        });
        Map<String, float[]> inOurs = layout.imported(core, INPUTS, change, CellLayout.Of.WEIGHTS);
        // TensorFlow's 1 is no change
        Map<String, float[]> still = layout.imported(core, INPUTS, zero, CellLayout.Of.WEIGHTS);
        for (String name : inOurs.keySet()) {
            for (int i = 0; i < inOurs.get(name).length; i++) {
                inOurs.get(name)[i] -= still.get(name)[i];
            }
        }
        assertThat(dot(theirs, change)).isCloseTo(dot(gradient, inOurs), within(1e-5));
    }

    /** Keras {@code GRUCell} with {@code reset_after}: z, r, h; matrix_x = xK + b₀, matrix_inner = hR + b₁. */
    @Test
    void shouldComputeWhatKerasDocumentsOfGruWithResetAfter() {
        Map<String, float[]> k = theirs(CellLayout.KERAS, AFTER);
        agrees(CellLayout.KERAS, AFTER, k, (x, h) -> {
            double[] a = rows(k.get("kernel"), x, k.get("bias"), 0);
            double[] b = rows(k.get("recurrent_kernel"), h, k.get("bias"), 3 * UNITS);
            double[] next = new double[UNITS];
            for (int j = 0; j < UNITS; j++) {
                double z = sigmoid(a[j] + b[j]);
                double r = sigmoid(a[UNITS + j] + b[UNITS + j]);
                double hh = Math.tanh(a[2 * UNITS + j] + r * b[2 * UNITS + j]);
                next[j] = z * h[j] + (1 - z) * hh;
            }
            return next;
        });
    }

    /** Keras {@code GRUCell} without {@code reset_after}: the candidate is tanh(x_h + (r·h)·R_h). */
    @Test
    void shouldComputeWhatKerasDocumentsOfGruWithResetBefore() {
        Map<String, float[]> k = theirs(CellLayout.KERAS, BEFORE);
        agrees(CellLayout.KERAS, BEFORE, k, (x, h) -> {
            double[] a = rows(k.get("kernel"), x, k.get("bias"), 0);
            double[] b = rows(k.get("recurrent_kernel"), h, null, 0);
            double[] reset = new double[UNITS];
            double[] z = new double[UNITS];
            for (int j = 0; j < UNITS; j++) {
                z[j] = sigmoid(a[j] + b[j]);
                reset[j] = sigmoid(a[UNITS + j] + b[UNITS + j]) * h[j];
            }
            double[] c = rows(k.get("recurrent_kernel"), reset, null, 0);
            double[] next = new double[UNITS];
            for (int j = 0; j < UNITS; j++) {
                next[j] = z[j] * h[j] + (1 - z[j]) * Math.tanh(a[2 * UNITS + j] + c[2 * UNITS + j]);
            }
            return next;
        });
    }

    /** PyTorch {@code nn.GRU}: r, z, n; n = tanh(W_in x + b_in + r·(W_hn h + b_hn)). */
    @Test
    void shouldComputeWhatPyTorchDocumentsOfGru() {
        Map<String, float[]> p = theirs(CellLayout.PYTORCH, AFTER);
        agrees(CellLayout.PYTORCH, AFTER, p, (x, h) -> {
            double[] a = columns(p.get("weight_ih"), x, p.get("bias_ih"), 0);
            double[] b = columns(p.get("weight_hh"), h, p.get("bias_hh"), 0);
            double[] next = new double[UNITS];
            for (int j = 0; j < UNITS; j++) {
                double r = sigmoid(a[j] + b[j]);
                double z = sigmoid(a[UNITS + j] + b[UNITS + j]);
                double n = Math.tanh(a[2 * UNITS + j] + r * b[2 * UNITS + j]);
                next[j] = (1 - z) * n + z * h[j];
            }
            return next;
        });
    }

    /** ONNX {@code GRU} with {@code linear_before_reset = 0}: ht = tanh(Xt·Wh + (rt·Ht−1)·Rh + Rbh + Wbh). */
    @Test
    void shouldComputeWhatOnnxDocumentsOfGru() {
        Map<String, float[]> o = theirs(CellLayout.ONNX, BEFORE);
        agrees(CellLayout.ONNX, BEFORE, o, (x, h) -> {
            double[] a = columns(o.get("W"), x, o.get("B"), 0);
            double[] b = columns(o.get("R"), h, o.get("B"), 3 * UNITS);
            double[] z = new double[UNITS];
            double[] reset = new double[UNITS];
            for (int j = 0; j < UNITS; j++) {
                z[j] = sigmoid(a[j] + b[j]);
                reset[j] = sigmoid(a[UNITS + j] + b[UNITS + j]) * h[j];
            }
            double[] c = columns(o.get("R"), reset, o.get("B"), 3 * UNITS);
            double[] next = new double[UNITS];
            for (int j = 0; j < UNITS; j++) {
                next[j] = (1 - z[j]) * Math.tanh(a[2 * UNITS + j] + c[2 * UNITS + j]) + z[j] * h[j];
            }
            return next;
        });
    }

    /**
     * TensorFlow {@code GRUCell}: r, u = σ([x, h]·W + b); c = tanh([x, r·h]·Wc + bc); h' = u·h + (1 − u)·c.
     */
    @Test
    void shouldComputeWhatTensorFlowDocumentsOfGru() {
        Map<String, float[]> t = theirs(TENSORFLOW, BEFORE);
        agrees(TENSORFLOW, BEFORE, t, (x, h) -> {
            double[] gates = rows(t.get("gates/kernel"), beside(x, h), t.get("gates/bias"), 0);
            double[] reset = new double[UNITS];
            for (int j = 0; j < UNITS; j++) {
                reset[j] = sigmoid(gates[j]) * h[j];
            }
            double[] c = rows(t.get("candidate/kernel"), beside(x, reset), t.get("candidate/bias"), 0);
            double[] next = new double[UNITS];
            for (int j = 0; j < UNITS; j++) {
                double u = sigmoid(gates[UNITS + j]);
                next[j] = u * h[j] + (1 - u) * Math.tanh(c[j]);
            }
            return next;
        });
    }

    /** TensorFlow {@code BasicRNNCell}: h' = tanh([x, h]·W + b). */
    @Test
    void shouldComputeWhatTensorFlowDocumentsOfTheSimpleNetwork() {
        Map<String, float[]> t = theirs(TENSORFLOW, RNN);
        agrees(TENSORFLOW, RNN, t, (x, h) -> {
            double[] next = rows(t.get("kernel"), beside(x, h), t.get("bias"), 0);
            for (int j = 0; j < UNITS; j++) {
                next[j] = Math.tanh(next[j]);
            }
            return next;
        });
    }

    /** {@code h' = tanh(x·W + b + h·R)}, with PyTorch's and ONNX's two biases. */
    @ParameterizedTest
    @EnumSource
    void shouldComputeWhatEachDocumentsOfTheSimpleNetwork(CellLayout layout) {
        Map<String, float[]> t = theirs(layout, RNN);
        agrees(layout, RNN, t, (x, h) -> {
            double[] a;
            double[] b;
            if (layout == CellLayout.KERAS) {
                a = rows(t.get("kernel"), x, t.get("bias"), 0);
                b = rows(t.get("recurrent_kernel"), h, null, 0);
            } else if (layout == CellLayout.PYTORCH) {
                a = columns(t.get("weight_ih"), x, t.get("bias_ih"), 0);
                b = columns(t.get("weight_hh"), h, t.get("bias_hh"), 0);
            } else {
                a = columns(t.get("W"), x, t.get("B"), 0);
                b = columns(t.get("R"), h, t.get("B"), UNITS);
            }
            double[] next = new double[UNITS];
            for (int j = 0; j < UNITS; j++) {
                next[j] = Math.tanh(a[j] + b[j]);
            }
            return next;
        });
    }

    /** The LSTM's order and orientation are {@link GateLayout}'s, which has tests of its own. */
    @ParameterizedTest
    @EnumSource
    void theLstmShouldBeConvertedAsGateLayoutDoes(CellLayout layout) {
        GateLayout gates = GateLayout.valueOf(layout.name());
        Map<String, float[]> theirs = theirs(layout, LSTM);
        Map<String, float[]> ours = layout.imported(LSTM, INPUTS, theirs, CellLayout.Of.WEIGHTS);
        float[] matrix = theirs.values().iterator().next();
        assertThat(ours.get("input-weights")).isEqualTo(gates.convertWeights(GateLayout.IFOU, matrix, INPUTS, UNITS));
    }

    @Test
    void shouldSayWhyThereIsNoConverter() {
        Map<String, float[]> nothing = Map.of();
        assertThatThrownBy(() -> CellLayout.PYTORCH.imported(BEFORE, INPUTS, nothing, CellLayout.Of.WEIGHTS))
                .hasMessage("expected a cell that pytorch has: lstm without layer-norm, gru with reset after or rnn; got gru, "
                        + "reset before");
        assertThatThrownBy(() -> CellLayout.KERAS.exported(new CoreConfig("lru", UNITS), INPUTS, nothing,
                CellLayout.Of.WEIGHTS)).hasMessageEndingWith("or rnn; got lru");
        assertThatThrownBy(() -> CellLayout.ONNX.imported(LSTM, INPUTS, Map.of("W", new float[7]), CellLayout.Of.WEIGHTS))
                .hasMessage("expected 48 values in W, got 7");
        assertThatThrownBy(() -> CellLayout.ONNX.imported(LSTM, INPUTS, Map.of("V", new float[7]), CellLayout.Of.WEIGHTS))
                .hasMessage("expected a tensor W, got V");
        assertThatThrownBy(() -> TENSORFLOW.imported(AFTER, INPUTS, nothing, LayerLayout.Of.WEIGHTS))
                .hasMessage("expected a cell that tensorflow has: lstm without layer-norm, gru with reset before or rnn; got gru");
    }

    /** One step of a library's cell, by its own documented equations and in its own layout. */
    private interface Step {
        double[] next(double[] x, double[] h);
    }

    private void agrees(LayerLayout layout, CoreConfig core, Map<String, float[]> theirs, Step step) {
        Parameters parameters = new Parameters();
        RecurrentCell cell = core.layer(new OneDnnEngine(), parameters, "core/0", INPUTS);
        parameters.allocate();
        Map<String, float[]> ours = layout.imported(core, INPUTS, theirs, CellLayout.Of.WEIGHTS);
        for (Parameters.Slice slice : parameters.slices()) {
            float[] values = ours.get(slice.name().substring("core/0/".length()));
            assertThat(values).as(slice.name()).hasSize(slice.length());
            System.arraycopy(values, 0, parameters.values(), slice.offset(), values.length);
        }
        cell.reloads().forEach(Reload::run);
        int steps = 5;
        CorePass pass = cell.pass(new BatchShape(1, steps, 1));
        float[] x = random("x", steps * INPUTS);
        float[] start = random("start", UNITS);
        pass.input().put(0, steps, x, 0);
        pass.begin(0, start, 0);
        pass.forward(0, new boolean[steps]);
        double[] h = widened(start, 0, UNITS);
        for (int t = 0; t < steps; t++) {
            h = step.next(widened(x, t * INPUTS, INPUTS), h);
            for (int j = 0; j < UNITS; j++) {
                assertThat((double) pass.output()[t * UNITS + j]).as("seed %d, step %d, unit %d", SEED, t, j)
                        .isCloseTo(h[j], within(3e-6));
            }
        }
    }

    private Map<String, float[]> ours(CoreConfig core, String purpose) {
        Parameters parameters = new Parameters();
        core.layer(new OneDnnEngine(), parameters, "core/0", INPUTS);
        Map<String, float[]> ours = new LinkedHashMap<>();
        parameters.slices().forEach(slice -> ours.put(slice.name().substring("core/0/".length()),
                random(purpose + "/" + slice.name(), slice.length())));
        return ours;
    }

    /** Random tensors of the shapes that the library has. */
    private Map<String, float[]> theirs(LayerLayout layout, CoreConfig core) {
        Map<String, float[]> theirs = layout.exported(core, INPUTS, ours(core, "shapes"), CellLayout.Of.WEIGHTS);
        theirs.replaceAll((name, values) -> random("theirs/" + name, values.length));
        return theirs;
    }

    /** x·W + b with W of {@code [inputs][outputs]}. */
    private static double[] rows(float[] w, double[] x, float[] bias, int biasOffset) {
        double[] y = new double[w.length / x.length];
        for (int j = 0; j < y.length; j++) {
            y[j] = bias == null ? 0 : bias[biasOffset + j];
            for (int i = 0; i < x.length; i++) {
                y[j] += x[i] * w[i * y.length + j];
            }
        }
        return y;
    }

    /** W·x + b with W of {@code [outputs][inputs]}. */
    private static double[] columns(float[] w, double[] x, float[] bias, int biasOffset) {
        double[] y = new double[w.length / x.length];
        for (int j = 0; j < y.length; j++) {
            y[j] = bias[biasOffset + j];
            for (int i = 0; i < x.length; i++) {
                y[j] += x[i] * w[j * x.length + i];
            }
        }
        return y;
    }

    private static double[] beside(double[] x, double[] h) {
        double[] both = Arrays.copyOf(x, x.length + h.length);
        System.arraycopy(h, 0, both, x.length, h.length);
        return both;
    }

    private static double dot(Map<String, float[]> a, Map<String, float[]> b) {
        double sum = 0;
        for (String name : a.keySet()) {
            for (int i = 0; i < a.get(name).length; i++) {
                sum += (double) a.get(name)[i] * b.get(name)[i];
            }
        }
        return sum;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double[] widened(float[] values, int from, int length) {
        double[] wide = new double[length];
        for (int i = 0; i < length; i++) {
            wide[i] = values[from + i];
        }
        return wide;
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
