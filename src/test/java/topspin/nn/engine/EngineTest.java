package topspin.nn.engine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Both engines against sums in double precision, on odd sizes; and what only the fast engine promises. */
class EngineTest {
    private static final int[][] SIZES = {{1, 1, 1}, {2, 3, 5}, {4, 6, 3}, {7, 17, 33}, {8, 256, 1024}, {64, 65, 127},
        {5, 1, 9}, {128, 256, 3}, {100, 40, 60}};

    /** Where kernels change: few and many inputs, one row of more than 1,024 of them, outputs that fill no vector. */
    private static final int[][] SHAPES = {{256, 1024}, {1024, 256}, {6, 64}, {64, 1024}, {256, 3}, {1025, 64}, {3136, 512},
        {3136, 100}, {64, 1025}, {100, 3136}, {1100, 1100}};

    static Stream<Case> cases() {
        return TestedEngines.all().stream()
                .flatMap(engine -> Stream.of(SIZES).map(s -> new Case(engine, s[0], s[1], s[2])));
    }

    record Case(Engine engine, int rows, int inputs, int outputs) {
        double tolerance(int terms) {
            return TestedEngines.tolerance(engine, terms);
        }

        @Override
        public String toString() {
            return TestedEngines.name(engine) + " " + rows + "×" + inputs + "×" + outputs;
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldMultiplyForward(Case c) {
        float[] x = random("x", c.rows * c.inputs);
        float[] w = random("w", c.inputs * c.outputs);
        float[] before = random("y", c.rows * c.outputs);
        float[] bias = random("b", c.outputs);
        for (boolean accumulate : new boolean[] {false, true}) {
            Matrix mx = matrix(c.engine, c.rows, c.inputs, x);
            Matrix my = matrix(c.engine, c.rows, c.outputs, before);
            Weights weights = c.engine.weights(c.inputs, c.outputs);
            Product product = accumulate ? c.engine.accumulate(mx, weights, my)
                    : c.engine.forward(mx, weights, matrix(c.engine, 1, c.outputs, bias), my);
            weights.load(w, 0);
            product.run();
            float[] y = values(my);
            for (int r = 0; r < c.rows; r++) {
                for (int o = 0; o < c.outputs; o++) {
                    double expected = accumulate ? before[r * c.outputs + o] : bias[o];
                    for (int i = 0; i < c.inputs; i++) {
                        expected += (double) x[r * c.inputs + i] * w[i * c.outputs + o];
                    }
                    assertThat((double) y[r * c.outputs + o]).isCloseTo(expected, within(c.tolerance(c.inputs)));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldMultiplyBackwardToData(Case c) {
        float[] dy = random("dy", c.rows * c.outputs);
        float[] w = random("w", c.inputs * c.outputs);
        Matrix mdx = c.engine.matrix(c.rows, c.inputs);
        Weights weights = c.engine.weights(c.inputs, c.outputs);
        weights.load(w, 0);
        c.engine.backwardData(matrix(c.engine, c.rows, c.outputs, dy), weights, mdx).run();
        float[] dx = values(mdx);
        for (int r = 0; r < c.rows; r++) {
            for (int i = 0; i < c.inputs; i++) {
                double expected = 0;
                for (int o = 0; o < c.outputs; o++) {
                    expected += (double) dy[r * c.outputs + o] * w[i * c.outputs + o];
                }
                assertThat((double) dx[r * c.inputs + i]).isCloseTo(expected, within(c.tolerance(c.outputs)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldMultiplyBackwardToWeightsByBlocksOfInputs(Case c) {
        float[] x = random("x", c.rows * c.inputs);
        float[] dy = random("dy", c.rows * c.outputs);
        Matrix mx = matrix(c.engine, c.rows, c.inputs, x);
        Matrix mdy = matrix(c.engine, c.rows, c.outputs, dy);
        Matrix mdw = c.engine.matrix(c.inputs, c.outputs);
        int half = c.inputs / 2;
        if (half > 0) {
            c.engine.backwardWeights(mx.columns(0, half), mdy, mdw.rows(0, half)).run();
        }
        c.engine.backwardWeights(mx.columns(half, c.inputs - half), mdy, mdw.rows(half, c.inputs - half)).run();
        float[] dw = values(mdw);
        for (int i = 0; i < c.inputs; i++) {
            for (int o = 0; o < c.outputs; o++) {
                double expected = 0;
                for (int r = 0; r < c.rows; r++) {
                    expected += (double) x[r * c.inputs + i] * dy[r * c.outputs + o];
                }
                assertThat((double) dw[i * c.outputs + o]).isCloseTo(expected, within(c.tolerance(c.rows)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldLoadWeightsByParts(Case c) {
        float[] w = random("w", c.inputs * c.outputs);
        Matrix x = matrix(c.engine, c.rows, c.inputs, random("x", c.rows * c.inputs));
        Matrix dy = matrix(c.engine, c.rows, c.outputs, random("dy", c.rows * c.outputs));
        Weights whole = c.engine.weights(c.inputs, c.outputs);
        Weights parts = c.engine.weights(c.inputs, c.outputs);
        whole.load(w, 0);
        parts.load(random("old", w.length), 0);
        float[][] expected = products(c, whole, x, dy);
        products(c, parts, x, dy); // plans, so that there are copies for either direction
        float[] shifted = new float[w.length + 5];
        System.arraycopy(w, 0, shifted, 5, w.length);
        for (Weights.Copy copy : parts.copies()) {
            for (int first = (c.inputs - 1) / copy.unit() * copy.unit(); first >= 0; first -= copy.unit()) {
                copy.load(shifted, 5, first, Math.min(copy.unit(), c.inputs - first));
            }
        }
        float[][] got = products(c, parts, x, dy);
        assertThat(got[0]).as("forward").isEqualTo(expected[0]);
        assertThat(got[1]).as("backward").isEqualTo(expected[1]);
    }

    private static float[][] products(Case c, Weights weights, Matrix x, Matrix dy) {
        Matrix y = c.engine.matrix(c.rows, c.outputs);
        Matrix dx = c.engine.matrix(c.rows, c.inputs);
        c.engine.forward(x, weights, c.engine.matrix(1, c.outputs), y).run();
        c.engine.backwardData(dy, weights, dx).run();
        return new float[][] {values(y), values(dx)};
    }

    /** Otherwise weights would be packed by oneDNN, correctly and at a third of the speed. */
    @Test
    void oneDnnShouldLikeTheLayoutThatIsWrittenHere() {
        for (int[] size : new int[][] {{256, 1024}, {512, 1024}, {3136, 512}, {7, 33}}) {
            assertThat(new OneDnnEngine().weights(size[0], size[1])).isInstanceOf(PanelWeights.class);
        }
    }

    @Test
    void aRowShouldHaveTheSameBitsWhateverTheNumberOfRowsWhereAnEngineSaysSo() {
        for (Engine engine : TestedEngines.all()) {
            boolean tiles = engine.description().contains("bfloat16") && engine.arithmetic().instructionSet().equals("AVX-512-AMX");
            assertThat(engine.rowsAreIndependent()).as(engine.description()).isEqualTo(engine instanceof OneDnnEngine && !tiles);
            for (int[] shape : engine.rowsAreIndependent() ? SHAPES : new int[0][]) {
                assertThat(rowsDiffer(engine, shape[0], shape[1])).as("%s, %d×%d", TestedEngines.name(engine), shape[0],
                        shape[1]).isEmpty();
            }
        }
    }

    /** Which numbers of rows make other rows, in which product, than a row's being one of many. */
    private static List<String> rowsDiffer(Engine engine, int inputs, int outputs) {
        Weights weights = engine.weights(inputs, outputs);
        weights.load(random("w", inputs * outputs), 0);
        List<float[]> reference = rows(engine, weights, 512);
        List<String> differ = new ArrayList<>();
        for (int rows : new int[] {1, 2, 3, 4, 7, 8, 16, 64, 100, 256}) {
            List<float[]> results = rows(engine, weights, rows);
            for (int i = 0; i < results.size(); i++) {
                float[] result = results.get(i);
                if (!Arrays.equals(result, Arrays.copyOf(reference.get(i), result.length))) {
                    differ.add(List.of("forward", "accumulate", "backwardData").get(i % 3) + " of " + rows + " rows");
                }
            }
        }
        return differ;
    }

    /** What every product yields, and then every window of a product, which begins at the second row. */
    private static List<float[]> rows(Engine engine, Weights weights, int rows) {
        float[] x = random("x", rows * weights.inputs());
        float[] dy = random("dy", rows * weights.outputs());
        Matrix bias = matrix(engine, 1, weights.outputs(), random("b", weights.outputs()));
        Matrix[] results = new Matrix[6];
        Arrays.setAll(results, i -> engine.matrix(rows, i % 3 == 2 ? weights.inputs() : weights.outputs()));
        Matrix in = matrix(engine, rows, weights.inputs(), x);
        Matrix gradient = matrix(engine, rows, weights.outputs(), dy);
        engine.forward(in, weights, bias, results[0]).run();
        engine.accumulate(in, weights, results[1]).run();
        engine.backwardData(gradient, weights, results[2]).run();
        Matrix later = engine.matrix(rows + 1, weights.inputs());
        Matrix laterGradient = engine.matrix(rows + 1, weights.outputs());
        later.put(1, rows, x, 0);
        laterGradient.put(1, rows, dy, 0);
        engine.forward(later, weights, bias, results[3], rows).run(1, 0);
        engine.accumulate(later, weights, results[4], rows).run(1, 0);
        engine.backwardData(laterGradient, weights, results[5], rows).run(1, 0);
        return Stream.of(results).map(EngineTest::values).toList();
    }

    @Test
    void shouldNameItsKernelsAndFallBackToNoReferenceKernel() {
        Engine engine = new OneDnnEngine();
        for (int rows : new int[] {1, 4, 64}) {
            Weights w = engine.weights(256, 1024);
            engine.accumulate(engine.matrix(rows, 256), w, engine.matrix(rows, 1024));
            engine.backwardData(engine.matrix(rows, 1024), w, engine.matrix(rows, 256));
            engine.backwardWeights(engine.matrix(rows, 256), engine.matrix(rows, 1024), engine.matrix(256, 1024));
        }
        assertThat(engine.description()).startsWith("oneDNN 3.").contains("kernels").doesNotContain("ref:")
                .doesNotContain("gemm:ref");
    }

    /** 1 + 2⁻⁹ is 1 in bfloat16: factors are rounded, sums and what is added to are not. */
    @Test
    void bfloat16ShouldRoundFactorsOnly() {
        for (Engine engine : TestedEngines.oneDnn()) {
            boolean rounds = ((OneDnnEngine) engine).precision() == Precision.BF16;
            float almostOne = 1 + 1f / 512;
            Weights weights = engine.weights(2, 2);
            weights.load(new float[] {almostOne, 0, 0, 1}, 0);
            Matrix y = engine.matrix(2, 2);
            engine.forward(matrix(engine, 2, 2, new float[] {1, almostOne, 1, 1}), weights,
                    matrix(engine, 1, 2, new float[] {almostOne, 0}), y).run();
            assertThat(values(y)).containsExactly(rounds ? 1 + almostOne : 2 * almostOne, rounds ? 1 : almostOne,
                    rounds ? 1 + almostOne : 2 * almostOne, 1);
        }
    }

    @Test
    void theReferenceShouldRefuseBfloat16() {
        assertThatThrownBy(() -> Engines.open("nd4j", Precision.BF16)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("onednn has bf16");
    }

    @Test
    void shouldRefuseAnUnknownEngine() {
        assertThatThrownBy(() -> Engines.open("cuda")).hasMessageContaining("cuda").hasMessageContaining("onednn");
        assertThat(Engines.NAMES).isEqualTo(List.of("auto", "onednn", "nd4j"));
    }


    private static Matrix matrix(Engine engine, int rows, int columns, float[] values) {
        Matrix matrix = engine.matrix(rows, columns);
        matrix.put(0, rows, values, 0);
        return matrix;
    }

    private static float[] values(Matrix matrix) {
        float[] values = new float[matrix.rows() * matrix.columns()];
        matrix.get(0, matrix.rows(), values, 0);
        return values;
    }

    private static float[] random(String name, int length) {
        RandomStream stream = new RandomStreams(7).stream(name);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = stream.nextFloat() * 2 - 1;
        }
        return values;
    }

    @Test
    void shouldSayWhatItsBitsDependOn() {
        for (Engine engine : TestedEngines.all()) {
            Arithmetic arithmetic = engine.arithmetic();
            assertThat(arithmetic.engine()).isEqualTo(engine.name());
            assertThat(arithmetic.version()).matches("\\d+\\.\\d+\\.\\d+(-.*)?");
            assertThat(arithmetic.instructionSet()).isNotEmpty();
            assertThat(arithmetic.differenceFrom(engine.arithmetic())).isEmpty();
        }
        Arithmetic onednn = new OneDnnEngine().arithmetic();
        assertThat(new OneDnnEngine().description()).contains(onednn.version() + ", " + onednn.instructionSet());
    }

    @Test
    void shouldNameWhatDiffers() {
        Arithmetic before = new Arithmetic("onednn", "3.11.0", "AVX-512");
        assertThat(new Arithmetic("onednn", "3.12.0", "AVX2").differenceFrom(before))
                .isEqualTo("onednn 3.12.0 instead of 3.11.0, AVX2 instead of AVX-512");
        assertThat(new Arithmetic("nd4j", "1.0.0", "avx2").differenceFrom(before)).isEqualTo("engine nd4j instead of onednn");
    }
}
