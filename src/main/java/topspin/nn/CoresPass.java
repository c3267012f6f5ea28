package topspin.nn;

import topspin.nn.engine.Matrix;

import java.util.List;

/**
 * The work of {@link Cores} on batches of one shape; order of use and threads as of {@link CorePass}. Inputs that cores share
 * are filled once and copied to every core; the gradient in them is the sum over the cores, in their order.
 */
public final class CoresPass {
    private final BatchShape shape;
    private final int inputs;
    private final List<CorePass> passes;
    /** Whether inputs are copied and gradients summed. */
    private final boolean shares;
    private final JoinedStates states;
    private final float[] gradient;
    private final float[] further;

    CoresPass(Cores cores, BatchShape shape) {
        this.shape = shape;
        inputs = cores.cores().get(0).inputs();
        passes = cores.cores().stream().map(core -> core.pass(shape)).toList();
        states = new JoinedStates(shape, cores.cores());
        shares = cores.shareInputs() && passes.size() > 1;
        int summed = shares ? shape.rows() * inputs : 0;
        gradient = new float[summed];
        further = new float[summed];
    }

    /** One of the cores: its outputs and their gradients are for the heads. */
    public CorePass core(int index) {
        return passes.get(index);
    }

    /** The inputs to be filled: one for all cores, or one for each. */
    public List<CoreInput> inputs() {
        return List.copyOf(shares ? passes.subList(0, 1) : passes);
    }

    /** Sets the states before the first step: {@code [sequences][stateSize]} from {@code joined[offset]}. */
    public void begin(int shard, float[] joined, int offset) {
        for (int i = 0; i < passes.size(); i++) {
            states.take(i, shard, joined, offset);
            passes.get(i).begin(shard, states.own(i), states.offset(i, shard));
        }
    }

    /** Computes one step of a shard; see {@link CorePass#step}. */
    public void step(int shard, int t, boolean[] episodeStart) {
        spread(shape.row(shard, t), shape.sequences());
        for (int i = 0; i < passes.size(); i++) {
            passes.get(i).step(shard, t, episodeStart);
        }
    }

    /** Computes all steps of a shard. */
    public void forward(int shard, boolean[] episodeStart) {
        spread(shape.row(shard, 0), shape.rowsPerShard());
        for (int i = 0; i < passes.size(); i++) {
            passes.get(i).forward(shard, episodeStart);
        }
    }

    private void spread(int row, int count) {
        for (int i = 1; shares && i < passes.size(); i++) {
            passes.get(i).input().copy(row, count, passes.get(0).input(), row);
        }
    }

    /** Copies the states after step {@code t} to {@code [sequences][stateSize]} at {@code joined[offset]}. */
    public void state(int shard, int t, float[] joined, int offset) {
        for (int i = 0; i < passes.size(); i++) {
            passes.get(i).state(shard, t, states.own(i), states.offset(i, shard));
            states.give(i, shard, joined, offset);
        }
    }

    /** Back-propagates through time within the shard; see {@link CorePass#backward(int, boolean[])}. */
    public void backward(int shard, boolean[] episodeStart) {
        for (int i = 0; i < passes.size(); i++) {
            passes.get(i).backward(shard, episodeStart);
        }
        if (shares) {
            sumInputGradients(shape.row(shard, 0), shape.rowsPerShard());
        }
    }

    private void sumInputGradients(int row, int count) {
        int from = row * inputs;
        int to = (row + count) * inputs;
        Matrix sum = passes.get(0).inputGradient();
        sum.get(row, count, gradient, from);
        for (int i = 1; i < passes.size(); i++) {
            passes.get(i).inputGradient().get(row, count, further, from);
            for (int k = from; k < to; k++) {
                gradient[k] += further[k];
            }
        }
        sum.put(row, count, gradient, from);
    }

    /** To be computed once {@link #backward} has run for every shard. */
    public List<GradientBlock> gradientBlocks() {
        return passes.stream().flatMap(pass -> pass.gradientBlocks().stream()).toList();
    }
}
