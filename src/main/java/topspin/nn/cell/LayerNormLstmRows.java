package topspin.nn.cell;

import topspin.nn.Activations;
import topspin.nn.GradientBlock;
import topspin.nn.LayerNorm;
import topspin.nn.Parameters;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;
import topspin.nn.engine.WindowProduct;

import java.util.ArrayList;
import java.util.List;

/** A {@link LayerNormLstm}'s activations and gradients. */
final class LayerNormLstmRows implements CellRows {
    private static final int I = 0;
    private static final int F = 1;
    private static final int O = 2;
    private static final int U = 3;
    private static final int GATES = 4;

    private final LayerNormLstm lstm;
    private final Engine engine;
    private final Parameters parameters;
    private final int rows;
    private final int units;
    private final int width;
    private final StateRows.Part cell;
    private final StateRows.Part hidden;
    /** x·Wx, and then its gradient; {@code [rows][4·units]}. */
    private final Matrix inputProduct;
    /** h·Wh, and then its gradient. */
    private final Matrix recurrentProduct;
    private final Matrix noBias;
    // Java's, [rows][4·units].
    private final float[] inputNormalised;
    private final float[] recurrentNormalised;
    /** z without the recurrent part. */
    private final float[] projection;
    /** z, and then its gradient. */
    private final float[] preactivation;
    private final float[] scratch;
    // [rows][units].
    private final float[][] gates;
    private final float[] cellNormalised;
    /** tanh of the normalised cell state, and then the gradient in the argument of tanh. */
    private final float[] cellTanh;
    private final float[] cellScratch;
    private final float[] outputGradient;
    // [rows].
    private final float[] inputScale;
    private final float[] recurrentScale;
    private final float[] cellScale;
    private final CellArrays arrays;

    LayerNormLstmRows(LayerNormLstm lstm, int rows) {
        this.lstm = lstm;
        this.engine = lstm.engine();
        this.parameters = lstm.parameters();
        this.rows = rows;
        this.units = lstm.outputs();
        width = GATES * units;
        RowMemory memory = new RowMemory(engine, rows);
        StateRows states = new StateRows(memory);
        cell = states.part(units, StateRows.Use.LOOPS);
        hidden = states.part(units, StateRows.Use.PRODUCT);
        inputProduct = memory.matrix(width);
        recurrentProduct = memory.matrix(width);
        noBias = engine.matrix(1, width);
        inputNormalised = memory.floats(width);
        recurrentNormalised = memory.floats(width);
        projection = memory.floats(width);
        preactivation = memory.floats(width);
        scratch = memory.floats(width);
        gates = memory.floats(GATES, units);
        cellNormalised = memory.floats(units);
        cellTanh = memory.floats(units);
        cellScratch = memory.floats(units);
        outputGradient = memory.floats(units);
        inputScale = memory.floats(1);
        recurrentScale = memory.floats(1);
        cellScale = memory.floats(1);
        arrays = memory.arrays(states, hidden.after(), outputGradient, units, List.of(RowArray.of(projection, width)),
                List.of(RowArray.of(recurrentNormalised, width), RowArray.of(cellNormalised, units)),
                List.of(RowArray.of(preactivation, width), RowArray.of(recurrentProduct), RowArray.of(cellTanh, units)));
    }

    @Override
    public CellArrays arrays() {
        return arrays;
    }

    @Override
    public RowWork project(Matrix input, int count) {
        WindowProduct product = engine.forward(input, lstm.inputWeights().packed(), noBias, inputProduct, count);
        return first -> {
            product.run(first, first);
            inputProduct.get(first, count, inputNormalised, first * width);
            float[] values = parameters.values();
            int gain = lstm.inputNorm().gain().offset();
            int shift = lstm.inputNorm().shift().offset();
            int bias = lstm.bias().offset();
            for (int row = first; row < first + count; row++) {
                int at = row * width;
                inputScale[row] = LayerNorm.forward(inputNormalised, at, width);
                for (int k = 0; k < width; k++) {
                    projection[at + k] = inputNormalised[at + k] * values[gain + k] + values[shift + k] + values[bias + k];
                }
            }
        };
    }

    @Override
    public CellStep step(int count) {
        return new Step(count);
    }

    @Override
    public RowWork projectBackward(Matrix inputGradient, int count) {
        WindowProduct product = engine.backwardData(inputProduct, lstm.inputWeights().packed(), inputGradient, count);
        return first -> {
            for (int row = first; row < first + count; row++) {
                normBackward(preactivation, lstm.inputNorm().gain(), inputNormalised, inputScale[row], scratch, row, width);
            }
            inputProduct.put(first, count, scratch, first * width);
            product.run(first, first);
        };
    }

    /** Computes the gradient in a row from that in its normalised values times gain, into {@code to}. */
    private void normBackward(float[] gradient, Parameters.Slice gain, float[] normalised, float scale, float[] to, int row,
                              int rowWidth) {
        float[] values = parameters.values();
        int at = row * rowWidth;
        for (int k = 0; k < rowWidth; k++) {
            to[at + k] = gradient[at + k] * values[gain.offset() + k];
        }
        LayerNorm.backward(to, normalised, at, rowWidth, scale);
    }

    @Override
    public List<GradientBlock> gradientBlocks(Matrix input, int count) {
        List<GradientBlock> blocks = new ArrayList<>(lstm.inputWeights().gradient(input, inputProduct, count));
        blocks.addAll(lstm.recurrentWeights().gradient(hidden.operand(), recurrentProduct, count));
        blocks.add(new RowSum(parameters, lstm.bias(), rows, preactivation));
        addNorm(blocks, lstm.inputNorm(), preactivation, inputNormalised);
        addNorm(blocks, lstm.recurrentNorm(), preactivation, recurrentNormalised);
        addNorm(blocks, lstm.cellNorm(), cellTanh, cellNormalised);
        return blocks;
    }

