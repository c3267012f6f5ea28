package topspin.nn.cell;

import topspin.nn.BatchShape;
import topspin.nn.CorePass;
import topspin.nn.GradientBlock;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;

import java.util.List;

/**
 * A {@link RecurrentCell}'s pass over rows in the batch's order. It projects inputs and reads outputs for many rows at
 * once, and takes the cell's steps in between. It projects steps in blocks that stay in a core's cache until they are
 * used, and passes gradients back in the same blocks.
 */
public final class CellPass implements CorePass {
    /** Rows that are projected at once: enough for the product's peak speed, few enough for the cache. */
    private static final int BLOCK = 128;

    private final RecurrentCell cell;
    private final BatchShape shape;
    private final int stateSize;
    private final int blockSteps;
    private final CellRows rows;
    private final StateRows states;
    private final Matrix input;
    private final Matrix inputGradient;
    /** Of each sequence, {@code [shards·sequences][stateSize]}. */
    private final float[] startState;
    private final StateGradients stateGradients;
    private final Shard[] shards;
    private final List<GradientBlock> blocks;

    CellPass(RecurrentCell cell, BatchShape shape) {
        this.cell = cell;
        this.shape = shape;
        stateSize = cell.stateSize();
        Engine engine = cell.engine();
        blockSteps = Math.min(shape.steps(), (BLOCK + shape.sequences() - 1) / shape.sequences());
        rows = cell.rows(shape.rows());
        states = rows.states();
        input = engine.matrix(shape.rows(), cell.inputs());
        inputGradient = engine.matrix(shape.rows(), cell.inputs());
        startState = new float[shape.shards() * shape.sequences() * stateSize];
        stateGradients = new StateGradients(shape, stateSize);
        shards = new Shard[shape.shards()];
        for (int s = 0; s < shards.length; s++) {
            shards[s] = new Shard();
        }
        blocks = rows.gradientBlocks(input, 0);
    }

    /** The cell of this pass. */
    public RecurrentCell cell() {
        return cell;
    }

    /** Activations, in the batch's order. */
    public CellRows rows() {
        return rows;
    }

    /** Gradients in the final and in the start states. */
    public StateGradients stateGradients() {
        return stateGradients;
    }

    @Override
    public List<Shown> shown() {
        return rows.parts().stream().map(part -> new Shown(0, part.name(), part.values(), part.width())).toList();
    }

    @Override
    public Matrix input() {
        return input;
    }

    @Override
    public float[] output() {
        return rows.output();
    }

    @Override
    public float[] outputGradient() {
        return rows.outputGradient();
    }

    @Override
    public Matrix inputGradient() {
        return inputGradient;
    }

    @Override
    public void begin(int shard, float[] states, int offset) {
        int length = shape.sequences() * stateSize;
        System.arraycopy(states, offset, startState, shard * length, length);
    }

    @Override
    public void step(int shard, int t, boolean[] episodeStart) {
        int row = shape.row(shard, t);
        shards[shard].projectStep.run(row);
        enter(shard, t, episodeStart);
        advance(shard, t);
        shards[shard].readStep.run(row);
    }

    @Override
    public void forward(int shard, boolean[] episodeStart) {
        for (int t = 0; t < shape.steps(); t++) {
            project(shard, t);
            enter(shard, t, episodeStart);
            advance(shard, t);
            read(shard, t);
        }
    }

    @Override
    public void state(int shard, int t, float[] to, int offset) {
        int row = shape.row(shard, t);
        for (int s = 0; s < shape.sequences(); s++) {
            states.after(row + s, to, offset + s * stateSize);
        }
    }

    @Override
    public void backward(int shard, boolean[] episodeStart) {
        leaveLast(shard);
        for (int t = shape.steps() - 1; t >= 0; t--) {
            readBackward(shard, t);
            shards[shard].step.backward(shape.row(shard, t));
            passBack(shards[shard].step, shard, t, 0, shape.sequences(), episodeStart);
            projectBackward(shard, t);
        }
    }

