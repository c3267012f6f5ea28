package topspin.nn.cell;

import topspin.nn.engine.WindowProduct;

/**
 * Planned work on a fixed number of consecutive rows, which each run chooses anew. Must not run on two threads at once;
 * different ones may, on disjoint rows. Running allocates nothing.
 */
@FunctionalInterface
public interface RowWork {
    /** Does nothing, for a piece that a cell does not have. */
    RowWork NONE = row -> {
    };

    /** @param row the first of the rows */
    void run(int row);

    /** A product of the same rows of both operands. */
    static RowWork of(WindowProduct product) {
        return row -> product.run(row, row);
    }
}
