package topspin.sequence;

import topspin.nn.BatchShape;
import topspin.nn.GradientBlock;
import topspin.nn.cell.CellPass;
import topspin.nn.cell.KernelWeights;
import topspin.nn.cell.RecurrentCell;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;
import topspin.nn.engine.RecurrentKernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * oneDNN's own primitive for a cell, forward and backward. It does not support resets, so it is called once for each
 * stretch of steps without a reset in any environment. Its sigmoid and tanh are not {@link topspin.nn.Activations}', so
 * outputs differ by rounding. Only with engine {@code onednn}. It does not expose an LSTM's intermediate cell states,
 * so after a forward pass {@link topspin.nn.CorePass#state} is right for the last step only. Segments are planned, and
 * allocate, when a length first occurs.
 */
final class Primitive implements Unrolling {
    private final KernelWeights weights;
    private final CellPass plain;
    private final BatchShape shape;
    private final int units;
    private final int stateSize;
    private final RecurrentKernel kernel;
    private final RecurrentKernel.Operands operands;
    private final Shard[] shards;
    private final List<GradientBlock> blocks;
    private int loaded = -1;

    /** @throws java.util.NoSuchElementException if the cell, or its engine, has no such kernel */
    Primitive(CellPass plain, BatchShape shape) {
        this.plain = plain;
        this.shape = shape;
        RecurrentCell cell = plain.cell();
        weights = cell.kernelWeights().orElseThrow();
        units = cell.outputs();
        stateSize = cell.stateSize();
        Engine engine = cell.engine();
        kernel = engine.recurrent(weights.kind(), cell.inputs(), units).orElseThrow();
        operands = new RecurrentKernel.Operands(plain.input(), matrix(engine), states(engine), states(engine),
                plain.inputGradient(), matrix(engine), states(engine), states(engine));
        List<RecurrentKernel.WeightGradients> gradients = new ArrayList<>();
        shards = new Shard[shape.shards()];
        for (int s = 0; s < shards.length; s++) {
            gradients.add(kernel.gradients());
            shards[s] = new Shard(s, gradients.get(s));
        }
        blocks = weights.gradientBlocks(gradients);
    }

    private Matrix matrix(Engine engine) {
        return engine.matrix(shape.rows(), units);
    }

    /** The parts of the state, in the order in which the cell keeps them. */
    private List<Matrix> states(Engine engine) {
        return Stream.generate(() -> matrix(engine)).limit(stateSize / units).toList();
    }

    @Override
    public void forward(int shard, boolean[] episodeStart) {
        load();
        shards[shard].forward(episodeStart);
    }

    /** The first shard after a change of the weights packs them. */
    private synchronized void load() {
        if (loaded != weights.changes()) {
            loaded = weights.changes();
            weights.load(kernel);
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
        return kernel.bytes() + Float.BYTES * (long) shape.rows() * (2 * units + 4 * stateSize);
    }

    /** One thread's segments. */
    private final class Shard {
        private final int index;
        private final RecurrentKernel.WeightGradients gradients;
        /** By length; for each length, one segment per occurrence. */
        private final List<List<RecurrentKernel.Segment>> planned = new ArrayList<>();
        private final RecurrentKernel.Segment[] segments = new RecurrentKernel.Segment[shape.steps()];
        private final int[] begin = new int[shape.steps() + 1];
        private final int[] used = new int[shape.steps() + 1];
        /** Of one sequence. */
        private final float[] state = new float[stateSize];
        private int count;

        Shard(int index, RecurrentKernel.WeightGradients gradients) {
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
                get(operands.after(), row);
                plain.rows().states().setAfter(row, state, 0);
            }
        }

        private void enter(int k, int row, boolean[] episodeStart) {
            int sequences = shape.sequences();
            for (int s = 0; k == 0 && s < sequences; s++) {
                put(operands.before(), row + s, plain.startState(), (index * sequences + s) * stateSize);
            }
            for (int p = 0; p < operands.before().size(); p++) {
                Matrix before = operands.before().get(p);
                if (k > 0) {
                    before.copy(row, sequences, operands.after().get(p), row - sequences);
                }
                clearStarts(before, row, row, episodeStart);
            }
        }

        /**
         * Clears each row from {@code row} on for which an episode begins at the corresponding row from {@code begins}
         * on.
         */
        private void clearStarts(Matrix matrix, int row, int begins, boolean[] episodeStart) {
            for (int s = 0; s < shape.sequences(); s++) {
                if (episodeStart[begins + s]) {
                    matrix.clear(row + s, 1);
                }
            }
        }

        private void put(List<Matrix> parts, int row, float[] states, int offset) {
            for (int p = 0; p < parts.size(); p++) {
                parts.get(p).put(row, 1, states, offset + p * units);
            }
        }

        private void get(List<Matrix> parts, int row) {
            for (int p = 0; p < parts.size(); p++) {
                parts.get(p).get(row, 1, state, p * units);
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
                put(operands.afterGradients(), row, state, 0);
            }
        }

        private void arriveFirst(int first, boolean[] episodeStart) {
            for (int row = first; row < first + shape.sequences(); row++) {
                get(operands.beforeGradients(), row);
                plain.rows().states().leave(row, state, 0);
                if (episodeStart[row]) {
                    plain.rows().states().leaveNothing(row, 1);
                }
                plain.arriveFirst(plain.rows(), row, index, row);
            }
        }

        /**
         * Takes the gradients in the states before the next segment; those of sequences where an episode begins are
         * zero.
         */
        private void leave(int last, boolean[] episodeStart) {
            int sequences = shape.sequences();
            int next = last + sequences;
            for (int p = 0; p < operands.afterGradients().size(); p++) {
                Matrix after = operands.afterGradients().get(p);
                after.copy(last, sequences, operands.beforeGradients().get(p), next);
                clearStarts(after, last, next, episodeStart);
            }
        }

        private static void clear(Matrix matrix) {
            matrix.clear(0, matrix.rows());
        }
    }
}