    private void addNorm(List<GradientBlock> blocks, LayerNormLstm.GainAndShift norm, float[] gradient, float[] normalised) {
        blocks.add(new RowSum(parameters, norm.gain(), rows, gradient, normalised));
        blocks.add(new RowSum(parameters, norm.shift(), rows, gradient));
    }

    private final class Step implements CellStep {
        private final int count;
        private final WindowProduct recur;
        private final WindowProduct recurBackward;
        private final Matrix hiddenGradient;

        Step(int count) {
            this.count = count;
            hiddenGradient = engine.matrix(count, units);
            recur = engine.forward(hidden.operand(), lstm.recurrentWeights().packed(), noBias, recurrentProduct, count);
            recurBackward = engine.backwardData(recurrentProduct, lstm.recurrentWeights().packed(), hiddenGradient, count);
        }

        @Override
        public void forward(int first) {
            recur.run(first, first);
            recurrentProduct.get(first, count, recurrentNormalised, first * width);
            for (int row = first; row < first + count; row++) {
                preactivate(row);
            }
            int from = first * units;
            int to = from + count * units;
            Activations.sigmoid(gates[I], from, to);
            Activations.sigmoid(gates[F], from, to);
            Activations.sigmoid(gates[O], from, to);
            Activations.tanh(gates[U], from, to);
            updateCell(gates[I], gates[F], gates[U], cell.before(), cell.after(), from, to);
            for (int row = first; row < first + count; row++) {
                normaliseCell(row);
            }
            Activations.tanh(cellTanh, from, to);
            emit(gates[O], cellTanh, hidden.after(), from, to);
        }

        @Override
        public void backward(int first) {
            int from = first * units;
            int to = from + count * units;
            readBackward(gates[O], cellTanh, outputGradient, hidden.gradient(), from, to);
            for (int row = first; row < first + count; row++) {
                normBackward(cellTanh, lstm.cellNorm().gain(), cellNormalised, cellScale[row], cellScratch, row, units);
            }
            cellBackward(gates[I], gates[F], gates[U], cell.before(), cellScratch, cell.gradient(), from, to);
            for (int row = first; row < first + count; row++) {
                for (int gate = 0; gate < GATES; gate++) {
                    System.arraycopy(gates[gate], row * units, preactivation, row * width + gate * units, units);
                }
                normBackward(preactivation, lstm.recurrentNorm().gain(), recurrentNormalised, recurrentScale[row], scratch,
                        row, width);
            }
            recurrentProduct.put(first, count, scratch, first * width);
        }

        @Override
        public void passBack(int row, int previous) {
            recurBackward.run(row, 0);
            hiddenGradient.get(0, count, hidden.gradient(), previous * units);
            System.arraycopy(cell.gradient(), row * units, cell.gradient(), previous * units, count * units);
        }
    }

    private void preactivate(int row) {
        float[] values = parameters.values();
        int gain = lstm.recurrentNorm().gain().offset();
        int shift = lstm.recurrentNorm().shift().offset();
        int at = row * width;
        recurrentScale[row] = LayerNorm.forward(recurrentNormalised, at, width);
        for (int k = 0; k < width; k++) {
            preactivation[at + k] = projection[at + k] + recurrentNormalised[at + k] * values[gain + k] + values[shift + k];
        }
        for (int gate = 0; gate < GATES; gate++) {
            System.arraycopy(preactivation, at + gate * units, gates[gate], row * units, units);
        }
    }

    private void normaliseCell(int row) {
        float[] values = parameters.values();
        int gain = lstm.cellNorm().gain().offset();
        int shift = lstm.cellNorm().shift().offset();
        int at = row * units;
        System.arraycopy(cell.after(), at, cellNormalised, at, units);
        cellScale[row] = LayerNorm.forward(cellNormalised, at, units);
        for (int k = 0; k < units; k++) {
            cellTanh[at + k] = cellNormalised[at + k] * values[gain + k] + values[shift + k];
        }
    }

    private static void updateCell(float[] i, float[] f, float[] u, float[] before, float[] after, int from, int to) {
        for (int k = from; k < to; k++) {
            after[k] = f[k] * before[k] + i[k] * u[k];
        }
    }

    private static void emit(float[] o, float[] cellTanh, float[] hidden, int from, int to) {
        for (int k = from; k < to; k++) {
            hidden[k] = o[k] * cellTanh[k];
        }
    }

    /** Computes the gradients in o's pre-activation and in the argument of tanh, in the places of o and the tanh. */
    private static void readBackward(float[] o, float[] cellTanh, float[] outputGradient, float[] hiddenGradient, int from,
                                     int to) {
        for (int k = from; k < to; k++) {
            float ok = o[k];
            float tanh = cellTanh[k];
            float dh = outputGradient[k] + hiddenGradient[k];
            o[k] = dh * tanh * ok * (1f - ok);
            cellTanh[k] = dh * ok * (1f - tanh * tanh);
        }
    }

    /** Computes the gradients in the pre-activations of i, f and u, in their places, and in the previous c. */
    private static void cellBackward(float[] i, float[] f, float[] u, float[] before, float[] fromHidden, float[] cellGradient,
                                     int from, int to) {
        for (int k = from; k < to; k++) {
            float ik = i[k];
            float fk = f[k];
            float uk = u[k];
            float dc = cellGradient[k] + fromHidden[k];
            i[k] = dc * uk * ik * (1f - ik);
            f[k] = dc * before[k] * fk * (1f - fk);
            u[k] = dc * ik * (1f - uk * uk);
            cellGradient[k] = dc * fk;
        }
    }
}
