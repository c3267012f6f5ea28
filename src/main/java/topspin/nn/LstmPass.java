package topspin.nn;

import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;
import topspin.nn.engine.Product;

import java.util.List;

/**
 * An {@link Lstm}'s pass over rows in the batch's order: the inputs' projection for many rows at once, then the recurrent
 * product and the pointwise part step by step. Steps are projected by blocks that fit a core's cache until they are used,
 * and the inputs' gradient is computed by the same blocks.
 */
public final class LstmPass implements CorePass {
    /** Rows that are projected at once: enough for the product's peak, few enough for the cache. */
    private static final int BLOCK = 128;

    private final Lstm lstm;
    private final BatchShape shape;
    private final int blockSteps;
    private final LstmRows rows;
    private final Matrix input;
    private final Matrix inputGradient;
    private final Matrix hiddenInGradient;
    private final float[] startState;
    private final Shard[] shards;
    private final List<GradientBlock> blocks;

    LstmPass(Lstm lstm, BatchShape shape) {
        this.lstm = lstm;
        this.shape = shape;
        Engine engine = lstm.engine();
        blockSteps = Math.min(shape.steps(), (BLOCK + shape.sequences() - 1) / shape.sequences());
        rows = new LstmRows(lstm, shape.rows());
        input = engine.matrix(shape.rows(), lstm.inputs());
        inputGradient = engine.matrix(shape.rows(), lstm.inputs());
        hiddenInGradient = engine.matrix(shape.shards() * shape.sequences(), lstm.outputs());
        startState = new float[shape.shards() * shape.sequences() * lstm.stateSize()];
        shards = new Shard[shape.shards()];
        for (int s = 0; s < shards.length; s++) {
            shards[s] = new Shard(s);
        }
        blocks = rows.gradientBlocks(input);
    }

    /** Activations, in the batch's order. */
    public LstmRows rows() {
        return rows;
    }

    @Override
    public Matrix input() {
        return input;
    }

    @Override
    public float[] output() {
        return rows.hidden();
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
        int length = shape.sequences() * lstm.stateSize();
        System.arraycopy(states, offset, startState, shard * length, length);
    }

    @Override
    public void step(int shard, int t, boolean[] episodeStart) {
        shards[shard].projectStep[t].run();
        enter(shard, t, episodeStart);
        advance(shard, t);
    }

    @Override
    public void forward(int shard, boolean[] episodeStart) {
        for (int t = 0; t < shape.steps(); t++) {
            project(shard, t);
            enter(shard, t, episodeStart);
            advance(shard, t);
        }
    }

    @Override
    public void state(int shard, int t, float[] states, int offset) {
        int row = shape.row(shard, t);
        for (int s = 0; s < shape.sequences(); s++) {
            rows.state(row + s, states, offset + s * lstm.stateSize());
        }
    }

    @Override
    public void backward(int shard, boolean[] episodeStart) {
        int sequences = shape.sequences();
        rows.leaveNothing(shape.row(shard, shape.steps() - 1), sequences);
        for (int t = shape.steps() - 1; t >= 0; t--) {
            rows.differentiate(shape.row(shard, t), sequences);
            if (t > 0) {
                leave(shard, t, episodeStart);
            }
            projectBackward(shard, t);
        }
    }

    @Override
    public List<GradientBlock> gradientBlocks() {
        return blocks;
    }

    /** Projects the inputs of all steps. */
    public void project(int shard) {
        for (int block = 0; block < shape.steps() / blockSteps; block++) {
            shards[shard].project[block].run();
        }
    }

    /** Projects the inputs of a block of steps, if one begins at step t; for t = 0, 1, … */
    public void project(int shard, int t) {
        if (beginsBlock(t)) {
            shards[shard].project[t / blockSteps].run();
        }
    }

    /** The last block takes in the steps that would not fill one of their own. */
    private boolean beginsBlock(int t) {
        return t % blockSteps == 0 && t / blockSteps < shape.steps() / blockSteps;
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
            rows.enterZero(row);
        } else if (t == 0) {
            enterStart(rows, row, shard, sequence);
        } else {
            rows.follow(row, row - shape.sequences(), 1);
        }
    }

    /** The state before this row is the one that {@link #begin} set for a sequence. */
    public void enterStart(LstmRows target, int row, int shard, int sequence) {
        target.enter(row, startState, (shard * shape.sequences() + sequence) * lstm.stateSize());
    }

    /** The states that {@link #begin} set, {@code [shards·sequences][cell, hidden]}. */
    public float[] startState() {
        return startState;
    }

    /** The recurrent product and the pointwise part of step t; projection and states are in place. */
    public void advance(int shard, int t) {
        shards[shard].recur[t].run();
        rows.activate(shape.row(shard, t), shape.sequences());
    }

    /** Hands the gradients in the states before step t to step t − 1; they end where an episode begins. */
    public void leave(int shard, int t, boolean[] episodeStart) {
        int row = shape.row(shard, t);
        int previous = row - shape.sequences();
        shards[shard].recurBackward[t].run();
        rows.leave(row, previous, shape.sequences(), hiddenInGradient, shard * shape.sequences());
        for (int s = 0; s < shape.sequences(); s++) {
            if (episodeStart[row + s]) {
                rows.leaveNothing(previous + s, 1);
            }
        }
    }

    /** Takes the gradients of all steps back to the inputs. */
    public void projectBackward(int shard) {
        for (int block = 0; block < shape.steps() / blockSteps; block++) {
            shards[shard].projectBackward[block].run();
        }
    }

    private void projectBackward(int shard, int t) {
        if (beginsBlock(t)) {
            shards[shard].projectBackward[t / blockSteps].run();
        }
    }

    /** One thread's planned products. */
    private final class Shard {
        private final Product[] project = new Product[shape.steps() / blockSteps];
        private final Product[] projectBackward = new Product[shape.steps() / blockSteps];
        private final Product[] projectStep = new Product[shape.steps()];
        private final Product[] recur = new Product[shape.steps()];
        private final Product[] recurBackward = new Product[shape.steps()];

        Shard(int index) {
            Engine engine = lstm.engine();
            int sequences = shape.sequences();
            for (int block = 0; block < project.length; block++) {
                int first = shape.row(index, block * blockSteps);
                int end = block == project.length - 1 ? shape.steps() : (block + 1) * blockSteps;
                int count = shape.row(index, end) - first;
                project[block] = engine.forward(input.rows(first, count), lstm.inputWeights(), lstm.engineBias(),
                        rows.preactivation().rows(first, count));
                projectBackward[block] = engine.backwardData(rows.preactivationGradient().rows(first, count),
                        lstm.inputWeights(), inputGradient.rows(first, count));
            }
            Matrix hiddenInGradientRows = hiddenInGradient.rows(index * sequences, sequences);
            for (int t = 0; t < shape.steps(); t++) {
                int row = shape.row(index, t);
                Matrix z = rows.preactivation().rows(row, sequences);
                projectStep[t] = engine.forward(input.rows(row, sequences), lstm.inputWeights(), lstm.engineBias(), z);
                recur[t] = engine.accumulate(rows.hiddenIn().rows(row, sequences), lstm.recurrentWeights(), z);
                recurBackward[t] = engine.backwardData(rows.preactivationGradient().rows(row, sequences),
                        lstm.recurrentWeights(), hiddenInGradientRows);
            }
        }
    }
}
