package topspin.nn;

import java.util.Arrays;

/**
 * Lists the ones in rows of zeros and ones: the first {@value #MOST_LISTED} of each row, ascending. Different rows may
 * be listed on different threads.
 */
final class OneLists {
    /** Ones per row that are kept in a list. */
    static final int MOST_LISTED = 512;
    /** Equal parts of a row (the last may be shorter), each of which can be listed on its own. */
    static final int PARTS = 8;
    private static final int NOT_LISTED = -1;
    /** Longest row whose elements two bytes can number. */
    private static final int MOST_NARROW = 1 << Character.SIZE;

    private final byte[] bytes;
    private final int length;
    private final boolean keeps;
    /** The lists if rows have at most {@value #MOST_NARROW} elements, in half the memory; else null. */
    private final char[] narrow;
    /** The lists of longer rows; else null. */
    private final int[] wide;
    private final int[] listed;
    private final int[] covered;
    /** How many of a row's listed ones lie before each part, {@code [rows][PARTS]}. */
    private final short[] before;
    private final byte[] zeros;

    /** @param keeps whether rows do not change until they are {@link #forget forgotten} */
    OneLists(byte[] bytes, int length, boolean keeps) {
        this.bytes = bytes;
        this.length = length;
        this.keeps = keeps;
        int rows = bytes.length / length;
        int places = Math.multiplyExact(rows, MOST_LISTED);
        narrow = length <= MOST_NARROW ? new char[places] : null;
        wide = length <= MOST_NARROW ? null : new int[places];
        listed = new int[rows];
        covered = new int[rows];
        before = new short[rows * PARTS];
        zeros = new byte[length];
        Arrays.fill(listed, NOT_LISTED);
    }

    /** Brings a row's list up to date. */
    void list(int row) {
        if (keeps && listed[row] != NOT_LISTED) {
            return;
        }
        int from = row * length;
        int first = row * MOST_LISTED;
        int found = 0;
        int part = 0;
        int i = next(from, 0);
        while (i < length && found < MOST_LISTED) {
            for (; part < PARTS && i >= first(part, length); part++) {
                before[row * PARTS + part] = (short) found;
            }
            put(first + found++, i);
            i = next(from, i + 1);
        }
        for (; part < PARTS; part++) {
            before[row * PARTS + part] = (short) found;
        }
        listed[row] = found;
        covered[row] = i;
    }

    private void put(int place, int element) {
        if (wide == null) {
            narrow[place] = (char) element;
        } else {
            wide[place] = element;
        }
    }

    /** The first element of a part of rows of some length; {@code length} or more where there is none. */
    static int first(int part, int length) {
        return part * ((length + PARTS - 1) / PARTS);
    }

    /** The first element from {@code i} that is 1, or the length of the row that begins at {@code from}. */
    private int next(int from, int i) {
        if (i >= length || bytes[from + i] != 0) {
            return i;
        }
        int skipped = Arrays.mismatch(bytes, from + i, from + length, zeros, 0, length - i);
        return skipped < 0 ? length : i + skipped;
    }

    void forget(int row, int count) {
        Arrays.fill(listed, row, row + count, NOT_LISTED);
    }

    /** Where a row's list begins. */
    int begin(int row) {
        return row * MOST_LISTED;
    }

    /** Where a row's list ends. */
    int end(int row) {
        return row * MOST_LISTED + listed[row];
    }

    /** Where the list of a part of a row begins; it ends where the next part's begins, or at the end of the row's list. */
    int begin(int row, int part) {
        return row * MOST_LISTED + (part < PARTS ? before[row * PARTS + part] : listed[row]);
    }

    /** The element that is 1, at a place between {@link #begin} and {@link #end}. */
    int at(int place) {
        return wide == null ? narrow[place] : wide[place];
    }

    /** The first element that a row's list does not cover. */
    int covered(int row) {
        return covered[row];
    }
}
