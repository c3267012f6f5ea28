package topspin.nn.cell;

import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;

import java.util.ArrayList;
import java.util.List;

/** Makes a cell's arrays for a number of rows and counts their bytes. For one thread. */
public final class RowMemory {
    private final Engine engine;
    private final int rows;
    private long bytes;

    public RowMemory(Engine engine, int rows) {
        this.engine = engine;
        this.rows = rows;
    }

    /** The engine that computes products. */
    public Engine engine() {
        return engine;
    }

    public int rows() {
        return rows;
    }

    /** {@code [rows][width]} for loops. */
    public float[] floats(int width) {
        bytes += (long) Float.BYTES * rows * width;
        return new float[Math.multiplyExact(rows, width)];
    }

    /** {@code [count][rows][width]} for loops. */
    public float[][] floats(int count, int width) {
        float[][] arrays = new float[count][];
        for (int i = 0; i < count; i++) {
            arrays[i] = floats(width);
        }
        return arrays;
    }

    /** {@code [rows][width]} for products. */
    public Matrix matrix(int width) {
        bytes += (long) Float.BYTES * rows * width;
        return engine.matrix(rows, width);
    }

    /** A matrix's columns, cut into pieces of {@code width}. */
    public static Matrix[] columns(Matrix matrix, int width) {
        Matrix[] columns = new Matrix[matrix.columns() / width];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = matrix.columns(i * width, width);
        }
        return columns;
    }

    /**
     * Arrays of a cell whose output is the state after each row, or a part of it.
     *
     * @param operands besides what products read of the states
     */
    public CellArrays arrays(StateRows states, float[] output, float[] outputGradient, int outputs, List<RowArray> projection,
                      List<RowArray> operands, List<RowArray> projectionGradient) {
        List<RowArray> all = new ArrayList<>(states.operands());
        all.addAll(operands);
        return new CellArrays(rows, states, output, outputGradient, projection, states.after(), all,
                List.of(RowArray.of(outputGradient, outputs)), projectionGradient, bytes);
    }

    /** So far. */
    public long bytes() {
        return bytes;
    }
}
