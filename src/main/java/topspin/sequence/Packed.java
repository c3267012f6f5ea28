package topspin.sequence;

import topspin.nn.BatchShape;
import topspin.nn.GradientBlock;
import topspin.nn.cell.CellPass;
import topspin.nn.cell.CellRows;
import topspin.nn.cell.RowArray;
import topspin.nn.cell.RowWork;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Episodes sorted by length, as PyTorch's {@code pack_padded_sequence} feeds cuDNN: wave k holds the k-th row of every
 * episode that has one, longest episode first, so that the rows of a wave follow the first rows of the wave before. Many
 * short episodes make few, large recurrent products, and no row is padding.
 *
 * <p>Rows are copied into that order and back; the weights' gradient sums rows in that order.
 */
final class Packed implements Unrolling {
    /** Rows that are projected at once: enough for the product's peak speed, few enough for the cache. */
    private static final int BLOCK = 128;

    private final BatchShape shape;
    private final CellPass plain;
    private final CellRows packed;
    private final Matrix input;
    private final Matrix inputGradient;
    private final int units;
    private final List<RowArray> states;
    private final List<RowArray> packedStates;
    private final Shard[] shards;
    private final List<GradientBlock> blocks;

    Packed(CellPass plain, BatchShape shape) {
        this.plain = plain;
        this.shape = shape;
        Engine engine = plain.cell().engine();
        units = plain.cell().outputs();
        packed = plain.cell().rows(shape.rows());
        states = plain.rows().arrays().stepped();
        packedStates = packed.arrays().stepped();
        input = engine.matrix(shape.rows(), plain.cell().inputs());
        inputGradient = engine.matrix(shape.rows(), plain.cell().inputs());
        blocks = packed.gradientBlocks(input, 0);
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
        shards[shard].backward(episodeStart);
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
        return packed.arrays().bytes() + 2L * Float.BYTES * shape.rows() * input.columns();
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
        private final Blocks project;
        private final Blocks read;
        private final Blocks readBackward;
        private final Blocks projectBackward;
        private final AnyRows steps;

        Shard(int index) {
            this.index = index;
            int rows = shape.rowsPerShard();
            first = index * rows;
            episodes = new Episodes(shape, index);
            byLength = new int[rows];
            withLength = new int[shape.steps() + 2];
            wave = new int[shape.steps() + 1];
            batchRow = new int[rows];
            project = new Blocks(count -> packed.project(input, count), first, rows);
            read = new Blocks(packed::read, first, rows);
            readBackward = new Blocks(packed::readBackward, first, rows);
            projectBackward = new Blocks(count -> packed.projectBackward(inputGradient, count), first, rows);
            steps = new AnyRows(rows, packed::step);
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
                for (; project.begin(block) < wave[k + 1]; block++) {
                    project.run(block);
                }
                int row = first + wave[k];
                int count = wave[k + 1] - wave[k];
                if (k > 0) {
                    packed.states().follow(row, first + wave[k - 1], count);
                }
                steps.forward(row, count);
            }
            read.runAll();
            for (int row = 0; row < shape.rowsPerShard(); row++) {
                Episodes.copyRow(packed.output(), first + row, plain.output(), batchRow[row], units);
                RowArray.copy(states, batchRow[row], packedStates, first + row);
            }
        }

        private void enterFirstWave(boolean[] episodeStart) {
            for (int row = 0; row < wave[1]; row++) {
                if (episodeStart[batchRow[row]]) {
                    packed.states().enterZero(first + row);
                } else {
                    plain.enterStart(packed, first + row, index, batchRow[row] - first);
                }
            }
        }

        void backward(boolean[] episodeStart) {
            for (int row = 0; row < shape.rowsPerShard(); row++) {
                Episodes.copyRow(plain.outputGradient(), batchRow[row], packed.outputGradient(), first + row, units);
            }
            readBackward.runAll();
            int later = 0;
            int block = projectBackward.count() - 1;
            for (int k = waves - 1; k >= 0; k--) {
                int count = wave[k + 1] - wave[k];
                for (int row = wave[k] + later; row < wave[k + 1]; row++) {
                    plain.leaveLast(packed, first + row, index, batchRow[row]);
                }
                steps.backward(first + wave[k], count);
                if (k > 0) {
                    steps.passBack(first + wave[k], first + wave[k - 1], count);
                } else if (plain.stateGradients().wanted(index)) {
                    passBackFirstWave(count, episodeStart);
                }
                later = count;
                for (; block >= 0 && projectBackward.begin(block) >= wave[k]; block--) {
                    projectBackward.run(block);
                }
            }
            for (int row = 0; row < shape.rowsPerShard(); row++) {
                plain.inputGradient().copy(batchRow[row], 1, inputGradient, first + row);
            }
        }

        private void passBackFirstWave(int count, boolean[] episodeStart) {
            steps.passBack(first, first, count);
            for (int row = 0; row < count; row++) {
                if (episodeStart[batchRow[row]]) {
                    packed.states().leaveNothing(first + row, 1);
                }
                plain.arriveFirst(packed, first + row, index, batchRow[row]);
            }
        }
    }

    /** Work on a shard's rows by blocks; the last includes the rows that would not fill a block of their own. */
    private static final class Blocks {
        private final RowWork whole;
        private final RowWork last;
        private final int first;
        private final int wholeBlocks;

        Blocks(IntFunction<RowWork> plans, int first, int rows) {
            this.first = first;
            wholeBlocks = Math.max(0, rows / BLOCK - 1);
            whole = plans.apply(Math.min(BLOCK, rows));
            last = plans.apply(rows - wholeBlocks * BLOCK);
        }

        int count() {
            return wholeBlocks + 1;
        }

        /** A block's first row within the shard; beyond all rows for one more than there are. */
        int begin(int block) {
            return block > wholeBlocks ? Integer.MAX_VALUE : block * BLOCK;
        }

        void run(int block) {
            (block < wholeBlocks ? whole : last).run(first + block * BLOCK);
        }

        void runAll() {
            for (int block = 0; block <= wholeBlocks; block++) {
                run(block);
            }
        }
    }
}
