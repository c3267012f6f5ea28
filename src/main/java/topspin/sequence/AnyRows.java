package topspin.sequence;

import topspin.nn.engine.WindowProduct;

import java.util.function.IntFunction;

/**
 * A product of any number of rows, made of a few that are planned beforehand: up to {@value #MOST} rows at a time. How
 * rows are grouped changes no bit with oneDNN. For one thread.
 */
final class AnyRows {
    private static final int SMALL = 16;
    /** Below the number from which oneDNN reads the weights unpacked. */
    private static final int MOST = 48;

    private final WindowProduct[] planned = new WindowProduct[MOST + 1];

    /**
     * @param most  largest number of rows there will be
     * @param plans plans the product for a number of rows
     */
    AnyRows(int most, IntFunction<WindowProduct> plans) {
        for (int count = 1; count <= Math.min(most, MOST); count++) {
            if (count <= SMALL || count % SMALL == 0) {
                planned[count] = plans.apply(count);
            }
        }
    }

    void run(int from, int to, int count) {
        int done = 0;
        while (done < count) {
            int rows = chunk(count - done);
            planned[rows].run(from + done, to + done);
            done += rows;
        }
    }

    private static int chunk(int left) {
        if (left <= SMALL) {
            return left;
        }
        return Math.min(left / SMALL * SMALL, MOST);
    }
}
