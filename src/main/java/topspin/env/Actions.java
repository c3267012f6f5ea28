package topspin.env;

import topspin.space.Box;
import topspin.space.Discrete;
import topspin.space.Space;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Rows of actions in one preallocated array, all of one {@link Space}: {@code [rows][width]}, row-major. Choices are
 * whole numbers, exact in a float. Different threads may write different rows. Nothing allocates after construction.
 */
public final class Actions {
    private final Space space;
    private final int rows;
    private final int width;
    private final float[] values;

    public Actions(Space space, int rows) {
        this.space = space;
        this.rows = rows;
        width = space.width();
        values = new float[Math.multiplyExact(rows, width)];
    }

    /** One row for each of these numbers. */
    public static Actions of(Space space, float... values) {
        Actions actions = new Actions(space, values.length / space.width());
        System.arraycopy(values, 0, actions.values, 0, actions.values.length);
        return actions;
    }

    public Space space() {
        return space;
    }

    public int rows() {
        return rows;
    }

    /** Numbers of one row. */
    public int width() {
        return width;
    }

    /** All rows, {@code [rows][width]}. */
    public float[] values() {
        return values;
    }

    /** Index of a row's first number in {@link #values}. */
    public int offset(int row) {
        return row * width;
    }

    /** The choice of a row, where the space is {@link Discrete}. */
    public int index(int row) {
        return (int) values[row * width];
    }

    /** Sets the choice of a row, where the space is {@link Discrete}. */
    public void set(int row, int choice) {
        values[row * width] = choice;
    }

    /** Copies a row of actions of the same space. */
    public void copyRow(Actions source, int sourceRow, int row) {
        System.arraycopy(source.values, source.offset(sourceRow), values, offset(row), width);
    }

    /** As {@link #copyRow}, with every number of a {@link Box} clipped to its bounds. */
    public void copyWithinBounds(Actions source, int sourceRow, int row) {
        copyRow(source, sourceRow, row);
        if (space instanceof Box box) {
            for (int i = offset(row); i < offset(row + 1); i++) {
                values[i] = Math.max(box.low(), Math.min(box.high(), values[i]));
            }
        }
    }

    /** Whether a row is an element of the space. */
    public boolean isValid(int row) {
        return space.contains(values, offset(row));
    }

    /** A row for a message: {@code 1}, {@code [0.5, -2.0]}. */
    public String describe(int row) {
        StringBuilder text = new StringBuilder();
        for (int i = offset(row); i < offset(row + 1); i++) {
            text.append(text.isEmpty() ? "" : ", ").append(space instanceof Box || values[i] != (int) values[i]
                    ? Float.toString(values[i]) : Integer.toString((int) values[i]));
        }
        return space instanceof Discrete ? text.toString() : "[" + text + "]";
    }

    /** Writes one row: its choice, or its numbers' exact bits. */
    public void saveRow(int row, DataOutput out) throws IOException {
        if (space instanceof Discrete) {
            out.writeInt(index(row));
            return;
        }
        for (int i = offset(row); i < offset(row + 1); i++) {
            out.writeFloat(values[i]);
        }
    }

    /** Reads back what {@link #saveRow} wrote. */
    public void restoreRow(int row, DataInput in) throws IOException {
        if (space instanceof Discrete) {
            set(row, in.readInt());
            return;
        }
        for (int i = offset(row); i < offset(row + 1); i++) {
            values[i] = in.readFloat();
        }
    }
}
