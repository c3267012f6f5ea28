package topspin.env;

import topspin.space.Box;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Rows of observations in one preallocated array, all of one {@link Box}. Environments write their row in place;
 * nothing is copied on the way to the policy. Either {@link #bytes()} or {@link #floats()} backs it, by the box's type.
 *
 * <p>Rows are {@code [rows][elements]}, row-major. Different threads may write different rows.
 */
public final class Observations {
    private final Box space;
    private final int rows;
    private final int rowLength;
    private final byte[] bytes;
    private final float[] floats;

    public Observations(Box space, int rows) {
        this.space = space;
        this.rows = rows;
        this.rowLength = space.size();
        int length = Math.multiplyExact(rows, rowLength);
        this.bytes = space.type() == Box.Type.UINT8 ? new byte[length] : null;
        this.floats = space.type() == Box.Type.FLOAT32 ? new float[length] : null;
    }

    public Box space() {
        return space;
    }

    public int rows() {
        return rows;
    }

    /** Elements of one row. */
    public int rowLength() {
        return rowLength;
    }

    /** Index of a row's first element in the backing array. */
    public int offset(int row) {
        return row * rowLength;
    }

    /** All rows, {@code [rows][elements]}, values 0 … 255 as unsigned bytes; null if the box holds floats. */
    public byte[] bytes() {
        return bytes;
    }

    /** All rows, {@code [rows][elements]}; null if the box holds bytes. */
    public float[] floats() {
        return floats;
    }

    /** Copies one row of {@code source} (same box) into a row of this. */
    public void copyRow(Observations source, int sourceRow, int row) {
        copyRows(source, sourceRow, row, 1);
    }

    /** Copies {@code count} consecutive rows. */
    public void copyRows(Observations source, int sourceRow, int row, int count) {
        if (bytes != null) {
            System.arraycopy(source.bytes, source.offset(sourceRow), bytes, offset(row), count * rowLength);
        } else {
            System.arraycopy(source.floats, source.offset(sourceRow), floats, offset(row), count * rowLength);
        }
    }

    /** The first element of a row that is NaN or infinite; −1 if none is. Bytes never are. */
    public int firstNonFinite(int row) {
        if (floats == null) {
            return -1;
        }
        int end = offset(row + 1);
        for (int i = offset(row); i < end; i++) {
            if (!Float.isFinite(floats[i])) {
                return i - offset(row);
            }
        }
        return -1;
    }

    /** Writes one row: its bytes, or its floats' exact bits. */
    public void saveRow(int row, DataOutput out) throws IOException {
        if (bytes != null) {
            out.write(bytes, offset(row), rowLength);
        } else {
            for (int i = offset(row); i < offset(row + 1); i++) {
                out.writeFloat(floats[i]);
            }
        }
    }

    /** Reads back what {@link #saveRow} wrote. */
    public void restoreRow(int row, DataInput in) throws IOException {
        if (bytes != null) {
            in.readFully(bytes, offset(row), rowLength);
        } else {
            for (int i = offset(row); i < offset(row + 1); i++) {
                floats[i] = in.readFloat();
            }
        }
    }

    /** Sets a whole row to zero. */
    public void clearRow(int row) {
        if (bytes != null) {
            Arrays.fill(bytes, offset(row), offset(row + 1), (byte) 0);
        } else {
            Arrays.fill(floats, offset(row), offset(row + 1), 0f);
        }
    }
}
