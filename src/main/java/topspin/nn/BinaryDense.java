package topspin.nn;

import topspin.parallel.FreeList;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A dense layer with ReLU for inputs of zeros and ones, few of them ones: {@code y = max(0, b + Σ W[i] over the ones)}.
 * It is the experiment log's first layer (80×80 binary pixels → 256 ReLU): about 50 of 6400 inputs are 1, so it adds 50
 * rows of W instead of multiplying by all 6400.
 *
 * <p>If more than {@value OneLists#MOST_LISTED} inputs of a row are 1, only that many are listed and the other inputs
 * are scanned one by one, to bound memory. The sums and their order are the same.
 */
public final class BinaryDense implements Encoder {
    /** Rows whose sums are computed together: they stay in a core's first cache. */
    private static final int TILE = 32;
    private static final double GAIN = Math.sqrt(2);
    /** Typical number of ones in a row of the pictures this layer is made for. */
    private static final double EXPECTED_ONES = 50;

    private final Parameters parameters;
    private final String name;
    private final int inputs;
    private final int units;
    private final Parameters.Slice weights;
    private final Parameters.Slice bias;

    /** @param name path of the parameters: {@code NAME/weights} {@code [inputs][units]} and {@code NAME/bias} */
    public BinaryDense(Parameters parameters, String name, int inputs, int units) {
        this.parameters = parameters;
        this.name = name;
        this.inputs = inputs;
        this.units = units;
        weights = parameters.declareSparse(name + "/weights", inputs, units);
        bias = parameters.declare(name + "/bias", units);
    }

    @Override
    public int outputs() {
        return units;
    }

    /**
     * Gain √2 (He et al. 2015) assumes inputs with a mean square of 1. With k ones among n inputs it is k/n, so weights
     * are √(n/k) times as large; otherwise the first features would be close to 0.
     */
    @Override
    public void initialise(Initialiser initialiser, RandomStreams streams) {
        double gain = GAIN * Math.sqrt(Math.max(1, inputs / EXPECTED_ONES));
        initialiser.fill(parameters, weights, gain, streams.stream("init/" + name));
    }

    @Override
    public List<Reload> reloads() {
        return List.of();
    }

    @Override
    public EncoderPass pass(BatchShape shape, CoreInput input) {
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

        /** Adds a row, which must not change until {@link #end}. */
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
        private final RowChains chains = new RowChains(inputs);
        private final float[] fetched = new float[units];
        private final float[][] pending = new float[4][];
        private int waiting;

        /** Remembers that an input of a row is 1. */
        void link(int input, int row) {
            chains.append(input, row);
        }

        /** Adds the weights of all linked inputs, and forgets them. */
        void addLinked(float[][] activation) {
            for (int input = chains.nextInput(0); input >= 0; input = chains.nextInput(input + 1)) {
                fetch(input);
                for (int link = chains.first(input); link >= 0; link = chains.next(link)) {
                    addTo(activation[chains.row(link)]);
                }
                finish();
            }
            chains.clear();
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
        private final CoreInput core;
        private final RowParts parts;
        private final int rows;
        private final float[][] activation;
        private final float[][] preactivationGradient;
        private final FreeList<Tile> tiles;
        // The source of the last forward, for inputs that the lists do not cover.
        private RowSource source;
        private int[] sourceRow;
        private final List<GradientBlock> blocks = new ArrayList<>();
        private final float[] biasSum = new float[units];

        Pass(BatchShape shape, CoreInput core) {
            this.core = core;
            parts = RowParts.forThisMachine(shape, TILE);
            rows = shape.rows();
            activation = new float[rows][units];
            preactivationGradient = new float[rows][units];
            tiles = new FreeList<>(parts.count(), Tile::new);
            for (int part = 0; part < OneLists.PARTS; part++) {
                blocks.add(new InputRange(part));
            }
            blocks.add(this::biasGradient);
        }

        @Override
        public RowParts parts() {
            return parts;
        }

        @Override
        public void forward(RowSource source, int[] sourceRow, int first, int count) {
            this.source = source;
            this.sourceRow = sourceRow;
            Tile tile = tiles.take();
            for (int done = 0; done < count; done += TILE) {
                forward(tile, first + done, Math.min(TILE, count - done));
            }
            tiles.giveBack(tile);
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

        /** As if an input could be anything between 0 and 1. */
        @Override
        public void observationGradient(int row, float[] gradient) {
            DenseLayer.inputGradient(preactivationGradient[row], 0, parameters.values(), weights.offset(), units, 1, gradient);
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
         * The gradients of the weights of one part of the inputs. Rows that have the same input at 1 are linked, in
         * order, so that each input's gradient is summed at once; inputs that are 1 in no row are not touched.
         */
        private final class InputRange implements GradientBlock {
            private final int part;
            private final int from;
            private final int to;
            private final RowChains chains;
            private final Sum sum = new Sum();
            private final float[] total = new float[units];

            InputRange(int part) {
                this.part = part;
                from = Math.min(inputs, OneLists.first(part, inputs));
                to = Math.min(inputs, OneLists.first(part + 1, inputs));
                chains = new RowChains(to - from);
            }

            @Override
            public double compute() {
                chains.clear();
                OneLists ones = source.ones();
                for (int row = 0; row < rows; row++) {
                    link(row, ones);
                }
                Arrays.fill(weights.active(), from, to, false);
                double all = 0;
                double squares = 0;
                for (int i = chains.nextInput(0), before = -1; i >= 0; before = i, i = chains.nextInput(i + 1)) {
                    if (before != i - 1 || before < 0 || !chains.same(i, before)) {
                        sum(i);
                        squares = Vectors.sumOfSquares(total);
                    }
                    weights.active()[from + i] = true;
                    System.arraycopy(total, 0, parameters.gradients(), weightRow(from + i), units);
                    all += squares;
                }
                return all;
            }

            private void sum(int input) {
                Arrays.fill(total, 0f);
                sum.begin(total);
                for (int link = chains.first(input); link >= 0; link = chains.next(link)) {
                    sum.add(preactivationGradient[chains.row(link)]);
                }
                sum.end();
            }

            private void link(int row, OneLists ones) {
                int end = ones.begin(sourceRow[row], part + 1);
                for (int at = ones.begin(sourceRow[row], part); at < end; at++) {
                    chains.append(ones.at(at) - from, row);
                }
                int offset = sourceRow[row] * inputs;
                for (int i = Math.max(from, ones.covered(sourceRow[row])); i < to; i++) {
                    if (source.bytes()[offset + i] != 0) {
                        chains.append(i - from, row);
                    }
                }
            }
        }
    }
}
