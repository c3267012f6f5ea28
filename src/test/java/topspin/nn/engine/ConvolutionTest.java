package topspin.nn.engine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Both engines' convolutions against sums in double precision, on the sizes that are used and on odd ones. */
class ConvolutionTest {
    private static final List<ConvolutionShape> SHAPES = List.of(
            new ConvolutionShape(84, 84, 1, 32, 8, 4), new ConvolutionShape(84, 84, 4, 32, 8, 4),
            new ConvolutionShape(20, 20, 32, 64, 4, 2), new ConvolutionShape(9, 9, 64, 64, 3, 1),
            new ConvolutionShape(37, 41, 3, 5, 8, 4), new ConvolutionShape(9, 7, 5, 7, 4, 2),
            new ConvolutionShape(3, 3, 7, 6, 3, 1), new ConvolutionShape(1, 1, 1, 1, 1, 1),
            new ConvolutionShape(11, 5, 33, 17, 5, 3));
    private static final int ROWS = 5;

    record Case(Engine engine, ConvolutionShape shape) {
        @Override
        public String toString() {
            return TestedEngines.name(engine) + " " + shape;
        }
    }

    static Stream<Case> cases() {
        return TestedEngines.all().stream()
                .flatMap(engine -> SHAPES.stream().map(shape -> new Case(engine, shape)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldConvolveConsecutiveRows(Case c) {
        ConvolutionShape shape = c.shape;
        float[] x = random("x", ROWS * shape.inputs());
        float[] w = random("w", shape.windowLength() * shape.filters() + shape.filters());
        Matrix y = c.engine.matrix(ROWS + 1, shape.outputs());
        Convolution convolution = loaded(c, w);
        WindowProduct three = convolution.forward(matrix(c.engine, ROWS, x), y, 3);
        WindowProduct one = convolution.forward(matrix(c.engine, ROWS, x), y, 1);

        three.run(1, 2);
        one.run(4, 5);

        double[] expected = new double[ROWS * shape.outputs()];
        visit(shape, ROWS, (in, weight, out) -> expected[out] += (double) x[in] * w[weight]);
        float[] values = values(y);
        for (int row = 1; row < ROWS; row++) {
            for (int i = 0; i < shape.outputs(); i++) {
                int bias = shape.windowLength() * shape.filters() + i % shape.filters();
                double result = Math.max(0, expected[row * shape.outputs() + i] + w[bias]);
                assertThat((double) values[(row + 1) * shape.outputs() + i]).isCloseTo(result,
                        within(TestedEngines.tolerance(c.engine, shape.windowLength())));
            }
        }
        for (int i = 0; i < 2 * shape.outputs(); i++) {
            assertThat(values[i]).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldTakeGradientsBackToThePicture(Case c) {
        ConvolutionShape shape = c.shape;
        float[] dy = random("dy", ROWS * shape.outputs());
        float[] w = random("w", shape.windowLength() * shape.filters() + shape.filters());
        Matrix dx = c.engine.matrix(ROWS, shape.inputs());
        loaded(c, w).backwardData(matrix(c.engine, ROWS, dy), dx, 4).run(1, 0);

        double[] expected = new double[ROWS * shape.inputs()];
        visit(shape, ROWS, (in, weight, out) -> expected[in] += (double) dy[out] * w[weight]);
        float[] values = values(dx);
        for (int i = 0; i < 4 * shape.inputs(); i++) {
            assertThat((double) values[i]).isCloseTo(expected[shape.inputs() + i],
                    within(TestedEngines.tolerance(c.engine, shape.kernel() * shape.kernel() * shape.filters())));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldSumGradientsOfWeightsOverRunsAndParts(Case c) {
        ConvolutionShape shape = c.shape;
        float[] x = random("x", ROWS * shape.inputs());
        float[] dy = random("dy", ROWS * shape.outputs());
        Convolution convolution = c.engine.convolution(shape);
        List<Convolution.Gradient> parts = List.of(convolution.gradient(), convolution.gradient(),
                convolution.gradient());
        Matrix mx = matrix(c.engine, ROWS, x);
        Matrix mdy = matrix(c.engine, ROWS, dy);
        Convolution.GradientProduct two = convolution.gradient(mx, mdy, 2);
        Convolution.GradientProduct one = convolution.gradient(mx, mdy, 1);
        int weights = shape.windowLength() * shape.filters();
        float[] result = new float[3 + weights + shape.filters()];
        for (int repetition = 0; repetition < 2; repetition++) {
            one.run(4, 4, parts.get(2));
            two.run(2, 2, parts.get(1));
            two.run(0, 0, parts.get(0));
            convolution.sum(List.of(parts.subList(0, 2), parts.subList(2, 3)), result, 3, 3 + weights);
        }

        double[] expected = new double[weights];
        double[] bias = new double[shape.filters()];
        visit(shape, ROWS, (in, weight, out) -> expected[weight] += (double) x[in] * dy[out]);
        for (int i = 0; i < dy.length; i++) {
            bias[i % shape.filters()] += dy[i];
        }
        double tolerance = TestedEngines.tolerance(c.engine, ROWS * shape.windows());
        for (int i = 0; i < weights; i++) {
            assertThat((double) result[3 + i]).isCloseTo(expected[i], within(tolerance));
        }
        for (int i = 0; i < shape.filters(); i++) {
            assertThat((double) result[3 + weights + i]).isCloseTo(bias[i], within(tolerance));
        }
    }

    /** What makes acting a few rows at a time and learning from many agree. */
    @Test
    void aPictureShouldHaveTheSameBitsHoweverManyAreComputedWithIt() {
        TestedEngines.oneDnn().forEach(ConvolutionTest::checkBits);
    }

    private static void checkBits(Engine engine) {
        int most = 32;
        for (ConvolutionShape shape : SHAPES) {
            Convolution convolution = loaded(new Case(engine, shape),
                    random("w", shape.windowLength() * shape.filters() + shape.filters()));
            float[] x = random("x", most * shape.inputs());
            float[] dy = random("dy", most * shape.outputs());
            float[] reference = null;
            float[] referenceGradient = null;
            for (int pictures : new int[] {most, 1, 2, 4, 8, 16}) {
                Matrix y = engine.matrix(most, shape.outputs());
                Matrix dx = engine.matrix(most, shape.inputs());
                WindowProduct forward = convolution.forward(matrix(engine, most, x), y, pictures);
                WindowProduct backward = convolution.backwardData(matrix(engine, most, dy), dx, pictures);
                for (int row = 0; row < most; row += pictures) {
                    forward.run(row, row);
                    backward.run(row, row);
                }
                if (reference == null) {
                    reference = values(y);
                    referenceGradient = values(dx);
                }
                assertThat(values(y)).as("%d pictures of %s", pictures, shape).isEqualTo(reference);
                assertThat(values(dx)).as("%d pictures of %s", pictures, shape).isEqualTo(referenceGradient);
            }
        }
        assertThat(engine.description()).doesNotContain("ref");
    }

    @Test
    void gradientsInTheInputsShouldComeFromTheFasterKernelWithAvx512() {
        OneDnnEngine engine = new OneDnnEngine();
        assumeTrue(engine.description().contains("AVX-512"), engine.description());
        for (ConvolutionShape shape : SHAPES.subList(2, 4)) {
            Matrix dy = engine.matrix(4, shape.outputs());
            engine.convolution(shape).backwardData(dy, engine.matrix(4, shape.inputs()), 4);
        }
        assertThat(engine.description()).contains("kernels jit:avx512_core").doesNotContain("brg");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldStopGradientsWhereReluIsOff(Case c) {
        int width = c.shape.outputs();
        float[] y = random("y", ROWS * width);
        for (int i = 0; i < y.length; i++) {
            y[i] = Math.max(0, y[i]);
        }
        float[] dy = random("dy", ROWS * width);
        Matrix gradient = matrix(c.engine, ROWS, dy);
        c.engine.reluBackward(matrix(c.engine, ROWS, y), gradient, 2).run(3, 1);
        float[] values = values(gradient);
        for (int i = 0; i < dy.length; i++) {
            boolean within = i >= width && i < 3 * width;
            assertThat(values[i]).isEqualTo(within && y[i + 2 * width] == 0 ? 0f : dy[i]);
        }
    }

    @Test
    void shouldReadBytesAsFractions() {
        for (Engine engine : List.of(new OneDnnEngine(), new Nd4jEngine())) {
            for (int width : new int[] {1, 7, 256, 7056}) {
                byte[] bytes = new byte[2 * width + 3];
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) (255 - i);
                }
                Matrix x = engine.matrix(3, width);
                engine.bytes(x, 1 / 255f).put(1, bytes, width + 3);
                float[] values = values(x);
                for (int i = 0; i < width; i++) {
                    assertThat(values[width + i]).isEqualTo((bytes[width + 3 + i] & 0xFF) * (1 / 255f));
                    assertThat(values[i]).isZero();
                    assertThat(values[2 * width + i]).isZero();
                }
            }
        }
    }

    @Test
    void shouldRefuseAWindowLargerThanThePicture() {
        assertThatThrownBy(() -> new ConvolutionShape(7, 84, 1, 32, 8, 4)).hasMessageContaining("8x8")
                .hasMessageContaining("7x84x1");
    }

    private interface Visitor {
        void visit(int input, int weight, int output);
    }

    /** Every product that the definition of a convolution names. */
    private static void visit(ConvolutionShape s, int rows, Visitor visitor) {
        for (int row = 0; row < rows; row++) {
            for (int oy = 0; oy < s.outputHeight(); oy++) {
                for (int ox = 0; ox < s.outputWidth(); ox++) {
                    for (int ky = 0; ky < s.kernel(); ky++) {
                        for (int kx = 0; kx < s.kernel(); kx++) {
                            for (int c = 0; c < s.channels(); c++) {
                                int y = oy * s.stride() + ky;
                                int x = ox * s.stride() + kx;
                                int in = row * s.inputs() + (y * s.width() + x) * s.channels() + c;
                                int weight = ((ky * s.kernel() + kx) * s.channels() + c) * s.filters();
                                int out = row * s.outputs() + (oy * s.outputWidth() + ox) * s.filters();
                                for (int f = 0; f < s.filters(); f++) {
                                    visitor.visit(in, weight + f, out + f);
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private static Convolution loaded(Case c, float[] weightsAndBias) {
        Convolution convolution = c.engine.convolution(c.shape);
        convolution.loadForward(weightsAndBias, 0);
        convolution.loadBackward(weightsAndBias, 0);
        convolution.loadBias(weightsAndBias, c.shape.windowLength() * c.shape.filters());
        return convolution;
    }


    private static Matrix matrix(Engine engine, int rows, float[] values) {
        Matrix matrix = engine.matrix(rows, values.length / rows);
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
}
