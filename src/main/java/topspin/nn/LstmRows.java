package topspin.nn;

import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;
import topspin.nn.engine.WindowProduct;

import java.util.Arrays;
import java.util.List;

/**
 * An {@link Lstm}'s activations and gradients for a number of rows, and the work that can be done on a range of them.
 * What order the rows are in, and which row follows which, is the business of whoever uses it.
 *
 * <p>Order of use for a range of rows, forward: {@link #project}; {@link #enterZero}, {@link #enter} or {@link #follow}
 * for each row; {@link #recur}; {@link #activate}. Backward, later rows first: fill {@link #outputGradient}; set the
 * gradients that come from the future by {@link #leaveNothing} or {@link #leave}; {@link #differentiate};
 * {@link #recurBackward}. At the end the inputs' gradient and {@link #gradientBlocks}.
 *
 * <p>Disjoint ranges may be used by different threads at once, planned products by one thread each. Nothing but planning
 * allocates.
 */
public final class LstmRows {
    private static final int I = 0;
    private static final int F = 1;
    private static final int O = 2;
    private static final int U = 3;
    private static final int GATES = 4;
    /** Rows whose pointwise work is done together: their dozen arrays stay in a core's own cache. */
    private static final int TILE = 16;

    private final Lstm lstm;
    private final Engine engine;
    private final int units;
    private final int rows;
    // In the engine's memory, [rows][…]: operands of products.
    private final Matrix hiddenIn;
    private final Matrix preactivation;
    /** The four gates' columns of {@link #preactivation}. */
    private final Matrix[] gateColumns = new Matrix[GATES];
    // Java's, all [rows][units], so that pointwise loops use one index and are vectorised.
    /** Gates; once differentiated, the gradients in their pre-activations: half the memory, and less to bring to a core. */
    private final float[][] gates;
    private final float[] cellIn;
    private final float[] cell;
    private final float[] cellTanh;
    private final float[] hidden;
    private final float[] outputGradient;
    private final float[] hiddenGradient;
    private final float[] cellGradient;

    LstmRows(Lstm lstm, int rows) {
        this.lstm = lstm;
        this.engine = lstm.engine();
        this.units = lstm.outputs();
        this.rows = rows;
        hiddenIn = engine.matrix(rows, units);
        preactivation = engine.matrix(rows, GATES * units);
        for (int gate = 0; gate < GATES; gate++) {
            gateColumns[gate] = preactivation.columns(gate * units, units);
        }
        gates = new float[GATES][rows * units];
        cellIn = new float[rows * units];
        cell = new float[rows * units];
        cellTanh = new float[rows * units];
        hidden = new float[rows * units];
        outputGradient = new float[rows * units];
        hiddenGradient = new float[rows * units];
        cellGradient = new float[rows * units];
    }

    public int rows() {
        return rows;
    }

    /** h before each row, {@code [rows][units]}. */
    public Matrix hiddenIn() {
        return hiddenIn;
    }

    /** z, {@code [rows][4·units]}, gates in the order i, f, o, u; {@link #differentiate} puts its gradient in its place. */
    public Matrix preactivation() {
        return preactivation;
    }

    /** The gradient of the loss in z, {@code [rows][4·units]}. */
    public Matrix preactivationGradient() {
        return preactivation;
    }

    /** c after each row, {@code [rows][units]}. */
    public float[] cell() {
        return cell;
    }

    /** h after each row, {@code [rows][units]}: the outputs. */
    public float[] hidden() {
        return hidden;
    }

    /** The gradient of the loss in the outputs, {@code [rows][units]}, without what flows back through time. */
    public float[] outputGradient() {
        return outputGradient;
    }

    /** Plans {@code z = x·Wx + b} for {@code count} rows; {@code run(row of input, row of z)}. */
    public WindowProduct project(Matrix input, int count) {
        return engine.forward(input, lstm.inputWeights(), lstm.engineBias(), preactivation, count);
    }

    /** Plans {@code z += h·Wh} for {@code count} rows; {@code run(row, row)}. */
    public WindowProduct recur(int count) {
        return engine.accumulate(hiddenIn, lstm.recurrentWeights(), preactivation, count);
    }

    /** Plans the gradient in h before {@code count} rows; {@code run(row, row of hiddenInGradient)}. */
    public WindowProduct recurBackward(Matrix hiddenInGradient, int count) {
        return engine.backwardData(preactivationGradient(), lstm.recurrentWeights(), hiddenInGradient, count);
    }

    /** Plans the gradient in the inputs of {@code count} rows; {@code run(row, row of inputGradient)}. */
    public WindowProduct projectBackward(Matrix inputGradient, int count) {
        return engine.backwardData(preactivationGradient(), lstm.inputWeights(), inputGradient, count);
    }

