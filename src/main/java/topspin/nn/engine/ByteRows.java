package topspin.nn.engine;

/** Turns unsigned bytes into rows of floats. Not for two threads at once. Allocates nothing. */
@FunctionalInterface
public interface ByteRows {

    /** Writes one row: as many bytes from {@code source[offset]} as the matrix has columns, each times the scale. */
    void put(int row, byte[] source, int offset);
}
