package topspin.nn;

/** Reads rows of observations as floats. */
public final class Rows {
    private Rows() {
    }

    /** Copies a row, each element times {@code scale}, to {@code target[offset …]}. */
    public static void copy(RowSource source, int row, float scale, float[] target, int offset) {
        int length = source.rowLength();
        int from = row * length;
        if (source.bytes() != null) {
            byte[] bytes = source.bytes();
            for (int i = 0; i < length; i++) {
                target[offset + i] = (bytes[from + i] & 0xFF) * scale;
            }
        } else {
            float[] floats = source.floats();
            for (int i = 0; i < length; i++) {
                target[offset + i] = floats[from + i] * scale;
            }
        }
    }
}