    /** An episode begins at this row. */
    public void enterZero(int row) {
        hiddenIn.clear(row, 1);
        Arrays.fill(cellIn, row * units, (row + 1) * units, 0f);
    }

    /** The state before this row is {@code [cell, hidden]} at {@code states[offset]}. */
    public void enter(int row, float[] states, int offset) {
        hiddenIn.put(row, 1, states, offset + units);
        System.arraycopy(states, offset, cellIn, row * units, units);
    }

    /** {@code count} rows go on, one by one, from the states that rows from {@code previous} left. */
    public void follow(int row, int previous, int count) {
        hiddenIn.put(row, count, hidden, previous * units);
        System.arraycopy(cell, previous * units, cellIn, row * units, count * units);
    }

    /** Gates, cells and outputs of {@code count} rows whose z is complete. */
    public void activate(int row, int count) {
        for (int done = 0; done < count; done += TILE) {
            activateTile(row + done, Math.min(TILE, count - done));
        }
    }

    private void activateTile(int row, int count) {
        int from = row * units;
        int to = (row + count) * units;
        for (int gate = 0; gate < GATES; gate++) {
            gateColumns[gate].get(row, count, gates[gate], from);
        }
        Activations.sigmoid(gates[I], from, to);
        Activations.sigmoid(gates[F], from, to);
        Activations.sigmoid(gates[O], from, to);
        Activations.tanh(gates[U], from, to);
        updateCell(gates[I], gates[F], gates[U], from, to);
        Activations.tanh(cell, cellTanh, from, to);
        emit(gates[O], from, to);
    }

    private void updateCell(float[] i, float[] f, float[] u, int from, int to) {
        for (int k = from; k < to; k++) {
            cell[k] = f[k] * cellIn[k] + i[k] * u[k];
        }
    }

    private void emit(float[] o, int from, int to) {
        for (int k = from; k < to; k++) {
            hidden[k] = o[k] * cellTanh[k];
        }
    }

    /** Copies the state after a row, {@code [cell, hidden]}, to {@code states[offset]}. */
    public void state(int row, float[] states, int offset) {
        System.arraycopy(cell, row * units, states, offset, units);
        System.arraycopy(hidden, row * units, states, offset + units, units);
    }

    /** Nothing comes back from the future of these rows. */
    public void leaveNothing(int row, int count) {
        Arrays.fill(cellGradient, row * units, (row + count) * units, 0f);
        Arrays.fill(hiddenGradient, row * units, (row + count) * units, 0f);
    }

    /** {@code count} rows hand the gradients in the states before them to the rows from {@code previous}. */
    public void leave(int row, int previous, int count, Matrix hiddenInGradient, int at) {
        hiddenInGradient.get(at, count, hiddenGradient, previous * units);
        System.arraycopy(cellGradient, row * units, cellGradient, previous * units, count * units);
    }

    /** From the gradients in h and c after {@code count} rows to those in z and in c before them; once per forward pass. */
    public void differentiate(int row, int count) {
        for (int done = 0; done < count; done += TILE) {
            differentiateTile(row + done, Math.min(TILE, count - done));
        }
    }

    private void differentiateTile(int row, int count) {
        differentiate(gates[I], gates[F], gates[O], gates[U], row * units, (row + count) * units);
        for (int gate = 0; gate < GATES; gate++) {
            gateColumns[gate].put(row, count, gates[gate], row * units);
        }
    }

    private void differentiate(float[] i, float[] f, float[] o, float[] u, int from, int to) {
        for (int k = from; k < to; k++) {
            float ik = i[k];
            float fk = f[k];
            float ok = o[k];
            float uk = u[k];
            float dh = outputGradient[k] + hiddenGradient[k];
            float dc = cellGradient[k] + dh * ok * (1f - cellTanh[k] * cellTanh[k]);
            o[k] = dh * cellTanh[k] * ok * (1f - ok);
            i[k] = dc * uk * ik * (1f - ik);
            f[k] = dc * cellIn[k] * fk * (1f - fk);
            u[k] = dc * ik * (1f - uk * uk);
            cellGradient[k] = dc * fk;
        }
    }

    /** The parameters' gradient: one sum over all rows, in their order. */
    public List<GradientBlock> gradientBlocks(Matrix input) {
        return lstm.gradientBlocks(input, hiddenIn, preactivationGradient(), 0);
    }

    /** The parameters' gradient: products of {@code count} rows at a time, added up in the rows' order. */
    public List<GradientBlock> gradientBlocks(Matrix input, int count) {
        return lstm.gradientBlocks(input, hiddenIn, preactivationGradient(), count);
    }

    /** Bytes these rows occupy. */
    public long bytes() {
        return bytes(rows, units);
    }

    /** hiddenIn, z, the gates, and seven arrays of {@code [rows][units]}. */
    static long bytes(int rows, int units) {
        return (long) Float.BYTES * rows * units * (1 + 2 * GATES + 7);
    }
}
