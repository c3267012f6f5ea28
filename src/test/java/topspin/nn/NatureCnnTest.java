package topspin.nn;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Nd4jEngine;
import topspin.nn.engine.OneDnnEngine;
import topspin.policy.WholeBatch;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * The encoder against a plain one in double precision: its features, and its gradients against central differences of
 * Σ c·features. (In single precision a step small enough to pass few ReLUs' kinks would drown in rounding.)
 */
class NatureCnnTest {
    private static final int UNITS = 7;
    private static final double STEP = 1e-6;

    record Case(Engine engine, int height, int width, int channels, BatchShape shape) {
        @Override
        public String toString() {
            return engine.name() + " " + height + "x" + width + "x" + channels + " " + shape;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(new OneDnnEngine(), new Nd4jEngine()).flatMap(engine -> Stream.of(
                new Case(engine, 36, 36, 1, new BatchShape(2, 3, 3)),
                new Case(engine, 37, 47, 4, new BatchShape(1, 2, 1)),
                new Case(engine, 44, 41, 3, new BatchShape(3, 1, 2)),
                // more rows than are taken back at once, and some left over
                new Case(engine, 36, 37, 1, new BatchShape(1, 19, 1)),
                new Case(engine, 36, 36, 1, new BatchShape(2, 7, 5))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldAgreeWithDoublePrecisionAndItsFiniteDifferences(Case c) {
        Built built = new Built(c.engine, c.height, c.width, c.channels, UNITS, c.shape);
        Plain plain = new Plain(c, built);
        built.forward();
        double[] features = plain.features(built);
        float[] actual = built.features();
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).isCloseTo(features[i], within(1e-5));
        }
        assertThat(Arrays.stream(features).filter(f -> f > 0).count()).as("units that are on")
                .isBetween(actual.length / 4L, actual.length * 3L / 4);

        float[] cotangent = random(built.streams.stream("c"), actual.length);
        double squares = built.backward(cotangent);

        float[] gradient = built.parameters.gradients();
        double expectedSquares = 0;
        for (float g : gradient) {
            expectedSquares += (double) g * g;
        }
        assertThat(squares).isCloseTo(expectedSquares, within(1e-4 * expectedSquares));
        for (Parameters.Slice slice : built.parameters.slices()) {
            RandomStream pick = built.streams.stream("pick/" + slice.name());
            for (int k = 0; k < 10; k++) {
                int i = slice.offset() + pick.nextInt(slice.length());
                double up = plain.loss(built, cotangent, i, STEP);
                double down = plain.loss(built, cotangent, i, -STEP);
                double expected = (up - down) / (2 * STEP);
                assertThat((double) gradient[i]).as("%s[%d]", slice.name(), i - slice.offset())
                        .isCloseTo(expected, within(1e-4 + 1e-4 * Math.abs(expected)));
            }
        }
    }

    /** What PPO's first ratio of exactly 1 rests on. */
    @Test
    void actingAFewRowsAtATimeShouldYieldTheBitsOfLearningFromAll() {
        for (int channels : new int[] {1, 4}) {
            BatchShape whole = new BatchShape(1, 1, 12);
            Built reference = new Built(new OneDnnEngine(), 84, 84, channels, 512, whole);
            reference.forward();
            float[] expected = reference.features();
            for (BatchShape shape : List.of(new BatchShape(1, 12, 1), new BatchShape(12, 1, 1), new BatchShape(2, 3, 2),
                    new BatchShape(1, 2, 6), new BatchShape(3, 1, 4), new BatchShape(1, 4, 3))) {
                Built stepped = new Built(reference, shape);
                for (int shard = 0; shard < shape.shards(); shard++) {
                    for (int t = 0; t < shape.steps(); t++) {
                        stepped.pass.forward(stepped.source, stepped.rows, shape.row(shard, t), shape.sequences());
                    }
                }
                assertThat(stepped.features()).as("steps of %s, %d channels", shape, channels).isEqualTo(expected);
                Built sharded = new Built(reference, shape);
                sharded.forward();
                assertThat(sharded.features()).as("shards of %s, %d channels", shape, channels).isEqualTo(expected);
            }
        }
    }

    /** Parts are chosen by the machine's cores, so nothing may depend on them. */
    @Test
    void shouldYieldTheSameBitsInAnyNumberOfParts() {
        BatchShape shape = new BatchShape(2, 9, 11);
        Built whole = new Built(new OneDnnEngine(), 84, 84, 1, 512, shape);
        float[] cotangent = random(whole.streams.stream("c"), shape.rows() * whole.encoder.outputs());
        float[][] expected = null;
        for (int most : new int[] {1, 4, 8, 16}) {
            Built built = new Built(whole, shape, most);
            built.forward();
            built.backward(cotangent);
            float[][] results = {built.features(), built.parameters.gradients().clone()};
            expected = expected == null ? results : expected;
            assertThat(built.pass.parts().count()).as("parts").isBetween(Math.max(2, most - 2), Math.max(2, most));
            assertThat(results).as("at most %d parts", most).isDeepEqualTo(expected);
        }
    }

    @Test
    void shouldNameItsParametersForReadersOfCheckpoints() {
        Built built = new Built(new Nd4jEngine(), 84, 84, 4, 512, new BatchShape(1, 1, 1));
        assertThat(built.parameters.slices()).extracting(s -> s.name() + Arrays.toString(s.shape())).containsExactly(
                "encoder/conv1/weights[8, 8, 4, 32]", "encoder/conv1/bias[32]", "encoder/conv2/weights[4, 4, 32, 64]",
                "encoder/conv2/bias[64]", "encoder/conv3/weights[3, 3, 64, 64]", "encoder/conv3/bias[64]",
                "encoder/dense/weights[3136, 512]", "encoder/dense/bias[512]");
    }

    private static float[] random(RandomStream stream, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = 2 * stream.nextFloat() - 1;
        }
        return values;
    }

    /** An encoder with random pictures, below a core that passes everything on. */
    private static final class Built {
        final RandomStreams streams = new RandomStreams(3);
        final Parameters parameters;
        final NatureCnn encoder;
        final BatchShape shape;
        final CorePass core;
        final EncoderPass pass;
        final RowSource source;
        final int[] rows;

        Built(Engine engine, int height, int width, int channels, int units, BatchShape shape) {
            this.shape = shape;
            parameters = new Parameters();
            encoder = new NatureCnn(engine, parameters, "encoder", height, width, channels, units, 1 / 255f);
            parameters.allocate();
            encoder.initialise(Initialiser.ORTHOGONAL, streams);
            RandomStream noise = streams.stream("biases");
            for (Parameters.Slice slice : parameters.slices()) {
                for (int i = 0; slice.name().endsWith("bias") && i < slice.length(); i++) {
                    parameters.values()[slice.offset() + i] = noise.nextFloat() - 0.5f;
                }
            }
            encoder.reloads().forEach(Reload::run);
            core = new Memoryless(engine, units).pass(shape);
            pass = encoder.pass(shape, core);
            int length = height * width * channels;
            byte[] bytes = new byte[(shape.rows() + 1) * length];
            RandomStream pixels = streams.stream("pixels");
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) pixels.nextInt(256);
            }
            source = new RowSource(bytes, null, length);
            rows = new int[shape.rows()];
            Arrays.setAll(rows, r -> shape.rows() - r);
        }

        /** The same network and pictures in another shape of batch. */
        Built(Built other, BatchShape shape) {
            this.shape = shape;
            parameters = other.parameters;
            encoder = other.encoder;
            core = new Memoryless(encoder.engine(), encoder.outputs()).pass(shape);
            pass = encoder.pass(shape, core);
            source = other.source;
            rows = other.rows;
        }

        /** In so many parts at most. */
        Built(Built other, BatchShape shape, int parts) {
            this.shape = shape;
            parameters = other.parameters;
            encoder = other.encoder;
            core = new Memoryless(encoder.engine(), encoder.outputs()).pass(shape);
            pass = new NatureCnnPass(encoder, shape, RowParts.of(shape, NatureCnnPass.BACKWARD_ROWS, parts), core);
            source = other.source;
            rows = other.rows;
        }

        void forward() {
            WholeBatch.forward(pass, source, rows);
        }

        float[] features() {
            float[] features = new float[shape.rows() * encoder.outputs()];
            core.input().get(0, shape.rows(), features, 0);
            return features;
        }

        /** Twice, since a second update must not see the first one's sums. Returns the sum of squares. */
        double backward(float[] cotangent) {
            core.inputGradient().put(0, shape.rows(), cotangent, 0);
            double squares = 0;
            for (int repetition = 0; repetition < 2; repetition++) {
                WholeBatch.backward(pass);
                squares = pass.gradientBlocks().stream().mapToDouble(GradientBlock::compute).sum();
            }
            return squares;
        }
    }

    /** The same network by definition, in double precision. */
    private static final class Plain {
        private static final int[][] LAYERS = {{32, 8, 4}, {64, 4, 2}, {64, 3, 1}};
        private final Case c;
        private final double[] values;

        Plain(Case c, Built built) {
            this.c = c;
            values = new double[built.parameters.size()];
            Arrays.setAll(values, i -> built.parameters.values()[i]);
        }

        double loss(Built built, float[] cotangent, int parameter, double step) {
            double before = values[parameter];
            values[parameter] += step;
            double[] features = features(built);
            values[parameter] = before;
            double sum = 0;
            for (int i = 0; i < features.length; i++) {
                sum += cotangent[i] * features[i];
            }
            return sum;
        }

        double[] features(Built built) {
            double[] features = new double[built.shape.rows() * UNITS];
            for (int row = 0; row < built.shape.rows(); row++) {
                System.arraycopy(features(built, row), 0, features, row * UNITS, UNITS);
            }
            return features;
        }

        private double[] features(Built built, int row) {
            double[] x = new double[built.source.rowLength()];
            for (int i = 0; i < x.length; i++) {
                x[i] = (built.source.bytes()[built.rows[row] * x.length + i] & 0xFF) / 255.0;
            }
            List<Parameters.Slice> slices = built.parameters.slices();
            int height = c.height;
            int width = c.width;
            int channels = c.channels;
            for (int layer = 0; layer < LAYERS.length; layer++) {
                int[] l = LAYERS[layer];
                x = convolve(x, height, width, channels, l, slices.get(2 * layer).offset(),
                        slices.get(2 * layer + 1).offset());
                height = (height - l[1]) / l[2] + 1;
                width = (width - l[1]) / l[2] + 1;
                channels = l[0];
            }
            double[] y = new double[UNITS];
            for (int u = 0; u < UNITS; u++) {
                double sum = values[slices.get(7).offset() + u];
                for (int i = 0; i < x.length; i++) {
                    sum += x[i] * values[slices.get(6).offset() + i * UNITS + u];
                }
                y[u] = Math.max(0, sum);
            }
            return y;
        }

        private double[] convolve(double[] x, int height, int width, int channels, int[] layer, int weights, int bias) {
            int filters = layer[0];
            int kernel = layer[1];
            int stride = layer[2];
            int rows = (height - kernel) / stride + 1;
            int columns = (width - kernel) / stride + 1;
            double[] y = new double[rows * columns * filters];
            for (int window = 0; window < rows * columns; window++) {
                int top = window / columns * stride;
                int left = window % columns * stride;
                double[] sum = Arrays.copyOfRange(values, bias, bias + filters);
                for (int i = 0; i < kernel * kernel * channels; i++) {
                    int pixel = (top + i / channels / kernel) * width + left + i / channels % kernel;
                    double value = x[pixel * channels + i % channels];
                    for (int f = 0; f < filters; f++) {
                        sum[f] += value * values[weights + i * filters + f];
                    }
                }
                for (int f = 0; f < filters; f++) {
                    y[window * filters + f] = Math.max(0, sum[f]);
                }
            }
            return y;
        }
    }
}
