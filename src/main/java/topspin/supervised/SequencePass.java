package topspin.supervised;

import topspin.nn.BatchShape;
import topspin.nn.GradientBlock;
import topspin.nn.cell.CellPart;
import topspin.nn.cell.CellPass;
import topspin.nn.cell.CellRows;
import topspin.nn.cell.CellStep;
import topspin.nn.cell.RecurrentCell;

import java.util.Arrays;
import java.util.List;

/**
 * One cell over sequences of different lengths, the short ones padded at the end. As TensorFlow's {@code dynamic_rnn}
 * with {@code sequence_length}: outputs after a sequence's end are zero, and its final state is the one after its last
 * step. Padding has no influence and no gradient, whatever it holds, if it is finite.
 *
 * <p>Order of use for each shard: {@link #begin}; {@link #forward}; {@link #state}; fill {@link #outputGradient}; one of
 * {@link #backward}. Different shards may be on different threads. Nothing allocates after construction.
 */
public final class SequencePass {
    private final BatchShape shape;
    private final int[] lengths;
    private final int stateSize;
    private final int inputs;
    private final int outputs;
    private final CellPass cell;
    private final CellRows rows;
    private final CellStep[] steps;
    private final boolean[] noStarts;
    private final float[] x;
    private final float[] dx;
    private final float[] output;
    private final float[] outputGradient;

    /**
     * @param lengths {@code [shards·sequences]}, from 1 to the shape's steps; read at every pass
     * @param x       inputs, {@code [rows][inputs]}
     * @param dx      gets the gradient in them; null if nobody needs it
     */
    public SequencePass(RecurrentCell cell, BatchShape shape, int[] lengths, float[] x, float[] dx) {
        this.shape = shape;
        this.lengths = lengths;
        this.x = x;
        this.dx = dx;
        this.cell = cell.pass(shape);
        rows = this.cell.rows();
        stateSize = cell.stateSize();
        inputs = cell.inputs();
        outputs = cell.outputs();
        steps = new CellStep[shape.shards()];
        Arrays.setAll(steps, shard -> rows.step(shape.sequences()));
        noStarts = new boolean[shape.rows()];
        output = new float[shape.rows() * outputs];
        outputGradient = new float[shape.rows() * outputs];
    }

    /** Answer, {@code [rows][outputs]}; zero after a sequence's end. */
    public float[] output() {
        return output;
    }

    /** The gradient of the loss in the outputs, {@code [rows][outputs]}; what it says of padding is ignored. */
    public float[] outputGradient() {
        return outputGradient;
    }

    /** What the cell computed, to look at. */
    public List<CellPart> parts() {
        return rows.parts();
    }

    /** Sets the states before the first step: {@code [sequences][stateSize]} from {@code states[offset]}. */
    public void begin(int shard, float[] states, int offset) {
        cell.begin(shard, states, offset);
    }

    /** Computes all steps of a shard. */
    public void forward(int shard) {
        int first = shape.row(shard, 0);
        cell.input().put(first, shape.rowsPerShard(), x, first * inputs);
        for (int t = 0; t < shape.steps(); t++) {
            cell.project(shard, t);
            cell.enter(shard, t, noStarts);
            cell.advance(shard, t);
            cell.read(shard, t);
        }
        System.arraycopy(cell.output(), first * outputs, output, first * outputs, shape.rowsPerShard() * outputs);
        clearPadding(shard, output);
    }

    private void clearPadding(int shard, float[] rowsOfOutputs) {
        for (int s = 0; s < shape.sequences(); s++) {
            for (int t = length(shard, s); t < shape.steps(); t++) {
                int row = shape.row(shard, t) + s;
                Arrays.fill(rowsOfOutputs, row * outputs, (row + 1) * outputs, 0f);
            }
        }
    }

    private int length(int shard, int sequence) {
        return lengths[shard * shape.sequences() + sequence];
    }

    /** A sequence's last row. */
    int lastRow(int shard, int sequence) {
        return shape.row(shard, length(shard, sequence) - 1) + sequence;
    }

    /** Copies the states after each sequence's last step to {@code [sequences][stateSize]} at {@code states[offset]}. */
    public void state(int shard, float[] states, int offset) {
        for (int s = 0; s < shape.sequences(); s++) {
            rows.states().after(lastRow(shard, s), states, offset + s * stateSize);
        }
    }

    /** Back-propagates through time within the shard. */
    public void backward(int shard) {
        int first = shape.row(shard, 0);
        int count = shape.rowsPerShard();
        clearPadding(shard, outputGradient);
        System.arraycopy(outputGradient, first * outputs, cell.outputGradient(), first * outputs, count * outputs);
        leave(shard, shape.steps());
        for (int t = shape.steps() - 1; t >= 0; t--) {
            cell.readBackward(shard, t);
            steps[shard].backward(shape.row(shard, t));
            cell.passBack(steps[shard], shard, t, 0, shape.sequences(), noStarts);
            leave(shard, t);
            cell.projectBackward(shard, t);
        }
        if (dx != null) {
            cell.inputGradient().get(first, count, dx, first * inputs);
        }
    }

    /**
     * As {@link #backward(int)}, for a loss that also looks at the final states.
     *
     * @param stateGradients the gradients in the states after each sequence's last step, {@code [sequences][stateSize]}
     *                       from {@code offset}; overwritten with those in the states before the first
     */
    public void backward(int shard, float[] stateGradients, int offset) {
        cell.stateGradients().put(shard, stateGradients, offset);
        backward(shard);
        cell.stateGradients().take(shard, stateGradients, offset);
    }

    /**
     * Sets the gradients in the states after the rows before step {@code end}: those of sequences that end there are the
     * final states', and in padding there are none.
     */
    private void leave(int shard, int end) {
        if (end == 0) {
            return; // passed out of the sequences
        }
        int row = shape.row(shard, end - 1);
        for (int s = 0; s < shape.sequences(); s++) {
            int length = length(shard, s);
            if (length == end) {
                cell.stateGradients().leave(rows, row + s, shard, s);
            } else if (length < end) {
                rows.states().leaveNothing(row + s, 1);
            }
        }
    }

    /** To be computed once {@code backward} has run for every shard. */
    public List<GradientBlock> gradientBlocks() {
        return cell.gradientBlocks();
    }
}
