package topspin.nn.cell;

import topspin.nn.Activations;
import topspin.nn.GradientBlock;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;
import topspin.nn.engine.WindowProduct;

import java.util.ArrayList;
import java.util.List;

/** An {@link Lstm}'s activations and gradients. */
final class LstmRows implements CellRows {
    private static final int I = 0;
    private static final int F = 1;
    private static final int O = 2;
    private static final int U = 3;
    private static final int GATES = 4;
    /** Rows whose pointwise work is done together: few enough that their dozen arrays stay in a core's own cache. */
    private static final int TILE = 16;

    private final Lstm lstm;
    private final Engine engine;
    private final int units;
    private final StateRows.Part cell;
    private final StateRows.Part hidden;
    /** z, {@code [rows][4·units]}; once differentiated, its gradient. In the engine's memory, as an operand of products. */
    private final Matrix preactivation;
    /** The four gates' columns of {@link #preactivation}. */
    private final Matrix[] gateColumns;
    // Java's, all [rows][units], so that pointwise loops use one index and are vectorised.
    /** Gates; once differentiated, the gradients in their pre-activations, which halves memory and memory traffic. */
    private final float[][] gates;
    private final float[] cellTanh;
    private final float[] outputGradient;
    private final CellArrays arrays;

    LstmRows(Lstm lstm, int rows) {
        this.lstm = lstm;
        this.engine = lstm.engine();
        this.units = lstm.outputs();
        RowMemory memory = new RowMemory(engine, rows);
        StateRows states = new StateRows(memory);
        cell = states.part(units, StateRows.Use.LOOPS);
        hidden = states.part(units, StateRows.Use.PRODUCT);
        preactivation = memory.matrix(GATES * units);
        gateColumns = RowMemory.columns(preactivation, units);
        gates = memory.floats(GATES, units);
        cellTanh = memory.floats(units);
        outputGradient = memory.floats(units);
        List<RowArray> z = List.of(RowArray.of(preactivation));
        arrays = memory.arrays(states, hidden.after(), outputGradient, units, z, List.of(), z);
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
        return RowWork.of(engine.forward(input, lstm.inputWeights().packed(), lstm.bias().row(), preactivation,
                count));
    }

    @Override
    public CellStep step(int count) {
        return new Step(count);
    }

    @Override
    public RowWork projectBackward(Matrix inputGradient, int count) {
        return RowWork.of(engine.backwardData(preactivation, lstm.inputWeights().packed(), inputGradient, count));
    }

    @Override
    public List<GradientBlock> gradientBlocks(Matrix input, int count) {
        List<GradientBlock> blocks = new ArrayList<>(lstm.inputWeights().gradient(input, preactivation, count));
        blocks.addAll(lstm.recurrentWeights().gradient(hidden.operand(), preactivation, count));
        blocks.addAll(lstm.bias().gradient(preactivation, count));
        return blocks;
    }

    /** The recurrent product and the pointwise part. */
    private final class Step implements CellStep {
        private final int count;
        private final WindowProduct recur;
        private final WindowProduct recurBackward;
        /** {@code [count][units]}. */
        private final Matrix hiddenGradient;

        Step(int count) {
            this.count = count;
            hiddenGradient = engine.matrix(count, units);
            recur = engine.accumulate(hidden.operand(), lstm.recurrentWeights().packed(), preactivation, count);
            recurBackward = engine.backwardData(preactivation, lstm.recurrentWeights().packed(), hiddenGradient, count);
        }

        @Override
        public void forward(int row) {
            recur.run(row, row);
            for (int done = 0; done < count; done += TILE) {
                activate(row + done, Math.min(TILE, count - done));
            }
        }

        @Override
        public void backward(int row) {
            for (int done = 0; done < count; done += TILE) {
                differentiate(row + done, Math.min(TILE, count - done));
            }
        }

        @Override
        public void passBack(int row, int previous) {
            recurBackward.run(row, 0);
            hiddenGradient.get(0, count, hidden.gradient(), previous * units);
            System.arraycopy(cell.gradient(), row * units, cell.gradient(), previous * units, count * units);
        }
    }

    private void activate(int row, int count) {
        int from = row * units;
        int to = (row + count) * units;
        for (int gate = 0; gate < GATES; gate++) {
            gateColumns[gate].get(row, count, gates[gate], from);
        }
        Activations.sigmoid(gates[I], from, to);
        Activations.sigmoid(gates[F], from, to);
        Activations.sigmoid(gates[O], from, to);
        Activations.tanh(gates[U], from, to);
        updateCell(gates[I], gates[F], gates[U], cell.before(), cell.after(), from, to);
        Activations.tanh(cell.after(), cellTanh, from, to);
        emit(gates[O], cellTanh, hidden.after(), from, to);
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

    private void differentiate(int row, int count) {
        differentiate(gates[I], gates[F], gates[O], gates[U], cell.before(), cellTanh, outputGradient, hidden.gradient(),
                cell.gradient(), row * units, (row + count) * units);
        for (int gate = 0; gate < GATES; gate++) {
            gateColumns[gate].put(row, count, gates[gate], row * units);
        }
    }

    private static void differentiate(float[] i, float[] f, float[] o, float[] u, float[] cellBefore, float[] cellTanh,
                                      float[] outputGradient, float[] hiddenGradient, float[] cellGradient, int from,
                                      int to) {
        for (int k = from; k < to; k++) {
            float ik = i[k];
            float fk = f[k];
            float ok = o[k];
            float uk = u[k];
            float dh = outputGradient[k] + hiddenGradient[k];
            float dc = cellGradient[k] + dh * ok * (1f - cellTanh[k] * cellTanh[k]);
            o[k] = dh * cellTanh[k] * ok * (1f - ok);
            i[k] = dc * uk * ik * (1f - ik);
            f[k] = dc * cellBefore[k] * fk * (1f - fk);
            u[k] = dc * ik * (1f - uk * uk);
            cellGradient[k] = dc * fk;
        }
    }
}
