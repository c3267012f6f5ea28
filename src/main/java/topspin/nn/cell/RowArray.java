package topspin.nn.cell;

import topspin.nn.engine.Matrix;

import java.util.Arrays;
import java.util.List;

/** An array of rows, in Java's memory or in an engine's, whose rows can be copied to another of its kind. */
public interface RowArray {

    /** Copies a row of an array of the same kind and width. */
    void copy(int row, RowArray source, int from);

    /** Sets a row to zero. */
    void clear(int row);

    /** {@code [rows][width]} floats. */
    static RowArray of(float[] values, int width) {
        return new JavaRows(values, width);
    }

    /** A matrix. */
    static RowArray of(Matrix matrix) {
        return new MatrixRows(matrix);
    }

    /** Copies a row of each array. */
    static void copy(List<RowArray> to, int row, List<RowArray> source, int from) {
        for (int i = 0; i < to.size(); i++) {
            to.get(i).copy(row, source.get(i), from);
        }
    }

    /** Sets a row of each array to zero. */
    static void clear(List<RowArray> arrays, int row) {
        for (int i = 0; i < arrays.size(); i++) {
            arrays.get(i).clear(row);
        }
    }

    /** In Java's memory. */
    record JavaRows(float[] values, int width) implements RowArray {
        @Override
        public void copy(int row, RowArray source, int from) {
            System.arraycopy(((JavaRows) source).values, from * width, values, row * width, width);
        }

        @Override
        public void clear(int row) {
            Arrays.fill(values, row * width, (row + 1) * width, 0f);
        }
    }

    /** In an engine's memory. */
    record MatrixRows(Matrix matrix) implements RowArray {
        @Override
        public void copy(int row, RowArray source, int from) {
            matrix.copy(row, 1, ((MatrixRows) source).matrix, from);
        }

        @Override
        public void clear(int row) {
            matrix.clear(row, 1);
        }
    }
}
