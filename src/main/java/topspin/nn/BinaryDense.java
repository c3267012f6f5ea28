package topspin.nn;

import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A dense layer with ReLU for inputs of zeros and ones, few of them ones: {@code y = max(0, b + Σ W[i] over the ones)}.
 * The experiment log's first layer (80×80 binary pixels → 256 ReLU), where about 50 of 6400 inputs are 1, so it adds 50
 * rows of W instead of multiplying by all 6400.
 *
 * <p>Where more than {@link #MOST_LISTED} inputs of a row are 1, the row is walked input by input instead of through a
 * list: the same sums in the same order, without the memory.
 */
public final class BinaryDense implements Encoder {
    /** Ones per row that are kept in a list. */
    static final int MOST_LISTED = 512;
    /** Parts of the inputs whose weight gradients are computed at once. */
    private static final int GRADIENT_BLOCKS = 8;
    private static final double GAIN = Math.sqrt(2);

    private final Parameters parameters;
    private final int inputs;
    private final int units;
    private final Parameters.Slice weights;
    private final Parameters.Slice bias;

    public BinaryDense(Parameters parameters, int inputs, int units) {
        this.parameters = parameters;
        this.inputs = inputs;
        this.units = units;
        weights = parameters.declare("encoder/weights", inputs, units);
        bias = parameters.declare("encoder/bias", units);
    }

    @Override
    public int outputs() {
        return units;
    }

    /** Orthogonal with gain √2. */
    @Override
    public void initialise(RandomStreams streams) {
        Initialisers.orthogonal(parameters.values(), weights.offset(), inputs, units, units, GAIN,
                streams.stream("init/encoder"));
    }

    @Override
    public List<Runnable> reloads() {
        return List.of();
    }

    @Override
    public EncoderPass pass(BatchShape shape, CorePass input) {
        return new Pass(shape, input);
    }

    private final class Pass implements EncoderPass {
        private final CorePass core;
        private final float[] activation;
        private final float[] preactivationGradient;
        /** Which inputs of each row are 1, ascending: {@code [rows][MOST_LISTED]}. */
        private final short[] ones;
        /** How many; above {@link #MOST_LISTED} the list is not filled. */
        private final int[] onesCount;
        private final int rows;
        // Of the last forward, for rows without a list.
        private RowSource source;
        private int[] sourceRow;
        private final List<GradientBlock> blocks = new ArrayList<>();

        Pass(BatchShape shape, CorePass core) {
            this.core = core;
            rows = shape.rows();
            activation = new float[rows * units];
            preactivationGradient = new float[rows * units];
            ones = new short[rows * MOST_LISTED];
            onesCount = new int[rows];
            int width = (inputs + GRADIENT_BLOCKS - 1) / GRADIENT_BLOCKS;
            for (int first = 0; first < inputs; first += width) {
                blocks.add(new InputRange(first, Math.min(inputs, first + width)));
            }
            blocks.add(this::biasGradient);
        }

        @Override
        public void forward(RowSource source, int[] sourceRow, int first, int count) {
            this.source = source;
            this.sourceRow = sourceRow;
            float[] values = parameters.values();
            for (int row = first; row < first + count; row++) {
                int at = row * units;
                System.arraycopy(values, bias.offset(), activation, at, units);
                int from = sourceRow[row] * inputs;
                int found = list(source.bytes(), from, row * MOST_LISTED);
                onesCount[row] = found;
                if (found <= MOST_LISTED) {
                    addListed(values, row * MOST_LISTED, found, at);
                } else {
                    for (int i = 0; i < inputs; i++) {
                        if (source.bytes()[from + i] != 0) {
                            Vectors.add(values, weights.offset() + i * units, activation, at, units);
                        }
                    }
                }
            }
            Activations.relu(activation, first * units, (first + count) * units);
            core.input().put(first, count, activation, first * units);
        }

        /** Lists the ones of a row; returns how many there are, counting on past the end of the list. */
        private int list(byte[] bytes, int from, int to) {
            int found = 0;
            int i = 0;
            for (; i + Long.BYTES <= inputs; i += Long.BYTES) {
                if (ByteWords.at(bytes, from + i) != 0) {
                    for (int j = i; j < i + Long.BYTES; j++) {
                        if (bytes[from + j] != 0) {
                            if (found < MOST_LISTED) {
                                ones[to + found] = (short) j;
                            }
                            found++;
                        }
                    }
                }
            }
            for (; i < inputs; i++) {
                if (bytes[from + i] != 0) {
                    if (found < MOST_LISTED) {
                        ones[to + found] = (short) i;
                    }
                    found++;
                }
            }
            return found;
        }

        /** Adds the listed rows of W in order, four a pass: the sum stays in registers. */
        private void addListed(float[] values, int list, int count, int at) {
            int n = 0;
            for (; n + 4 <= count; n += 4) {
                int a = weightRow(list + n);
                int b = weightRow(list + n + 1);
                int c = weightRow(list + n + 2);
                int d = weightRow(list + n + 3);
                for (int u = 0; u < units; u++) {
                    activation[at + u] = (((activation[at + u] + values[a + u]) + values[b + u]) + values[c + u])
                            + values[d + u];
                }
            }
            for (; n < count; n++) {
                Vectors.add(values, weightRow(list + n), activation, at, units);
            }
        }

        private int weightRow(int listed) {
            return weights.offset() + (ones[listed] & 0xFFFF) * units;
        }

        @Override
        public void backward(int first, int count) {
            core.inputGradient().get(first, count, preactivationGradient, first * units);
            for (int i = first * units; i < (first + count) * units; i++) {
                preactivationGradient[i] = activation[i] > 0f ? preactivationGradient[i] : 0f;
            }
        }

        @Override
        public List<GradientBlock> gradientBlocks() {
            return blocks;
        }

        private double biasGradient() {
            float[] gradient = parameters.gradients();
            Arrays.fill(gradient, bias.offset(), bias.offset() + units, 0f);
            for (int row = 0; row < rows; row++) {
                Vectors.add(preactivationGradient, row * units, gradient, bias.offset(), units);
            }
            double sum = 0;
            for (int u = 0; u < units; u++) {
                double g = gradient[bias.offset() + u];
                sum += g * g;
            }
            return sum;
        }

        /** The gradient of the weights of consecutive inputs; only those that are 1 somewhere in the batch are touched. */
        private final class InputRange implements GradientBlock {
            private final int from;
            private final int to;
            private final boolean[] touched;
            private final float[] lanes = Vectors.lanes();

            InputRange(int from, int to) {
                this.from = from;
                this.to = to;
                touched = new boolean[to - from];
                Arrays.fill(touched, true); // whatever the gradient holds at first is cleared
            }

            @Override
            public double compute() {
                float[] gradient = parameters.gradients();
                for (int i = from; i < to; i++) {
                    if (touched[i - from]) {
                        Arrays.fill(gradient, offset(i), offset(i) + units, 0f);
                        touched[i - from] = false;
                    }
                }
                for (int row = 0; row < rows; row++) {
                    if (onesCount[row] <= MOST_LISTED) {
                        addListed(row, gradient);
                    } else {
                        addWalked(row, gradient);
                    }
                }
                double sum = 0;
                for (int i = from; i < to; i++) {
                    if (touched[i - from]) {
                        sum += Vectors.sumOfSquares(gradient, offset(i), offset(i) + units, lanes);
                    }
                }
                return sum;
            }

            private void addListed(int row, float[] gradient) {
                int list = row * MOST_LISTED;
                int end = list + onesCount[row];
                for (int at = list; at < end; at++) {
                    int i = ones[at] & 0xFFFF;
                    if (i >= to) {
                        return;
                    }
                    if (i >= from) {
                        touched[i - from] = true;
                        Vectors.add(preactivationGradient, row * units, gradient, offset(i), units);
                    }
                }
            }

            private void addWalked(int row, float[] gradient) {
                int at = sourceRow[row] * inputs;
                for (int i = from; i < to; i++) {
                    if (source.bytes()[at + i] != 0) {
                        touched[i - from] = true;
                        Vectors.add(preactivationGradient, row * units, gradient, offset(i), units);
                    }
                }
            }

            private int offset(int input) {
                return weights.offset() + input * units;
            }
        }
    }
}
