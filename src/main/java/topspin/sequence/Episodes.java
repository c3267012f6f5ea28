package topspin.sequence;

import topspin.nn.BatchShape;

/**
 * Cuts a shard's sequences into episodes, which begin at a sequence's first row and at every episode start. Allocates
 * nothing.
 */
final class Episodes {
    private final BatchShape shape;
    private final int shard;
    private final int[] start;
    private final int[] length;
    private int count;
    private int longest;

    Episodes(BatchShape shape, int shard) {
        this.shape = shape;
        this.shard = shard;
        start = new int[shape.rowsPerShard()];
        length = new int[shape.rowsPerShard()];
    }

    /** Cuts anew; episodes are numbered sequence by sequence, in time. */
    void find(boolean[] episodeStart) {
        count = 0;
        longest = 0;
        for (int s = 0; s < shape.sequences(); s++) {
            for (int t = 0; t < shape.steps(); t++) {
                int row = shape.row(shard, t) + s;
                if (t == 0 || episodeStart[row]) {
                    start[count] = row;
                    length[count] = 0;
                    count++;
                }
                length[count - 1]++;
                longest = Math.max(longest, length[count - 1]);
            }
        }
    }

    int count() {
        return count;
    }

    /** Rows of the longest episode. */
    int longest() {
        return longest;
    }

    int length(int episode) {
        return length[episode];
    }

    /** The batch's row of the k-th step of an episode. */
    int row(int episode, int k) {
        return start[episode] + k * shape.sequences();
    }

    /** Copies one row of {@code width} floats. */
    static void copyRow(float[] from, int row, float[] to, int toRow, int width) {
        System.arraycopy(from, row * width, to, toRow * width, width);
    }
}
