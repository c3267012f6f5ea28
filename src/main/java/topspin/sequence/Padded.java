package topspin.sequence;

import topspin.nn.BatchShape;
import topspin.nn.GradientBlock;
import topspin.nn.Lstm;
import topspin.nn.LstmPass;
import topspin.nn.LstmRows;
import topspin.nn.engine.Matrix;

import java.util.Arrays;
import java.util.List;

/**
 * Episodes side by side, each padded to the length of the longest, as MarcoMeter's recurrent PPO and
 * sb3-contrib's {@code pad_and_flatten} train. Padding is put in after the input's projection and taken out before the
 * gradients' large products, so that it costs recurrent work only; its outputs are never read and its gradients are
 * exactly zero.
 *
 * <p>How much padding there is depends on where episodes begin: memory grows when a batch needs more than any before it.
 */
final class Padded implements Unrolling {
    private static final int SPARE = 4;

    private final Lstm lstm;
    private final BatchShape shape;
    private final LstmPass plain;
    private final int units;
    private final Shard[] shards;

    Padded(Lstm lstm, LstmPass plain, BatchShape shape) {
        this.lstm = lstm;
        this.plain = plain;
        this.shape = shape;
        this.units = lstm.outputs();
        shards = new Shard[shape.shards()];
        for (int s = 0; s < shards.length; s++) {
            shards[s] = new Shard(s);
        }
    }

    @Override
    public void forward(int shard, boolean[] episodeStart) {
        shards[shard].forward(episodeStart);
    }

    @Override
    public void backward(int shard, boolean[] episodeStart) {
        shards[shard].backward();
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
        return Arrays.stream(shards).mapToLong(shard -> shard.padded.bytes()
                + (long) Float.BYTES * shard.hiddenInGradient.rows() * units).sum();
    }

    /** One thread's episodes, {@code [longest][episodes]}, k-th rows side by side. */
    private final class Shard {
        private final int index;
        private final Episodes episodes;
        private LstmRows padded;
        private Matrix hiddenInGradient;
        private AnyRows recur;
        private AnyRows recurBackward;

        Shard(int index) {
            this.index = index;
            episodes = new Episodes(shape, index);
            reserve(shape.rowsPerShard());
        }

        private void reserve(int rows) {
            padded = lstm.rows(rows);
            hiddenInGradient = lstm.engine().matrix(rows, units);
            recur = new AnyRows(rows, padded::recur);
            recurBackward = new AnyRows(rows, count -> padded.recurBackward(hiddenInGradient, count));
        }

        void forward(boolean[] episodeStart) {
            plain.project(index);
            episodes.find(episodeStart);
            int needed = Math.multiplyExact(episodes.count(), episodes.longest());
            if (needed > padded.rows()) {
                synchronized (lstm) { // planning is for one thread
                    reserve(needed + needed / SPARE);
                }
            }
            int count = episodes.count();
            pad(padded.preactivation(), plain.rows().preactivation());
            enterFirst(episodeStart);
            for (int k = 0; k < episodes.longest(); k++) {
                if (k > 0) {
                    padded.follow(k * count, (k - 1) * count, count);
                }
                recur.run(k * count, k * count, count);
                padded.activate(k * count, count);
            }
            unpad(padded.hidden(), plain.rows().hidden());
            unpad(padded.cell(), plain.rows().cell());
            unpad(padded.hiddenIn(), plain.rows().hiddenIn());
        }

        private void enterFirst(boolean[] episodeStart) {
            for (int e = 0; e < episodes.count(); e++) {
                int row = episodes.row(e, 0);
                if (episodeStart[row]) {
                    padded.enterZero(e);
                } else {
                    plain.enterStart(padded, e, index, row - shape.row(index, 0));
                }
            }
        }

        void backward() {
            int count = episodes.count();
            padOutputGradient();
            padded.leaveNothing((episodes.longest() - 1) * count, count);
            for (int k = episodes.longest() - 1; k >= 0; k--) {
                padded.differentiate(k * count, count);
                if (k > 0) {
                    recurBackward.run(k * count, 0, count);
                    padded.leave(k * count, (k - 1) * count, count, hiddenInGradient, 0);
                }
            }
            unpad(padded.preactivationGradient(), plain.rows().preactivationGradient());
        }

        /** Zero where there is padding, so that nothing flows back from it. */
        private void padOutputGradient() {
            float[] gradient = padded.outputGradient();
            int count = episodes.count();
            Arrays.fill(gradient, 0, count * episodes.longest() * units, 0f);
            for (int e = 0; e < count; e++) {
                for (int k = 0; k < episodes.length(e); k++) {
                    Episodes.copyRow(plain.outputGradient(), episodes.row(e, k), gradient, k * count + e, units);
                }
            }
        }

        private void pad(Matrix to, Matrix from) {
            int count = episodes.count();
            for (int e = 0; e < count; e++) {
                for (int k = 0; k < episodes.length(e); k++) {
                    to.copy(k * count + e, 1, from, episodes.row(e, k));
                }
                for (int k = episodes.length(e); k < episodes.longest(); k++) {
                    to.clear(k * count + e, 1);
                }
            }
        }

        private void unpad(Matrix from, Matrix to) {
            int count = episodes.count();
            for (int e = 0; e < count; e++) {
                for (int k = 0; k < episodes.length(e); k++) {
                    to.copy(episodes.row(e, k), 1, from, k * count + e);
                }
            }
        }

        private void unpad(float[] from, float[] to) {
            int count = episodes.count();
            for (int e = 0; e < count; e++) {
                for (int k = 0; k < episodes.length(e); k++) {
                    Episodes.copyRow(from, k * count + e, to, episodes.row(e, k), units);
                }
            }
        }
    }
}
