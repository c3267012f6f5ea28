package topspin.nn;

/**
 * Rows of network inputs: the arrays behind an observation buffer, without knowing of environments.
 *
 * @param bytes     {@code [rows][length]} unsigned bytes, or null
 * @param floats    {@code [rows][length]}, or null
 * @param rowLength elements of one row
 */
public record RowSource(byte[] bytes, float[] floats, int rowLength) {
}
