package topspin.sequence;

import topspin.nn.BatchShape;
import topspin.nn.GradientBlock;
import topspin.nn.Lstm;
import topspin.nn.LstmPass;
import topspin.nn.LstmRows;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;
import topspin.nn.engine.WindowProduct;

import java.util.Arrays;
import java.util.List;

/**
 * Episodes sorted by length, as PyTorch's {@code pack_padded_sequence} feeds cuDNN: wave k holds the k-th row of every
 * episode that has one, longest episode first, so that the rows of a wave follow the first rows of the wave before. Many
 * short episodes make few, large recurrent products, and no row is padding.
 *
 * <p>Rows are copied into that order and back; the weights' gradient sums them in it.
 */
final class Packed implements Unrolling {
    /** Rows that are projected at once: enough for the product's peak, few enough for the cache. */
    private static final int BLOCK = 128;

    private final BatchShape shape;
    private final LstmPass plain;
    private final LstmRows packed;
    private final Matrix input;
    private final Matrix inputGradient;
    private final Matrix hiddenInGradient;
    private final int units;
    private final Shard[] shards;
    private final List<GradientBlock> blocks;

    Packed(Lstm lstm, LstmPass plain, BatchShape shape) {
        this.plain = plain;
        this.shape = shape;
        Engine engine = lstm.engine();
        units = lstm.outputs();
        packed = lstm.rows(shape.rows());
        input = engine.matrix(shape.rows(), lstm.inputs());
        inputGradient = engine.matrix(shape.rows(), lstm.inputs());
        hiddenInGradient = engine.matrix(shape.rows(), units);
        blocks = packed.gradientBlocks(input);
        shards = new Shard[shape.shards()];
        for (int s = 0; s < shards.length; s++) {
            shards[s] = new Shard(s);
        }
    }

    @Override
    public void forward(int shard, boolean[] episodeStart) {
        shards[shard].order(episodeStart);
        shards[shard].forward(episodeStart);
    }

    @Override
    public void backward(int shard, boolean[] episodeStart) {
        shards[shard].backward();
    }

    @Override
    public List<GradientBlock> gradientBlocks() {
        return blocks;
    }

    @Override
    public boolean continuesFromSteps() {
        return false;
    }

    @Override
    public long extraBytes() {
        return packed.bytes() + (long) Float.BYTES * shape.rows() * (2L * input.columns() + units);
    }

    /** One thread's rows. */
    private final class Shard {
        private final int index;
        private final int first;
        private final Episodes episodes;
        /** Episodes by descending length. */
        private final int[] byLength;
        private final int[] withLength;
        /** Of each wave: its first row, within the shard; one more marks the end. */
        private final int[] wave;
        private int waves;
        /** Which row of the batch each packed row is. */
        private final int[] batchRow;
        /** All blocks but the last, which takes in the rows that would not fill one of their own. */
        private final int wholeBlocks;
        private final WindowProduct project;
        private final WindowProduct projectLast;
        private final WindowProduct projectBackward;
        private final WindowProduct projectBackwardLast;
        private final AnyRows recur;
        private final AnyRows recurBackward;

        Shard(int index) {
            this.index = index;
            int rows = shape.rowsPerShard();
            first = index * rows;
            episodes = new Episodes(shape, index);
            byLength = new int[rows];
            withLength = new int[shape.steps() + 2];
            wave = new int[shape.steps() + 1];
            batchRow = new int[rows];
            wholeBlocks = Math.max(0, rows / BLOCK - 1);
            int last = rows - wholeBlocks * BLOCK;
            project = packed.project(input, Math.min(BLOCK, rows));
            projectLast = packed.project(input, last);
            projectBackward = packed.projectBackward(inputGradient, Math.min(BLOCK, rows));
            projectBackwardLast = packed.projectBackward(inputGradient, last);
            recur = new AnyRows(rows, packed::recur);
            recurBackward = new AnyRows(rows, count -> packed.recurBackward(hiddenInGradient, count));
        }

        /** Sorts the episodes by counting and lays their rows out in waves. */
        void order(boolean[] episodeStart) {
            episodes.find(episodeStart);
            sort();
            waves = episodes.longest();
            int row = 0;
            for (int k = 0; k < waves; k++) {
                wave[k] = row;
                for (int e = 0; e < episodes.count() && episodes.length(byLength[e]) > k; e++) {
                    batchRow[row++] = episodes.row(byLength[e], k);
                }
            }
            wave[waves] = row;
        }

        private void sort() {
            Arrays.fill(withLength, 0);
            for (int e = 0; e < episodes.count(); e++) {
                withLength[episodes.length(e)]++;
            }
            int place = 0;
            for (int length = shape.steps(); length > 0; length--) {
                int count = withLength[length];
                withLength[length] = place;
                place += count;
            }
            for (int e = 0; e < episodes.count(); e++) {
                byLength[withLength[episodes.length(e)]++] = e;
            }
        }

        void forward(boolean[] episodeStart) {
            for (int row = 0; row < shape.rowsPerShard(); row++) {
                input.copy(first + row, 1, plain.input(), batchRow[row]);
            }
            enterFirstWave(episodeStart);
            int block = 0;
            for (int k = 0; k < waves; k++) {
                for (; block <= wholeBlocks && block * BLOCK < wave[k + 1]; block++) {
                    int row = first + block * BLOCK;
                    (block < wholeBlocks ? project : projectLast).run(row, row);
                }
                int row = first + wave[k];
                int count = wave[k + 1] - wave[k];
                if (k > 0) {
                    packed.follow(row, first + wave[k - 1], count);
                }
                recur.run(row, row, count);
                packed.activate(row, count);
            }
            for (int row = 0; row < shape.rowsPerShard(); row++) {
                Episodes.copyRow(packed.hidden(), first + row, plain.rows().hidden(), batchRow[row], units);
                Episodes.copyRow(packed.cell(), first + row, plain.rows().cell(), batchRow[row], units);
            }
        }

        private void enterFirstWave(boolean[] episodeStart) {
            for (int row = 0; row < wave[1]; row++) {
                if (episodeStart[batchRow[row]]) {
                    packed.enterZero(first + row);
                } else {
                    plain.enterStart(packed, first + row, index, batchRow[row] - first);
                }
            }
        }

        void backward() {
            for (int row = 0; row < shape.rowsPerShard(); row++) {
                Episodes.copyRow(plain.outputGradient(), batchRow[row], packed.outputGradient(), first + row, units);
            }
            int later = 0;
            int block = wholeBlocks;
            for (int k = waves - 1; k >= 0; k--) {
                int row = first + wave[k];
                int count = wave[k + 1] - wave[k];
                packed.leaveNothing(row + later, count - later);
                packed.differentiate(row, count);
                if (k > 0) {
                    recurBackward.run(row, first, count);
                    packed.leave(row, first + wave[k - 1], count, hiddenInGradient, first);
                }
                later = count;
                for (; block >= 0 && block * BLOCK >= wave[k]; block--) {
                    int begin = first + block * BLOCK;
                    (block < wholeBlocks ? projectBackward : projectBackwardLast).run(begin, begin);
                }
            }
            for (int row = 0; row < shape.rowsPerShard(); row++) {
                plain.inputGradient().copy(batchRow[row], 1, inputGradient, first + row);
            }
        }
    }
}
