package topspin.policy;

import topspin.env.Actions;
import topspin.nn.BatchGradient;
import topspin.nn.BatchShape;
import topspin.nn.CorePass;
import topspin.nn.Cores;
import topspin.nn.CoresPass;
import topspin.nn.Encoder;
import topspin.nn.EncoderPass;
import topspin.nn.GradientBlock;
import topspin.nn.HeadsPass;
import topspin.nn.RowParts;
import topspin.nn.RowSource;
import topspin.nn.engine.Matrix;
import topspin.policy.distribution.Distribution;
import topspin.space.Space;

import java.util.ArrayList;
import java.util.List;

/**
 * The policy's work on batches of one shape: activations, outputs and gradients, all preallocated. Rows are ordered as
 * {@link BatchShape} says.
 *
 * <p>Order of use for each shard: fill its part of {@link #sourceRows} and {@link #episodeStarts}, and of
 * {@link #previousActions} and {@link #previousRewards} if the network reads them; {@link #begin}; then {@link #step} for
 * t = 0, 1, … (acting), or {@link #encode} all parts and {@link #forward} (learning) — both yield the same bits; read
 * {@link #logits} and {@link #values}. To learn, fill {@link #logitGradients} and {@link #valueGradients} and call
 * {@link #backward}; when all shards are done, {@link #passBack} all parts, and then compute every
 * {@link #gradientBlocks block}. Acting step by step leaves behind all that {@link #backward} needs.
 *
 * <p>Shards split the sequences, whose steps depend on each other; {@link #parts} split the encoder's rows, which are
 * independent. Different shards, and different parts, may be on different threads. Nothing but {@link #coreInputs}
 * allocates after construction.
 */
public final class PolicyBatch implements BatchGradient {
    private final BatchShape shape;
    private final Distribution distribution;
    /** One for all cores, or one for each. Their rows are split alike. */
    private final List<EncoderPass> encoders = new ArrayList<>();
    private final PreviousInputs previous;
    private final CoresPass cores;
    /** The heads of each core. */
    private final List<List<HeadGroup.Pass>> heads = new ArrayList<>();
    /** Whether the logits are action values, so that only the logits have a gradient. */
    private final boolean actionValues;
    private final float[] logits;
    private final float[] values;
    private final float[] logitGradients;
    private final float[] valueGradients;
    private final int[] sourceRows;
    private final boolean[] episodeStarts;
    private final List<GradientBlock> gradientBlocks = new ArrayList<>();

    /** What the policy's core computed in its steps, to look at; see {@link CorePass#shown}. */
    public List<CorePass.Shown> shown() {
        return cores.core(0).shown();
    }

    /**
     * @param encoders one for all cores, or one for each
     * @param heads    of each core: the policy's is the very first, the value's the very last; or the single head of
     *                 the action values
     */
    PolicyBatch(BatchShape shape, List<Encoder> encoders, PolicyConfig.Previous previous, Space actions,
                Distribution distribution, Outputs outputs, Cores cores, List<List<HeadGroup>> heads) {
        this.shape = shape;
        this.distribution = distribution;
        this.cores = cores.pass(shape);
        this.previous = new PreviousInputs(previous, shape, this.cores.inputs(), encoders.get(0).outputs(), actions);
        for (int i = 0; i < encoders.size(); i++) {
            this.encoders.add(encoders.get(i).pass(shape, this.previous.features().get(i)));
        }
        for (int i = 0; i < heads.size(); i++) {
            CorePass core = this.cores.core(i);
            this.heads.add(heads.get(i).stream().map(group -> new HeadGroup.Pass(group, shape, core)).toList());
        }
        HeadsPass first = this.heads.get(0).get(0).heads();
        List<HeadGroup.Pass> lastGroups = this.heads.get(heads.size() - 1);
        HeadsPass last = lastGroups.get(lastGroups.size() - 1).heads();
        logits = first.values(0);
        logitGradients = first.gradients(0);
        int rows = shape.rows();
        actionValues = outputs == Outputs.ACTION_VALUES;
        values = actionValues ? new float[rows] : last.values(last.count() - 1);
        valueGradients = actionValues ? new float[0] : last.gradients(last.count() - 1);
        sourceRows = new int[rows];
        episodeStarts = new boolean[rows];
    }

    public BatchShape shape() {
        return shape;
    }

    /** Which row of the observation source each batch row reads, {@code [rows]}. */
    public int[] sourceRows() {
        return sourceRows;
    }

    /** True where an episode begins at this row, {@code [rows]}: the state is zero before it. */
    public boolean[] episodeStarts() {
        return episodeStarts;
    }

    /** The action before each row, {@code [rows]}; undefined where an episode begins. */
    public Actions previousActions() {
        return previous.actions();
    }

    /** The reward of that action, {@code [rows]}; undefined where an episode begins. */
    public float[] previousRewards() {
        return previous.rewards();
    }

    /** The distribution that a row of {@link #logits} parametrises. */
    public Distribution distribution() {
        return distribution;
    }

