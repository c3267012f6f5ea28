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
 * <p>Where more than {@value #MOST_LISTED} inputs of a row are 1, only the first so many are listed and the rest is
 * walked input by input: the same sums in the same order, without the memory.
 */
public final class BinaryDense implements Encoder {
    /** Ones per row that are kept in a list. */
    static final int MOST_LISTED = 512;
    /** Parts of the inputs whose weight gradients are computed at once. */
    private static final int GRADIENT_BLOCKS = 8;
    private static final double GAIN = Math.sqrt(2);
    /** About how many inputs of a row are 1 in the pictures this layer is made for. */
    private static final double EXPECTED_ONES = 50;

    private final Parameters parameters;
    private final int inputs;
    private final int units;
    private final Parameters.Slice weights;
    private final Parameters.Slice bias;

    public BinaryDense(Parameters parameters, int inputs, int units) {
        this.parameters = parameters;
        this.inputs = inputs;
        this.units = units;
        weights = parameters.declareSparse("encoder/weights", inputs, units);
        bias = parameters.declare("encoder/bias", units);
    }

    @Override
    public int outputs() {
        return units;
    }

    /**
     * With gain √2 (He et al. 2015), which presumes inputs whose mean square is 1; that of zeros with k ones
     * among n is k/n, so weights are √(n/k) times as large. Without it the core would see next to nothing at first.
     */
    @Override
    public void initialise(Initialiser initialiser, RandomStreams streams) {
        double gain = GAIN * Math.sqrt(Math.max(1, inputs / EXPECTED_ONES));
        initialiser.fill(parameters, weights, gain, streams.stream("init/encoder"));
    }

    @Override
    public List<Runnable> reloads() {
        return List.of();
    }

    @Override
    public EncoderPass pass(BatchShape shape, CorePass input) {
        return new Pass(shape, input);
    }

    private int weightRow(int input) {
        return weights.offset() + input * units;
    }

    /** Sums rows of floats, four at a time. */
    private final class Sum {
        private final float[][] pending = new float[4][];
        private final float[][] copies = new float[4][units];
        private int count;
        float[] total;

        void begin(float[] total) {
            this.total = total;
            count = 0;
        }

        /** Adds the row of weights of one input. */
        void addWeights(int input) {
            System.arraycopy(parameters.values(), weightRow(input), copies[count], 0, units);
            add(copies[count]);
        }

        /** Adds a row, which must stay as it is until {@link #end}. */
        void add(float[] row) {
            pending[count++] = row;
            if (count == 4) {
                Vectors.add(total, pending[0], pending[1], pending[2], pending[3]);
                count = 0;
            }
        }

        void end() {
            for (int i = 0; i < count; i++) {
                Vectors.add(total, pending[i]);
            }
        }
    }

    private final class Pass implements EncoderPass {
        private final BatchShape shape;
        private final CorePass core;
        private final int rows;
        private final float[][] activation;
        private final float[][] preactivationGradient;
        /** Which inputs of each row are 1, ascending: {@code [rows][MOST_LISTED]}. */
        private final short[] ones;
        /** How many inputs of each row are listed. */
        private final int[] listed;
        /** The first input of each row that is not covered by its list. */
        private final int[] covered;
        /** One per shard, since shards are computed side by side. */
        private final Sum[] sums;
        // Of the last forward, for what lists do not cover.
        private RowSource source;
        private int[] sourceRow;
        private final List<GradientBlock> blocks = new ArrayList<>();
        private final float[] biasSum = new float[units];

        Pass(BatchShape shape, CorePass core) {
            this.shape = shape;
            this.core = core;
            rows = shape.rows();
            activation = new float[rows][units];
            preactivationGradient = new float[rows][units];
            ones = new short[rows * MOST_LISTED];
            listed = new int[rows];
            covered = new int[rows];
            sums = new Sum[shape.shards()];
            Arrays.setAll(sums, s -> new Sum());
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
            Sum sum = sums[first / shape.rowsPerShard()];
            for (int row = first; row < first + count; row++) {
                byte[] bytes = source.bytes();
                int from = sourceRow[row] * inputs;
                list(row, bytes, from);
                float[] y = activation[row];
                System.arraycopy(parameters.values(), bias.offset(), y, 0, units);
                sum.begin(y);
                for (int at = row * MOST_LISTED; at < row * MOST_LISTED + listed[row]; at++) {
                    sum.addWeights(ones[at] & 0xFFFF);
                }
                for (int i = covered[row]; i < inputs; i++) {
                    if (bytes[from + i] != 0) {
                        sum.addWeights(i);
                    }
                }
                sum.end();
                Activations.relu(y, 0, units);
                core.input().put(row, 1, y, 0);
            }
        }

        /** Lists the ones of a row, up to the room there is. */
        private void list(int row, byte[] bytes, int from) {
            int to = row * MOST_LISTED;
            int found = 0;
            int i = 0;
            for (; i + Long.BYTES <= inputs && found + Long.BYTES <= MOST_LISTED; i += Long.BYTES) {
                if (ByteWords.at(bytes, from + i) != 0) {
                    for (int j = i; j < i + Long.BYTES; j++) {
                        if (bytes[from + j] != 0) {
                            ones[to + found++] = (short) j;
                        }
                    }
                }
            }
            for (; i < inputs && found < MOST_LISTED; i++) {
                if (bytes[from + i] != 0) {
                    ones[to + found++] = (short) i;
                }
            }
            listed[row] = found;
            covered[row] = i;
        }

        @Override
        public void backward(int first, int count) {
            for (int row = first; row < first + count; row++) {
                float[] gradient = preactivationGradient[row];
                core.inputGradient().get(row, 1, gradient, 0);
                float[] y = activation[row];
                for (int u = 0; u < units; u++) {
                    gradient[u] *= Math.min(1f, y[u] * Float.MAX_VALUE); // 0 where the unit is off, else 1: no branch
                }
            }
        }

        @Override
        public List<GradientBlock> gradientBlocks() {
            return blocks;
        }

        private double biasGradient() {
            Arrays.fill(biasSum, 0f);
            for (int row = 0; row < rows; row++) {
                Vectors.add(biasSum, preactivationGradient[row]);
            }
            System.arraycopy(biasSum, 0, parameters.gradients(), bias.offset(), units);
            return Vectors.sumOfSquares(biasSum);
        }

        /**
         * The gradients of the weights of consecutive inputs. Rows that have the same input at 1 are linked, in order,
         * so that each input's gradient is summed in one go; inputs that are 1 nowhere are not touched.
         */
        private final class InputRange implements GradientBlock {
            private final int from;
            private final int to;
            /** First and last link of each input's chain; −1 for none. */
            private final int[] head;
            private final int[] tail;
            /** Chains of rows: a link's row, and the next link or −1. */
            private int[] linkRow = new int[1024];
            private int[] next = new int[1024];
            private int links;
            private final Sum sum = new Sum();
            private final float[] total = new float[units];

            InputRange(int from, int to) {
                this.from = from;
                this.to = to;
                head = new int[to - from];
                tail = new int[to - from];
            }

            @Override
            public double compute() {
                Arrays.fill(head, -1);
                links = 0;
                for (int row = 0; row < rows; row++) {
                    link(row);
                }
                double squares = 0;
                for (int i = from; i < to; i++) {
                    boolean active = head[i - from] >= 0;
                    weights.active()[i] = active;
                    if (active) {
                        Arrays.fill(total, 0f);
                        sum.begin(total);
                        for (int at = head[i - from]; at >= 0; at = next[at]) {
                            sum.add(preactivationGradient[linkRow[at]]);
                        }
                        sum.end();
                        System.arraycopy(total, 0, parameters.gradients(), weightRow(i), units);
                        squares += Vectors.sumOfSquares(total);
                    }
                }
                return squares;
            }

            private void link(int row) {
                int end = row * MOST_LISTED + listed[row];
                for (int at = row * MOST_LISTED; at < end; at++) {
                    int i = ones[at] & 0xFFFF;
                    if (i >= to) {
                        return;
                    }
                    if (i >= from) {
                        append(i - from, row);
                    }
                }
                int offset = sourceRow[row] * inputs;
                for (int i = Math.max(from, covered[row]); i < to; i++) {
                    if (source.bytes()[offset + i] != 0) {
                        append(i - from, row);
                    }
                }
            }

            private void append(int input, int row) {
                if (links == linkRow.length) {
                    linkRow = Arrays.copyOf(linkRow, 2 * links);
                    next = Arrays.copyOf(next, 2 * links);
                }
                linkRow[links] = row;
                next[links] = -1;
                if (head[input] < 0) {
                    head[input] = links;
                } else {
                    next[tail[input]] = links;
                }
                tail[input] = links++;
            }
        }
    }
}
