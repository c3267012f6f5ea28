package topspin.nn.engine;

/** Transposition of a row-major matrix, or of a tile of one. */
final class Transpose {
    /** Number of rows read together, so that writes fill half a cache line at a time. */
    private static final int STREAMS = 8;

    private Transpose() {
    }

    /**
     * @param source       {@code [rows][columns]} from {@code offset}
     * @param sourceStride floats between the beginnings of two rows of the source
     * @param target       {@code [columns][rows]} from 0
     * @param targetStride floats between the beginnings of two rows of the target
     */
    static void apply(float[] source, int offset, int sourceStride, int rows, int columns, float[] target,
                      int targetStride) {
        int row = 0;
        for (; row + STREAMS <= rows; row += STREAMS) {
            int a = offset + row * sourceStride;
            int b = a + sourceStride;
            int c = b + sourceStride;
            int d = c + sourceStride;
            int e = d + sourceStride;
            int f = e + sourceStride;
            int g = f + sourceStride;
            int h = g + sourceStride;
            for (int column = 0; column < columns; column++) {
                int to = column * targetStride + row;
                target[to] = source[a + column];
                target[to + 1] = source[b + column];
                target[to + 2] = source[c + column];
                target[to + 3] = source[d + column];
                target[to + 4] = source[e + column];
                target[to + 5] = source[f + column];
                target[to + 6] = source[g + column];
                target[to + 7] = source[h + column];
            }
        }
        for (; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                target[column * targetStride + row] = source[offset + row * sourceStride + column];
            }
        }
    }
}