    /** Floats per action. */
    public int actionWidth() {
        return previous.actions().width();
    }

    /**
     * The policy head's outputs, {@code [rows][distribution.width()]}: unnormalised log-probabilities of discrete
     * actions, or action values.
     */
    public float[] logits() {
        return logits;
    }

    /** State values, {@code [rows]}; with action values, that of the best action. */
    public float[] values() {
        return values;
    }

    /** The gradient of the loss in the logits, {@code [rows][distribution.width()]}. */
    public float[] logitGradients() {
        return logitGradients;
    }

    /** The gradient of the loss in the values, {@code [rows]}; none with action values. */
    public float[] valueGradients() {
        return valueGradients;
    }

    /** Sets a shard's states before its first step, {@code [sequences][stateSize]} from {@code states[offset]}. */
    public void begin(int shard, float[] states, int offset) {
        cores.begin(shard, states, offset);
    }

    /** Computes logits and values of one step of a shard. */
    public void step(int shard, int t, RowSource observations) {
        int row = shape.row(shard, t);
        features(row, shape.sequences(), observations);
        cores.step(shard, t, episodeStarts);
        heads(row, shape.sequences());
    }

    /**
     * Number of parts that the encoder's rows are split into. It depends on the machine only if no result depends on
     * it.
     */
    @Override
    public int parts() {
        return split().count();
    }

    /** Computes the features of one part of the rows. */
    public void encode(int part, RowSource observations) {
        features(split().first(part), split().rows(part), observations);
    }

    private RowParts split() {
        return encoders.get(0).parts();
    }

    private void features(int first, int count, RowSource observations) {
        for (int i = 0; i < encoders.size(); i++) {
            encoders.get(i).forward(observations, sourceRows, first, count);
        }
        previous.forward(episodeStarts, first, count);
    }

    /** A copy of the inputs of the policy's core, once all parts are encoded, {@code [rows][inputs]}. */
    public float[] coreInputs() {
        Matrix input = cores.inputs().get(0).input();
        float[] copy = new float[shape.rows() * input.columns()];
        input.get(0, shape.rows(), copy, 0);
        return copy;
    }

    /** Computes logits and values of all steps of a shard, whose rows are encoded. */
    public void forward(int shard) {
        cores.forward(shard, episodeStarts);
        heads(shape.row(shard, 0), shape.rowsPerShard());
    }

    private void heads(int first, int count) {
        for (int i = 0; i < heads.size(); i++) {
            for (int g = 0; g < heads.get(i).size(); g++) {
                heads.get(i).get(g).forward(first, count);
            }
        }
        if (actionValues) {
            findBest(first, count);
        }
    }

    private void findBest(int first, int count) {
        int actions = distribution.width();
        for (int row = first; row < first + count; row++) {
            float best = logits[row * actions];
            for (int a = 1; a < actions; a++) {
                best = Math.max(best, logits[row * actions + a]);
            }
            values[row] = best;
        }
    }

    /** Copies a shard's states after step {@code t} to {@code [sequences][stateSize]} at {@code states[offset]}. */
    public void state(int shard, int t, float[] states, int offset) {
        cores.state(shard, t, states, offset);
    }

    /** Takes a shard's gradients in logits and values back through heads and time. */
    public void backward(int shard) {
        for (int i = 0; i < heads.size(); i++) {
            for (int g = 0; g < heads.get(i).size(); g++) {
                heads.get(i).get(g).backward(shape.row(shard, 0), shape.rowsPerShard(), g > 0);
            }
        }
        cores.backward(shard, episodeStarts);
    }

    /** Passes the gradients of one part of the rows back through the encoders, after its shard's {@link #backward}. */
    @Override
    public void passBack(int part) {
        for (int i = 0; i < encoders.size(); i++) {
            encoders.get(i).backward(split().first(part), split().rows(part));
        }
    }

    /**
     * The gradient in one row's observation, once its part is passed back; may allocate.
     *
     * @return {@code [elements]}, per unit of the observation's own numbers
     * @throws UnsupportedOperationException if an encoder does not tell
     */
    public float[] observationGradient(int row, int elements) {
        float[] sum = new float[elements];
        float[] one = new float[elements];
        for (EncoderPass encoder : encoders) {
            encoder.observationGradient(row, one);
            for (int i = 0; i < elements; i++) {
                sum[i] += one[i];
            }
        }
        return sum;
    }

    /**
     * The parts of the parameters' gradient, to be computed once all parts are passed back. The first call plans what
     * only learning needs: call it on the planning thread before learning begins.
     */
    @Override
    public List<GradientBlock> gradientBlocks() {
        if (gradientBlocks.isEmpty()) {
            gradientBlocks.addAll(cores.gradientBlocks());
            encoders.forEach(encoder -> gradientBlocks.addAll(encoder.gradientBlocks()));
            heads.forEach(groups -> groups.forEach(group -> gradientBlocks.addAll(group.gradientBlocks())));
        }
        return gradientBlocks;
    }
}
