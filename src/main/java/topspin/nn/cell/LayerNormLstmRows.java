package topspin.nn.cell;

import topspin.nn.Activations;
import topspin.nn.GradientBlock;
import topspin.nn.LayerNorm;
import topspin.nn.Parameters;
import topspin.nn.Vectors;
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
    /** Rows whose pointwise work is done together: few enough that their arrays stay in a core's own cache. */
    private static final int TILE = 16;

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
    /** The gradient in z. */
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
    public List<CellPart> parts() {
        return List.of(new CellPart("input gate", gates[I], units), new CellPart("forget gate", gates[F], units),
                new CellPart("output gate", gates[O], units), new CellPart("candidate", gates[U], units),
                new CellPart("cell state", cell.after(), units), new CellPart("hidden state", hidden.after(), units));
    }

    @Override
    public RowWork project(Matrix input, int count) {
        WindowProduct product = engine.forward(input, lstm.inputWeights().packed(), noBias, inputProduct, count);
        NormWork norm = new NormWork(lstm.inputNorm(), width);
        float[] bias = new float[width];
        return first -> {
            product.run(first, first);
            norm.load();
            System.arraycopy(parameters.values(), lstm.bias().offset(), bias, 0, width);
            for (int done = 0; done < count; done += TILE) {
                project(norm, bias, first + done, Math.min(TILE, count - done));
            }
        };
    }

    private void project(NormWork norm, float[] bias, int first, int count) {
        inputProduct.get(first, count, inputNormalised, first * width);
        norm.layer.forward(inputNormalised, first, count, inputScale);
        for (int row = first; row < first + count; row++) {
            System.arraycopy(inputNormalised, row * width, norm.row, 0, width);
            scaleAndShift(norm.row, norm.gain, norm.shift);
            Vectors.add(norm.row, bias);
            System.arraycopy(norm.row, 0, projection, row * width, width);
        }
    }

    @Override
    public CellStep step(int count) {
        return new Step(count);
    }

    @Override
    public RowWork projectBackward(Matrix inputGradient, int count) {
        WindowProduct product = engine.backwardData(inputProduct, lstm.inputWeights().packed(), inputGradient, count);
        NormWork norm = new NormWork(lstm.inputNorm(), width);
        return first -> {
            norm.load();
            for (int done = 0; done < count; done += TILE) {
                int row = first + done;
                int rowCount = Math.min(TILE, count - done);
                norm.backward(preactivation, inputNormalised, inputScale, scratch, row, rowCount);
                inputProduct.put(row, rowCount, scratch, row * width);
            }
            product.run(first, first);
        };
    }

    /** What one thread's work on a norm needs: rows of their own, whose loops the compiler vectorises. */
    private final class NormWork {
        private final LayerNormLstm.GainAndShift norm;
        private final int rowWidth;
        private final LayerNorm layer;
        private final float[] gain;
        private final float[] shift;
        private final float[] row;

        NormWork(LayerNormLstm.GainAndShift norm, int rowWidth) {
            this.norm = norm;
            this.rowWidth = rowWidth;
            layer = new LayerNorm(rowWidth);
            gain = new float[rowWidth];
            shift = new float[rowWidth];
            row = new float[rowWidth];
        }

        /** To be called before each pass: the parameters may have changed. */
        void load() {
            System.arraycopy(parameters.values(), norm.gain().offset(), gain, 0, rowWidth);
            System.arraycopy(parameters.values(), norm.shift().offset(), shift, 0, rowWidth);
        }

        /** Computes the gradients in rows from those in their normalised values times gain, into {@code to}. */
        void backward(float[] gradient, float[] normalised, float[] scales, float[] to, int first, int count) {
            for (int i = first; i < first + count; i++) {
                System.arraycopy(gradient, i * rowWidth, row, 0, rowWidth);
                multiply(row, gain);
                System.arraycopy(row, 0, to, i * rowWidth, rowWidth);
            }
            layer.backward(to, normalised, first, count, scales);
        }
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
        private final NormWork recurrentNorm = new NormWork(lstm.recurrentNorm(), width);
        private final NormWork cellNorm = new NormWork(lstm.cellNorm(), units);
        private final float[] sum = new float[width];

        Step(int count) {
            this.count = count;
            hiddenGradient = engine.matrix(count, units);
            recur = engine.forward(hidden.operand(), lstm.recurrentWeights().packed(), noBias, recurrentProduct, count);
            recurBackward = engine.backwardData(recurrentProduct, lstm.recurrentWeights().packed(), hiddenGradient, count);
        }

        @Override
        public void forward(int first) {
            recur.run(first, first);
            recurrentNorm.load();
            cellNorm.load();
            for (int done = 0; done < count; done += TILE) {
                forward(first + done, Math.min(TILE, count - done));
            }
        }

        private void forward(int first, int count) {
            recurrentProduct.get(first, count, recurrentNormalised, first * width);
            recurrentNorm.layer.forward(recurrentNormalised, first, count, recurrentScale);
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
            System.arraycopy(cell.after(), from, cellNormalised, from, count * units);
            cellNorm.layer.forward(cellNormalised, first, count, cellScale);
            for (int row = first; row < first + count; row++) {
                System.arraycopy(cellNormalised, row * units, cellNorm.row, 0, units);
                scaleAndShift(cellNorm.row, cellNorm.gain, cellNorm.shift);
                System.arraycopy(cellNorm.row, 0, cellTanh, row * units, units);
            }
            Activations.tanh(cellTanh, from, to);
            emit(gates[O], cellTanh, hidden.after(), from, to);
        }

        private void preactivate(int row) {
            System.arraycopy(projection, row * width, sum, 0, width);
            System.arraycopy(recurrentNormalised, row * width, recurrentNorm.row, 0, width);
            addScaledAndShift(sum, recurrentNorm.row, recurrentNorm.gain, recurrentNorm.shift);
            for (int gate = 0; gate < GATES; gate++) {
                System.arraycopy(sum, gate * units, gates[gate], row * units, units);
            }
        }

        @Override
        public void backward(int first) {
            recurrentNorm.load();
            cellNorm.load();
            for (int done = 0; done < count; done += TILE) {
                backward(first + done, Math.min(TILE, count - done));
            }
        }

        private void backward(int first, int count) {
            int from = first * units;
            int to = from + count * units;
            readBackward(gates[O], cellTanh, outputGradient, hidden.gradient(), from, to);
            cellNorm.backward(cellTanh, cellNormalised, cellScale, cellScratch, first, count);
            cellBackward(gates[I], gates[F], gates[U], cell.before(), cellScratch, cell.gradient(), from, to);
            for (int row = first; row < first + count; row++) {
                for (int gate = 0; gate < GATES; gate++) {
                    System.arraycopy(gates[gate], row * units, preactivation, row * width + gate * units, units);
                }
            }
            recurrentNorm.backward(preactivation, recurrentNormalised, recurrentScale, scratch, first, count);
            recurrentProduct.put(first, count, scratch, first * width);
        }

        @Override
        public void passBack(int row, int previous) {
            recurBackward.run(row, 0);
            hiddenGradient.get(0, count, hidden.gradient(), previous * units);
            System.arraycopy(cell.gradient(), row * units, cell.gradient(), previous * units, count * units);
        }
    }

    private static void scaleAndShift(float[] y, float[] gain, float[] shift) {
        for (int k = 0; k < y.length; k++) {
            y[k] = y[k] * gain[k] + shift[k];
        }
    }

    private static void addScaledAndShift(float[] y, float[] x, float[] gain, float[] shift) {
        for (int k = 0; k < y.length; k++) {
            y[k] = y[k] + x[k] * gain[k] + shift[k];
        }
    }

    private static void multiply(float[] y, float[] a) {
        for (int k = 0; k < y.length; k++) {
            y[k] *= a[k];
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
