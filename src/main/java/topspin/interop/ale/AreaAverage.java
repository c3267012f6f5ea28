package topspin.interop.ale;

/**
 * Shrinks a picture to a square: each cell is the average over its area (OpenCV {@code INTER_AREA}), in exact integers, halves
 * rounded up. A pixel that lies in two cells counts for each by its share. One thread; allocates nothing.
 */
final class AreaAverage {
    private final Axis rows;
    private final Axis columns;
    private final int side;
    /** Weighted sums along the columns, {@code [height][side]}. */
    private final int[] sums;

    /**
     * Cells along one axis. Lengths are whole in units of one pixel divided by {@code side / gcd(size, side)}.
     *
     * @param first   first pixel of each cell
     * @param weights overlap of each of the cell's pixels with it, {@code [cell][taps]}
     * @param length  of a cell: the sum of its weights
     */
    private record Axis(int size, int taps, int[] first, int[] weights, int length) {

        static Axis of(int size, int side) {
            int common = gcd(size, side);
            int pixel = side / common;
            int cell = size / common;
            int taps = Math.min(size, (cell - 1) / pixel + 2);
            int[] first = new int[side];
            int[] weights = new int[side * taps];
            for (int c = 0; c < side; c++) {
                int start = c * cell;
                first[c] = Math.min(start / pixel, size - taps);
                for (int tap = 0; tap < taps; tap++) {
                    int at = (first[c] + tap) * pixel;
                    weights[c * taps + tap] = Math.max(0, Math.min(start + cell, at + pixel) - Math.max(start, at));
                }
            }
            return new Axis(size, taps, first, weights, cell);
        }

        private static int gcd(int a, int b) {
            return b == 0 ? a : gcd(b, a % b);
        }
    }

    /** Pictures of {@code height} × {@code width} pixels become {@code side} × {@code side} cells. */
    AreaAverage(int height, int width, int side) {
        rows = Axis.of(height, side);
        columns = Axis.of(width, side);
        this.side = side;
        sums = new int[height * side];
    }

    /**
     * @param picture {@code [height][width]}, unsigned
     * @param target  {@code [side][side]} from {@code offset}
     */
    void shrink(byte[] picture, byte[] target, int offset) {
        for (int y = 0; y < rows.size; y++) {
            sumRow(picture, y * columns.size, y * side);
        }
        int whole = rows.length * columns.length;
        for (int i = 0; i < side; i++) {
            for (int j = 0; j < side; j++) {
                int sum = 0;
                for (int tap = 0; tap < rows.taps; tap++) {
                    sum += rows.weights[i * rows.taps + tap] * sums[(rows.first[i] + tap) * side + j];
                }
                target[offset + i * side + j] = (byte) ((sum + whole / 2) / whole);
            }
        }
    }

    private void sumRow(byte[] picture, int from, int to) {
        for (int j = 0; j < side; j++) {
            int sum = 0;
            for (int tap = 0; tap < columns.taps; tap++) {
                sum += columns.weights[j * columns.taps + tap] * (picture[from + columns.first[j] + tap] & 0xFF);
            }
            sums[to + j] = sum;
        }
    }
}
