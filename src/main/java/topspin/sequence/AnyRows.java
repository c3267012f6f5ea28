package topspin.sequence;

import topspin.nn.cell.CellStep;

import java.util.function.IntFunction;

/**
 * A step of any number of rows, composed of steps that are planned beforehand, of up to {@value #MOST} rows each. With
 * oneDNN the grouping of rows changes no bit. For one thread.
 */
final class AnyRows {
    private static final int SMALL = 16;
    /** Kept below the number of rows from which oneDNN reads unpacked weights. */
    private static final int MOST = 48;

    private final CellStep[] planned = new CellStep[MOST + 1];

    /**
     * @param most  largest number of rows there will be
     * @param plans plans the step for a number of rows
     */
    AnyRows(int most, IntFunction<CellStep> plans) {
        for (int count = 1; count <= Math.min(most, MOST); count++) {
            if (count <= SMALL || count % SMALL == 0) {
                planned[count] = plans.apply(count);
            }
        }
    }

    void forward(int row, int count) {
        for (int done = 0; done < count; done += chunk(count - done)) {
            planned[chunk(count - done)].forward(row + done);
        }
    }

    void backward(int row, int count) {
        for (int done = 0; done < count; done += chunk(count - done)) {
            planned[chunk(count - done)].backward(row + done);
        }
    }

    void passBack(int row, int previous, int count) {
        for (int done = 0; done < count; done += chunk(count - done)) {
            planned[chunk(count - done)].passBack(row + done, previous + done);
        }
    }

    private static int chunk(int left) {
        if (left <= SMALL) {
            return left;
        }
        return Math.min(left / SMALL * SMALL, MOST);
    }
}