    @Override
    public void backward(int shard, boolean[] episodeStart, float[] gradients, int offset) {
        stateGradients.put(shard, gradients, offset);
        backward(shard, episodeStart);
        stateGradients.take(shard, gradients, offset);
    }

    @Override
    public List<GradientBlock> gradientBlocks() {
        return blocks;
    }

    /** Projects the inputs of all steps. */
    public void project(int shard) {
        for (int t = 0; t < shape.steps(); t++) {
            project(shard, t);
        }
    }

    /** Projects the inputs of a block of steps, if one begins at step t; for t = 0, 1, … */
    public void project(int shard, int t) {
        if (beginsBlock(t)) {
            (isLast(t) ? shards[shard].projectLast : shards[shard].project).run(shape.row(shard, t));
        }
    }

    /** Reads the outputs of all steps. */
    public void read(int shard) {
        for (int t = 0; t < shape.steps(); t++) {
            read(shard, t);
        }
    }

    /** Reads the outputs of a block of steps, if one ends with step t; for t = 0, 1, … */
    public void read(int shard, int t) {
        if (endsBlock(t)) {
            int first = firstOfBlock(t);
            (isLast(first) ? shards[shard].readLast : shards[shard].read).run(shape.row(shard, first));
        }
    }

    /** Passes the outputs' gradients of all steps back to the states. */
    public void readBackward(int shard) {
        for (int t = shape.steps() - 1; t >= 0; t--) {
            readBackward(shard, t);
        }
    }

    /** Passes the outputs' gradients of a block of steps back, if one ends with step t; for t = …, 1, 0. */
    public void readBackward(int shard, int t) {
        if (endsBlock(t)) {
            int first = firstOfBlock(t);
            (isLast(first) ? shards[shard].readBackwardLast : shards[shard].readBackward).run(shape.row(shard, first));
        }
    }

    /** Passes the gradients of all steps back to the inputs. */
    public void projectBackward(int shard) {
        for (int t = 0; t < shape.steps(); t++) {
            projectBackward(shard, t);
        }
    }

    /** Passes the gradients of a block of steps back to the inputs, if one begins at step t; for t = …, 1, 0. */
    public void projectBackward(int shard, int t) {
        if (beginsBlock(t)) {
            (isLast(t) ? shards[shard].projectBackwardLast : shards[shard].projectBackward).run(shape.row(shard, t));
        }
    }

    private int wholeBlocks() {
        return shape.steps() / blockSteps;
    }

    /** The last block includes the steps that would not fill a block of their own. */
    private boolean beginsBlock(int t) {
        return t % blockSteps == 0 && t / blockSteps < wholeBlocks();
    }

    private boolean endsBlock(int t) {
        return t + 1 == shape.steps() || (t + 1) % blockSteps == 0 && (t + 1) / blockSteps < wholeBlocks();
    }

    private int firstOfBlock(int t) {
        return Math.min(t / blockSteps, wholeBlocks() - 1) * blockSteps;
    }

    /** Whether the block that begins at a step is the last. */
    private boolean isLast(int t) {
        return t / blockSteps == wholeBlocks() - 1;
    }

    /** Puts the states before step t where the step reads them. */
    public void enter(int shard, int t, boolean[] episodeStart) {
        int row = shape.row(shard, t);
        for (int s = 0; s < shape.sequences(); s++) {
            enter(shard, t, s, episodeStart[row + s]);
        }
    }

    /** Puts the state of one sequence before step t where the step reads it. */
    public void enter(int shard, int t, int sequence, boolean episodeStart) {
        int row = shape.row(shard, t) + sequence;
        if (episodeStart) {
            states.enterZero(row);
        } else if (t == 0) {
            enterStart(rows, row, shard, sequence);
        } else {
            states.follow(row, row - shape.sequences(), 1);
        }
    }

