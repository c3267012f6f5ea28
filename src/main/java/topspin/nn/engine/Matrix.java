package topspin.nn.engine;

/**
 * A row-major float32 matrix, or a window of one, in an engine's memory. Copies in and out connect the engine's kernels
 * to plain Java loops over {@code float[]}; they allocate nothing. Disjoint rows may be used by different threads at
 * once.
 */
public interface Matrix {

    int rows();

    int columns();

    /** Copies {@code count} rows, stored one after the other from {@code source[offset]}, to the rows from {@code row}. */
    void put(int row, int count, float[] source, int offset);

    /** Copies {@code count} rows from {@code row} to {@code target[offset …]}, one after the other. */
    void get(int row, int count, float[] target, int offset);

    /** Copies {@code count} rows of {@code source}, of as many columns, from {@code from} to the rows from {@code row}. */
    void copy(int row, int count, Matrix source, int from);

    /** Sets rows to zero. */
    void clear(int row, int count);

    /** A window on consecutive rows: same memory. */
    Matrix rows(int first, int count);

    /** A window on consecutive columns: same memory. */
    Matrix columns(int first, int count);
}
