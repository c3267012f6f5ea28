package topspin.nn;

import java.util.Arrays;

/**
 * The rows that have an input at 1, as one chain of links per input, in the order in which rows were added. One thread
 * each. Allocates only where more links are added than ever before.
 */
final class RowChains {
    private static final int FEW = 1024;
    private static final int NONE = -1;

    /** Which inputs have a chain. */
    private final long[] any;
    private final int[] first;
    private final int[] last;
    private int[] row = new int[FEW];
    private int[] next = new int[FEW];
    private int links;

    RowChains(int inputs) {
        any = new long[(inputs + Long.SIZE - 1) / Long.SIZE];
        first = new int[inputs];
        last = new int[inputs];
    }

    void clear() {
        Arrays.fill(any, 0);
        links = 0;
    }

    void append(int input, int ofRow) {
        if (links == row.length) {
            row = Arrays.copyOf(row, 2 * links);
            next = Arrays.copyOf(next, 2 * links);
        }
        row[links] = ofRow;
        next[links] = NONE;
        int word = input / Long.SIZE;
        long bit = 1L << input;
        if ((any[word] & bit) == 0) {
            any[word] |= bit;
            first[input] = links;
        } else {
            next[last[input]] = links;
        }
        last[input] = links++;
    }

    /** The first input from {@code input} that has a chain, or −1. */
    int nextInput(int input) {
        int word = input / Long.SIZE;
        if (word >= any.length) {
            return NONE;
        }
        long left = any[word] & -1L << input;
        while (left == 0) {
            if (++word == any.length) {
                return NONE;
            }
            left = any[word];
        }
        return word * Long.SIZE + Long.numberOfTrailingZeros(left);
    }

    /** The first link of an input that has a chain. */
    int first(int input) {
        return first[input];
    }

    /** The link after another, or −1. */
    int next(int link) {
        return next[link];
    }

    int row(int link) {
        return row[link];
    }

    /** Whether two inputs with chains have the same rows, as neighbouring pixels of a wide object do. */
    boolean same(int input, int other) {
        int a = first[input];
        int b = first[other];
        while (a >= 0 && b >= 0 && row[a] == row[b]) {
            a = next[a];
            b = next[b];
        }
        return a < 0 && b < 0;
    }
}