    /** The state before a row is the one that {@link #begin} set for a sequence. */
    public void enterStart(CellRows target, int row, int shard, int sequence) {
        target.states().enter(row, startState, (shard * shape.sequences() + sequence) * stateSize);
    }

    /** The states that {@link #begin} set, {@code [shards·sequences][stateSize]}. */
    public float[] startState() {
        return startState;
    }

    /** Computes step t, whose projection and previous states are in place. */
    public void advance(int shard, int t) {
        shards[shard].step.forward(shape.row(shard, t));
    }

    /** Sets the gradients that flow into the last step's states. */
    public void leaveLast(int shard) {
        for (int row = shape.row(shard, shape.steps() - 1); row < shape.row(shard, shape.steps()); row++) {
            leaveLast(rows, row, shard, row);
        }
    }

    /**
     * Sets the gradient that flows into the state after an episode's last row in this batch: 0, unless it is a
     * sequence's last row.
     *
     * @param row      the episode's last row in {@code target}
     * @param batchRow the same row in the batch's order
     */
    public void leaveLast(CellRows target, int row, int shard, int batchRow) {
        int sequence = batchRow - shape.row(shard, shape.steps() - 1);
        if (sequence >= 0) {
            stateGradients.leave(target, row, shard, sequence);
        } else {
            target.states().leaveNothing(row, 1);
        }
    }

    /**
     * Passes the gradients in the states before {@code count} rows of step t, from the one of {@code sequence} on, back to
     * step t − 1, or out of the sequences if t = 0; they end where an episode begins.
     */
    public void passBack(CellStep step, int shard, int t, int sequence, int count, boolean[] episodeStart) {
        if (t == 0 && !stateGradients.wanted(shard)) {
            return;
        }
        int row = shape.row(shard, t) + sequence;
        int previous = t == 0 ? row : row - shape.sequences();
        step.passBack(row, previous);
        for (int i = 0; i < count; i++) {
            if (episodeStart[row + i]) {
                states.leaveNothing(previous + i, 1);
            }
            if (t == 0) {
                arriveFirst(rows, row + i, shard, row + i);
            }
        }
    }

    /**
     * Hands over the gradient that an episode's first row in this batch passed back, if that row is its sequence's
     * first. It is stored in that row's place.
     *
     * @param row      the episode's first row in {@code source}
     * @param batchRow the same row in the batch's order
     */
    public void arriveFirst(CellRows source, int row, int shard, int batchRow) {
        int sequence = batchRow - shape.row(shard, 0);
        if (sequence < shape.sequences()) {
            stateGradients.arrive(source, row, shard, sequence);
        }
    }

    @Override
    public long bytes() {
        return rows.arrays().bytes() + Float.BYTES * (2L * shape.rows() * cell.inputs() + startState.length);
    }

    /** What one thread runs. */
    private final class Shard {
        private final RowWork projectStep;
        private final RowWork project;
        private final RowWork projectLast;
        private final CellStep step;
        private final RowWork readStep;
        private final RowWork read;
        private final RowWork readLast;
        private final RowWork readBackward;
        private final RowWork readBackwardLast;
        private final RowWork projectBackward;
        private final RowWork projectBackwardLast;

        Shard() {
            int sequences = shape.sequences();
            int block = blockSteps * sequences;
            int last = shape.rowsPerShard() - (wholeBlocks() - 1) * block;
            projectStep = rows.project(input, sequences);
            project = rows.project(input, block);
            projectLast = rows.project(input, last);
            step = rows.step(sequences);
            readStep = rows.read(sequences);
            read = rows.read(block);
            readLast = rows.read(last);
            readBackward = rows.readBackward(block);
            readBackwardLast = rows.readBackward(last);
            projectBackward = rows.projectBackward(inputGradient, block);
            projectBackwardLast = rows.projectBackward(inputGradient, last);
        }
    }
}
