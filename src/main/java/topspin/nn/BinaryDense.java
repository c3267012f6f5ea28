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
 * <p>Where more than {@value OneLists#MOST_LISTED} inputs of a row are 1, only the first so many are listed and the rest is
 * walked input by input: the same sums in the same order, without the memory.
 */
public final class BinaryDense implements Encoder {
    /** Rows whose sums are computed together: they stay in a core's first cache. */
    private static final int TILE = 32;
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
    private static final class Sum {
        private final float[][] pending = new float[4][];
        private int count;
        private float[] total;

        void begin(float[] total) {
            this.total = total;
            count = 0;
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

    /**
     * Adds the weights of ones to activations, for a tile of rows at once: rows of a batch are pictures of one game, so
     * they have most of their ones in common, and each input's weights are fetched once for all rows that have it.
     * Every row still gets its weights one by one, in the order of inputs.
     */
    private final class Tile {
        /** Which inputs are 1 in any row. */
        private final long[] any = new long[(inputs + Long.SIZE - 1) / Long.SIZE];
        /** Of each input in {@link #any}: the last link of its chain of rows. */
        private final int[] last = new int[inputs];
        /** Of each link: its row, and the link before it or −1. */
        private final int[] linkRow = new int[TILE * OneLists.MOST_LISTED];
        private final int[] before = new int[TILE * OneLists.MOST_LISTED];
        private int links;
        private final float[] fetched = new float[units];
        private final float[][] pending = new float[4][];
        private int waiting;

        /** Remembers that an input of a row is 1; rows in any order, at most {@value BinaryDense#TILE}. */
        void link(int input, int row) {
            int word = input / Long.SIZE;
            long bit = 1L << input;
            linkRow[links] = row;
            before[links] = (any[word] & bit) == 0 ? -1 : last[input];
            any[word] |= bit;
            last[input] = links++;
        }

        /** Adds the weights of all linked inputs, and forgets them. */
        void addLinked(float[][] activation) {
            for (int word = 0; word < any.length; word++) {
                for (long left = any[word]; left != 0; left &= left - 1) {
                    int input = word * Long.SIZE + Long.numberOfTrailingZeros(left);
                    fetch(input);
                    for (int link = last[input]; link >= 0; link = before[link]) {
                        addTo(activation[linkRow[link]]);
                    }
                    finish();
                }
                any[word] = 0;
            }
            links = 0;
        }

        /** Adds the weights of one input to one row. */
        void add(int input, float[] activation) {
            fetch(input);
            Vectors.add(activation, fetched);
        }

        private void fetch(int input) {
            System.arraycopy(parameters.values(), weightRow(input), fetched, 0, units);
        }

        private void addTo(float[] activation) {
            pending[waiting++] = activation;
            if (waiting == 4) {
                Vectors.addToEach(pending[0], pending[1], pending[2], pending[3], fetched);
                waiting = 0;
            }
        }

        private void finish() {
            for (int i = 0; i < waiting; i++) {
                Vectors.add(pending[i], fetched);
            }
            waiting = 0;
        }
    }

    private final class Pass implements EncoderPass {
        private final BatchShape shape;
        private final CorePass core;
        private final int rows;
        private final float[][] activation;
        private final float[][] preactivationGradient;
        /** One per shard, since shards are computed side by side. */
        private final Tile[] tiles;
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
            tiles = new Tile[shape.shards()];
            Arrays.setAll(tiles, s -> new Tile());
            for (int part = 0; part < OneLists.PARTS; part++) {
                blocks.add(new InputRange(part));
            }
            blocks.add(this::biasGradient);
        }

        @Override
        public void forward(RowSource source, int[] sourceRow, int first, int count) {
            this.source = source;
            this.sourceRow = sourceRow;
            Tile tile = tiles[first / shape.rowsPerShard()];
            for (int done = 0; done < count; done += TILE) {
                forward(tile, first + done, Math.min(TILE, count - done));
            }
        }

        private void forward(Tile tile, int first, int count) {
            OneLists ones = source.ones();
            for (int row = first; row < first + count; row++) {
                System.arraycopy(parameters.values(), bias.offset(), activation[row], 0, units);
                int from = sourceRow[row];
                ones.list(from);
                int end = ones.end(from);
                for (int at = ones.begin(from); at < end; at++) {
                    tile.link(ones.at(at), row);
                }
            }
            tile.addLinked(activation);
            for (int row = first; row < first + count; row++) {
                float[] y = activation[row];
                addUnlisted(tile, ones.covered(sourceRow[row]), sourceRow[row] * inputs, y);
                Activations.relu(y, 0, units);
                core.input().put(row, 1, y, 0);
            }
        }

        private void addUnlisted(Tile tile, int covered, int from, float[] y) {
            for (int i = covered; i < inputs; i++) {
                if (source.bytes()[from + i] != 0) {
                    tile.add(i, y);
                }
            }
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
         * The gradients of the weights of one part of the inputs. Rows that have the same input at 1 are linked, in order,
         * so that each input's gradient is summed in one go; inputs that are 1 nowhere are not touched.
         */
        private final class InputRange implements GradientBlock {
            private final int part;
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

            InputRange(int part) {
                this.part = part;
                from = Math.min(inputs, OneLists.first(part, inputs));
                to = Math.min(inputs, OneLists.first(part + 1, inputs));
                head = new int[to - from];
                tail = new int[to - from];
            }

            @Override
            public double compute() {
                Arrays.fill(head, -1);
                links = 0;
                OneLists ones = source.ones();
                for (int row = 0; row < rows; row++) {
                    link(row, ones);
                }
                double all = 0;
                double squares = 0;
                for (int i = from; i < to; i++) {
                    boolean active = head[i - from] >= 0;
                    weights.active()[i] = active;
                    if (active) {
                        if (i == from || !sameRows(head[i - from], head[i - 1 - from])) {
                            sum(head[i - from]);
                            squares = Vectors.sumOfSquares(total);
                        }
                        System.arraycopy(total, 0, parameters.gradients(), weightRow(i), units);
                        all += squares;
                    }
                }
                return all;
            }

            /** Whether two chains hold the same rows, as those of two neighbours in a wide object's picture do. */
            private boolean sameRows(int a, int b) {
                while (a >= 0 && b >= 0 && linkRow[a] == linkRow[b]) {
                    a = next[a];
                    b = next[b];
                }
                return a < 0 && b < 0;
            }

            private void sum(int chain) {
                Arrays.fill(total, 0f);
                sum.begin(total);
                for (int at = chain; at >= 0; at = next[at]) {
                    sum.add(preactivationGradient[linkRow[at]]);
                }
                sum.end();
            }

            private void link(int row, OneLists ones) {
                int end = ones.begin(sourceRow[row], part + 1);
                for (int at = ones.begin(sourceRow[row], part); at < end; at++) {
                    append(ones.at(at) - from, row);
                }
                int offset = sourceRow[row] * inputs;
                for (int i = Math.max(from, ones.covered(sourceRow[row])); i < to; i++) {
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
