package topspin.sequence;

import topspin.nn.BatchShape;
import topspin.nn.GradientBlock;
import topspin.nn.cell.CellPass;
import topspin.nn.cell.Lstm;
import topspin.nn.engine.Engine;
import topspin.nn.engine.LstmKernel;
import topspin.nn.engine.Matrix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * oneDNN's LSTM primitive, forward and backward, called once for each stretch of steps between resets in any
 * environment: it knows no reset itself. Its sigmoid and tanh are not {@link topspin.nn.Activations}', so outputs differ
 * by rounding. Only with engine {@code onednn}; intermediate cell states are its secret, so after a forward pass
 * {@link topspin.nn.CorePass#state} is right for the last step only. Segments are planned, and allocate, when a length
 * first occurs.
 */
final class Primitive implements Unrolling {
    private final Lstm lstm;
    private final CellPass plain;
    private final BatchShape shape;
    private final int units;
    private final LstmKernel kernel;
    private final LstmKernel.Operands operands;
    private final Shard[] shards;
    private final List<GradientBlock> blocks;
    private int loaded = -1;

    Primitive(Lstm lstm, CellPass plain, BatchShape shape) {
        this.lstm = lstm;
        this.plain = plain;
        this.shape = shape;
        this.units = lstm.outputs();
        Engine engine = lstm.engine();
        kernel = engine.lstm(lstm.inputs(), units);
        operands = new LstmKernel.Operands(plain.input(), states(engine), states(engine), states(engine),
                states(engine), states(engine), plain.inputGradient(), states(engine), states(engine), states(engine),
                states(engine), states(engine));
        List<LstmKernel.WeightGradients> gradients = new ArrayList<>();
        shards = new Shard[shape.shards()];
        for (int s = 0; s < shards.length; s++) {
            gradients.add(new LstmKernel.WeightGradients(engine.matrix(lstm.inputs(), 4 * units),
                    engine.matrix(units, 4 * units), engine.matrix(1, 4 * units)));
            shards[s] = new Shard(s, gradients.get(s));
        }
        blocks = lstm.gradientBlocks(kernel, gradients);
    }

    private Matrix states(Engine engine) {
        return engine.matrix(shape.rows(), units);
    }

    @Override
    public void forward(int shard, boolean[] episodeStart) {
        load();
        shards[shard].forward(episodeStart);
    }

    /** The first shard after a change of the weights loads them. */
    private synchronized void load() {
        if (loaded != lstm.loads()) {
            lstm.load(kernel);
            loaded = lstm.loads();
        }
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
        return kernel.bytes() + 10L * Float.BYTES * shape.rows() * units;
    }

    /** One thread's segments. */
    private final class Shard {
        private final int index;
        private final LstmKernel.WeightGradients gradients;
        /** By length, and of each length one for each time it occurs. */
        private final List<List<LstmKernel.Segment>> planned = new ArrayList<>();
        private final LstmKernel.Segment[] segments = new LstmKernel.Segment[shape.steps()];
        private final int[] begin = new int[shape.steps() + 1];
        private final int[] used = new int[shape.steps() + 1];
        /** Of one sequence, {@code [cell, hidden]}. */
        private final float[] state = new float[2 * units];
        private int count;

        Shard(int index, LstmKernel.WeightGradients gradients) {
            this.index = index;
            this.gradients = gradients;
            for (int length = 0; length <= shape.steps(); length++) {
                planned.add(new ArrayList<>());
            }
        }

        private void cut(boolean[] episodeStart) {
            Arrays.fill(used, 0);
            count = 0;
            for (int t = 0; t < shape.steps(); t++) {
                boolean begins = t == 0;
                int row = shape.row(index, t);
                for (int s = 0; s < shape.sequences(); s++) {
                    begins |= episodeStart[row + s];
                }
                if (begins) {
                    begin[count++] = t;
                }
            }
            begin[count] = shape.steps();
            for (int k = 0; k < count; k++) {
                int length = begin[k + 1] - begin[k];
                if (used[length] == planned.get(length).size()) {
                    planned.get(length).add(kernel.plan(length, shape.sequences(), operands, gradients));
                }
                segments[k] = planned.get(length).get(used[length]++);
            }
        }

        void forward(boolean[] episodeStart) {
            cut(episodeStart);
            for (int k = 0; k < count; k++) {
                int row = shape.row(index, begin[k]);
                enter(k, row, episodeStart);
                segments[k].forward(row);
                takeStates(shape.row(index, begin[k + 1] - 1));
            }
            int first = shape.row(index, 0);
            operands.output().get(first, shape.rowsPerShard(), plain.output(), first * units);
        }

        /** The states after a segment's last step. */
        private void takeStates(int last) {
            for (int row = last; row < last + shape.sequences(); row++) {
                operands.cellAfter().get(row, 1, state, 0);
                operands.hiddenAfter().get(row, 1, state, units);
                plain.rows().states().setAfter(row, state, 0);
            }
        }

        private void enter(int k, int row, boolean[] episodeStart) {
            int sequences = shape.sequences();
            if (k == 0) {
                int from = index * sequences * 2 * units;
                for (int s = 0; s < sequences; s++) {
                    operands.cellBefore().put(row + s, 1, plain.startState(), from + s * 2 * units);
                    operands.hiddenBefore().put(row + s, 1, plain.startState(), from + (s * 2 + 1) * units);
                }
            } else {
                operands.cellBefore().copy(row, sequences, operands.cellAfter(), row - sequences);
                operands.hiddenBefore().copy(row, sequences, operands.hiddenAfter(), row - sequences);
            }
            for (int s = 0; s < sequences; s++) {
                if (episodeStart[row + s]) {
                    operands.cellBefore().clear(row + s, 1);
                    operands.hiddenBefore().clear(row + s, 1);
                }
            }
        }

        void backward(boolean[] episodeStart) {
            clear(gradients.inputWeights());
            clear(gradients.recurrentWeights());
            clear(gradients.bias());
            int first = shape.row(index, 0);
            int sequences = shape.sequences();
            operands.outputGradient().put(first, shape.rowsPerShard(), plain.outputGradient(), first * units);
            for (int k = count - 1; k >= 0; k--) {
                int last = shape.row(index, begin[k + 1] - 1);
                if (k == count - 1) {
                    leaveLast(last);
                } else {
                    leave(last, episodeStart);
                }
                segments[k].backward(shape.row(index, begin[k]));
            }
            if (plain.stateGradients().wanted(index)) {
                arriveFirst(first, episodeStart);
            }
        }

        private void leaveLast(int last) {
            plain.leaveLast(index);
            for (int row = last; row < last + shape.sequences(); row++) {
                plain.rows().states().gradient(row, state, 0);
                operands.cellAfterGradient().put(row, 1, state, 0);
                operands.hiddenAfterGradient().put(row, 1, state, units);
            }
        }

        private void arriveFirst(int first, boolean[] episodeStart) {
            for (int row = first; row < first + shape.sequences(); row++) {
                operands.cellBeforeGradient().get(row, 1, state, 0);
                operands.hiddenBeforeGradient().get(row, 1, state, units);
                plain.rows().states().leave(row, state, 0);
                if (episodeStart[row]) {
                    plain.rows().states().leaveNothing(row, 1);
                }
                plain.arriveFirst(plain.rows(), row, index, row);
            }
        }

        /** Hands the gradients in the states before the next segment over; they end where an episode begins. */
        private void leave(int last, boolean[] episodeStart) {
            int sequences = shape.sequences();
            int next = last + sequences;
            operands.hiddenAfterGradient().copy(last, sequences, operands.hiddenBeforeGradient(), next);
            operands.cellAfterGradient().copy(last, sequences, operands.cellBeforeGradient(), next);
            for (int s = 0; s < sequences; s++) {
                if (episodeStart[next + s]) {
                    operands.hiddenAfterGradient().clear(last + s, 1);
                    operands.cellAfterGradient().clear(last + s, 1);
                }
            }
        }

        private static void clear(Matrix matrix) {
            matrix.clear(0, matrix.rows());
        }
    }
}
