package topspin.nn.engine;

/** Transposition of a row-major matrix. */
final class Transpose {
    /** Rows read side by side, so that writes fill half a cache line at a time. */
    private static final int STREAMS = 8;

    private Transpose() {
    }

    /**
     * @param source {@code [rows][columns]} from {@code offset}
     * @param target {@code [columns][rows]} from 0
     */
    static void apply(float[] source, int offset, int rows, int columns, float[] target) {
        int row = 0;
        for (; row + STREAMS <= rows; row += STREAMS) {
            int a = offset + row * columns;
            int b = a + columns;
            int c = b + columns;
            int d = c + columns;
            int e = d + columns;
            int f = e + columns;
            int g = f + columns;
            int h = g + columns;
            for (int column = 0; column < columns; column++) {
                int to = column * rows + row;
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
                target[column * rows + row] = source[offset + row * columns + column];
            }
        }
    }
}
