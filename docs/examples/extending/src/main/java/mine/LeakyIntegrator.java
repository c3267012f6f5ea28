package mine;

import topspin.nn.GradientBlock;
import topspin.nn.Initialiser;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.nn.cell.BiasVector;
import topspin.nn.cell.CellArrays;
import topspin.nn.cell.CellRows;
import topspin.nn.cell.CellStep;
import topspin.nn.cell.RecurrentCell;
import topspin.nn.cell.RowArray;
import topspin.nn.cell.RowMemory;
import topspin.nn.cell.RowSum;
import topspin.nn.cell.RowWork;
import topspin.nn.cell.StateRows;
import topspin.nn.cell.WeightMatrix;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;
import topspin.nn.engine.WindowProduct;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Units that leak, each at a rate of its own that is learned: {@code h' = a·h + (1 − a)·(x·W + b)} with a = sigmoid(θ). The
 * state, and the output, is h.
 */
final class LeakyIntegrator implements RecurrentCell {
    /** Units keep 88 % of what they hold at first. */
    private static final float FIRST_THETA = 2;

    private final Engine engine;
    private final int units;
    private final Dimensions dimensions;
    private final Parameters parameters;
    private final WeightMatrix weights;
    private final BiasVector bias;
    private final Parameters.Slice theta;
    /** a, brought up to date whenever θ has moved. */
    private final float[] keep;

    LeakyIntegrator(Engine engine, Parameters parameters, String name, int inputs, int units) {
        this.engine = engine;
        this.units = units;
        this.parameters = parameters;
        dimensions = new Dimensions(inputs, units, units);
        weights = new WeightMatrix(engine, parameters, name + "/input-weights", inputs, units);
        bias = new BiasVector(engine, parameters, name + "/bias", units);
        theta = parameters.declare(name + "/theta", units);
        keep = new float[units];
    }

    @Override
    public Engine engine() {
        return engine;
    }

    @Override
    public Dimensions dimensions() {
        return dimensions;
    }

    @Override
    public void initialise(Initialiser initialiser, RandomStreams streams) {
        weights.initialise(initialiser, 1, streams);
        Arrays.fill(parameters.values(), theta.offset(), theta.offset() + units, FIRST_THETA);
    }

    @Override
    public List<Reload> reloads() {
        List<Reload> reloads = new ArrayList<>(weights.reloads());
        reloads.addAll(bias.reloads());
        reloads.add(Reload.whole(theta, this::findKeep));
        return reloads;
    }

    private void findKeep() {
        for (int k = 0; k < units; k++) {
            keep[k] = (float) (1 / (1 + Math.exp(-parameters.values()[theta.offset() + k])));
        }
    }

    @Override
    public CellRows rows(int rows) {
        return new Rows(new RowMemory(engine, rows));
    }

    private final class Rows implements CellRows {
        private final int rows;
        private final StateRows.Part hidden;
        /** x·W + b, and later its gradient, {@code [rows][units]}: a matrix for products, an array for loops. */
        private final Matrix product;
        private final float[] drive;
        private final float[] outputGradient;
        /** The whole gradient in h', and what it multiplies in that of θ. */
        private final float[] hiddenGradient;
        private final float[] slope;
        private final CellArrays arrays;

        Rows(RowMemory memory) {
            rows = memory.rows();
            StateRows states = new StateRows(memory);
            hidden = states.part(units, StateRows.Use.LOOPS);
            product = memory.matrix(units);
            drive = memory.floats(units);
            outputGradient = memory.floats(units);
            hiddenGradient = memory.floats(units);
            slope = memory.floats(units);
            arrays = memory.arrays(states, hidden.after(), outputGradient, units, List.of(RowArray.of(drive, units)),
                    List.of(), List.of(RowArray.of(hiddenGradient, units)));
        }

        @Override
        public CellArrays arrays() {
            return arrays;
        }

        /** The inputs' part, of many rows at once. */
        @Override
        public RowWork project(Matrix input, int count) {
            WindowProduct forward = engine.forward(input, weights.packed(), bias.row(), product, count);
            return row -> {
                forward.run(row, row);
                product.get(row, count, drive, row * units);
            };
        }

        /** One step in time, and the way back. */
        @Override
        public CellStep step(int count) {
            return new CellStep() {
                @Override
                public void forward(int row) {
                    float[] before = hidden.before();
                    float[] after = hidden.after();
                    for (int i = row * units; i < (row + count) * units; i++) {
                        float a = keep[i % units];
                        after[i] = a * before[i] + (1 - a) * drive[i];
                    }
                }

                @Override
                public void backward(int row) {
                    for (int i = row * units; i < (row + count) * units; i++) {
                        hiddenGradient[i] = outputGradient[i] + hidden.gradient()[i];
                    }
                }

                @Override
                public void passBack(int row, int previous) {
                    for (int i = 0; i < count * units; i++) {
                        hidden.gradient()[previous * units + i] = keep[i % units] * hiddenGradient[row * units + i];
                    }
                }
            };
        }

        /** From the gradient in h' to those in x·W + b, in θ and in the inputs. */
        @Override
        public RowWork projectBackward(Matrix inputGradient, int count) {
            WindowProduct backward = engine.backwardData(product, weights.packed(), inputGradient, count);
            return row -> {
                for (int i = row * units; i < (row + count) * units; i++) {
                    float a = keep[i % units];
                    slope[i] = a * (1 - a) * (hidden.before()[i] - drive[i]);
                    drive[i] = (1 - a) * hiddenGradient[i];
                }
                product.put(row, count, drive, row * units);
                backward.run(row, row);
            };
        }

        @Override
        public List<GradientBlock> gradientBlocks(Matrix input, int count) {
            List<GradientBlock> blocks = new ArrayList<>(weights.gradient(input, product, count));
            blocks.addAll(bias.gradient(product, count));
            blocks.add(new RowSum(parameters, theta, rows, hiddenGradient, slope));
            return blocks;
        }
    }
}
