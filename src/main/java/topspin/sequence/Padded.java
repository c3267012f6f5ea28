package topspin.sequence;

import topspin.nn.BatchShape;
import topspin.nn.GradientBlock;
import topspin.nn.cell.CellPass;
import topspin.nn.cell.CellRows;
import topspin.nn.cell.RecurrentCell;
import topspin.nn.cell.RowArray;

import java.util.Arrays;
import java.util.List;

/**
 * Episodes side by side, each padded to the length of the longest, as in MarcoMeter's recurrent PPO and sb3-contrib's
 * {@code pad_and_flatten}. Padding is added after the input's projection and removed before the gradients' large
 * products, so that it costs recurrent work only; its outputs are never read and its gradients are exactly zero.
 *
 * <p>How much padding there is depends on where episodes begin: memory grows when a batch needs more than any before it.
 */
final class Padded implements Unrolling {
    private static final int SPARE = 4;

    private final RecurrentCell cell;
    private final BatchShape shape;
    private final CellPass plain;
    private final Shard[] shards;

    Padded(CellPass plain, BatchShape shape) {
        this.cell = plain.cell();
        this.plain = plain;
        this.shape = shape;
        shards = new Shard[shape.shards()];
        for (int s = 0; s < shards.length; s++) {
            shards[s] = new Shard(s);
        }
    }

    @Override
    public void forward(int shard, boolean[] episodeStart) {
        plain.project(shard);
        shards[shard].forward(episodeStart);
        plain.read(shard);
    }

    @Override
    public void backward(int shard, boolean[] episodeStart) {
        plain.readBackward(shard);
        shards[shard].backward(episodeStart);
        plain.projectBackward(shard);
    }

    @Override
    public List<GradientBlock> gradientBlocks() {
        return plain.gradientBlocks();
    }

    @Override
    public boolean continuesFromSteps() {
        return false;
    }

    @Override
    public long extraBytes() {
        return Arrays.stream(shards).mapToLong(shard -> shard.padded.arrays().bytes()).sum();
    }

    /** One thread's episodes, {@code [longest][episodes]}, k-th rows side by side. */
    private final class Shard {
        private final int index;
        private final Episodes episodes;
        private CellRows padded;
        private AnyRows steps;

        Shard(int index) {
            this.index = index;
            episodes = new Episodes(shape, index);
            reserve(shape.rowsPerShard());
        }

        private void reserve(int rows) {
            padded = cell.rows(rows);
            steps = new AnyRows(rows, padded::step);
        }

        void forward(boolean[] episodeStart) {
            episodes.find(episodeStart);
            int needed = Math.multiplyExact(episodes.count(), episodes.longest());
            if (needed > padded.rows()) {
                synchronized (cell) { // planning is for one thread
                    reserve(needed + needed / SPARE);
                }
            }
            int count = episodes.count();
            pad(padded.arrays().projection(), plain.rows().arrays().projection());
            enterFirst(episodeStart);
            for (int k = 0; k < episodes.longest(); k++) {
                if (k > 0) {
                    padded.states().follow(k * count, (k - 1) * count, count);
                }
                steps.forward(k * count, count);
            }
            unpad(padded.arrays().stepped(), plain.rows().arrays().stepped());
            unpad(padded.arrays().operands(), plain.rows().arrays().operands());
        }

        private void enterFirst(boolean[] episodeStart) {
            for (int e = 0; e < episodes.count(); e++) {
                int row = episodes.row(e, 0);
                if (episodeStart[row]) {
                    padded.states().enterZero(e);
                } else {
                    plain.enterStart(padded, e, index, row - shape.row(index, 0));
                }
            }
        }

        void backward(boolean[] episodeStart) {
            int count = episodes.count();
            pad(padded.arrays().steppedGradient(), plain.rows().arrays().steppedGradient());
            padded.states().leaveNothing((episodes.longest() - 1) * count, count);
            for (int k = episodes.longest() - 1; k >= 0; k--) {
                leaveLast(k);
                steps.backward(k * count, count);
                if (k > 0) {
                    steps.passBack(k * count, (k - 1) * count, count);
                }
            }
            if (plain.stateGradients().wanted(index)) {
                passBackFirst(episodeStart);
            }
            unpad(padded.arrays().projectionGradient(), plain.rows().arrays().projectionGradient());
        }

        /** Padding passes no gradient back, but the state at a sequence's end may have one. */
        private void leaveLast(int k) {
            for (int e = 0; e < episodes.count(); e++) {
                if (episodes.length(e) == k + 1) {
                    plain.leaveLast(padded, k * episodes.count() + e, index, episodes.row(e, k));
                }
            }
        }

        private void passBackFirst(boolean[] episodeStart) {
            steps.passBack(0, 0, episodes.count());
            for (int e = 0; e < episodes.count(); e++) {
                int row = episodes.row(e, 0);
                if (episodeStart[row]) {
                    padded.states().leaveNothing(e, 1);
                }
                plain.arriveFirst(padded, e, index, row);
            }
        }

        /** Sets padding to zero, so that no gradient flows back from it. */
        private void pad(List<RowArray> to, List<RowArray> from) {
            int count = episodes.count();
            for (int e = 0; e < count; e++) {
                for (int k = 0; k < episodes.length(e); k++) {
                    RowArray.copy(to, k * count + e, from, episodes.row(e, k));
                }
                for (int k = episodes.length(e); k < episodes.longest(); k++) {
                    RowArray.clear(to, k * count + e);
                }
            }
        }

        private void unpad(List<RowArray> from, List<RowArray> to) {
            int count = episodes.count();
            for (int e = 0; e < count; e++) {
                for (int k = 0; k < episodes.length(e); k++) {
                    RowArray.copy(to, episodes.row(e, k), from, k * count + e);
                }
            }
        }
    }
}
