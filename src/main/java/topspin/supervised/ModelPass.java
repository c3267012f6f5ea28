package topspin.supervised;

import topspin.nn.BatchGradient;
import topspin.nn.BatchShape;
import topspin.nn.GradientBlock;
import topspin.parallel.Phase;
import topspin.parallel.WorkerPool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A model's work on batches of one shape. Order of use: {@link #load}; {@link #differentiate}, and a step of learning from
 * the gradient; or {@link #answer}. Then {@link #loss} and {@link #outputs}. One thread, which is a member of the pool.
 * Nothing allocates after construction.
 */
public final class ModelPass implements BatchGradient {
    private final BatchShape shape;
    private final Axes input;
    private final SequenceLoss loss;
    private final SequenceLoss.Reduction reduction;
    private final int width;
    private final int[] lengths;
    private final float[] x;
    private final List<LayerPass> layers = new ArrayList<>();
    private final LayerPass top;
    private final List<GradientBlock> blocks = new ArrayList<>();
    private final float[] targets;
    private final float[] weights;
    private final double[] losses;
    private final Answer outputs;
    private final WorkerPool.Task differentiateShard = this::differentiateShard;
    private final WorkerPool.Task answerShard = this::answerShard;
    private double scale;

    ModelPass(SequenceModel model, BatchShape shape, SequenceLoss loss, SequenceLoss.Reduction reduction) {
        Axes reads = model.input();
        if (reads.time() != Axes.ANY && shape.steps() != reads.rows()) {
            throw new IllegalArgumentException("expected steps of " + reads + ", got " + shape.steps());
        }
        this.shape = shape;
        this.loss = loss;
        this.reduction = reduction;
        input = reads.hasTime() ? new Axes(shape.steps(), reads.features()) : reads;
        lengths = new int[shape.shards() * shape.sequences()];
        Arrays.fill(lengths, shape.steps());
        x = new float[shape.rows() * input.features()];
        float[] below = x;
        float[] belowGradient = null;
        BatchShape rows = shape;
        for (Layer layer : model.layers()) {
            LayerPass pass = layer.pass(rows, lengths, below, belowGradient);
            layers.add(pass);
            blocks.addAll(pass.gradientBlocks());
            below = pass.output();
            belowGradient = pass.outputGradient();
            rows = pass.outputShape();
        }
        top = layers.get(layers.size() - 1);
        width = model.output().features();
        targets = new float[rows.rows() * loss.targets(width)];
        weights = new float[rows.rows()];
        losses = new double[shape.shards()];
        outputs = new Answer(top.output(), width, rows.sequences());
    }

    /** How many examples it takes. */
    public int examples() {
        return lengths.length;
    }

    /**
     * Takes a batch.
     *
     * @param order numbers of examples, of which those from {@code from} on are taken
     * @throws IllegalArgumentException if examples are not what the model reads
     */
    public void load(Examples examples, int[] order, int from) {
        InputCheck.require(input, examples.axes());
        Arrays.fill(x, 0f);
        BatchShape out = top.outputShape();
        double sum = 0;
        for (int i = 0; i < lengths.length; i++) {
            int example = order[from + i];
            int shard = i / shape.sequences();
            int s = i % shape.sequences();
            lengths[i] = examples.length(example);
            for (int t = 0; t < lengths[i]; t++) {
                examples.input(example, t, x, (shape.row(shard, t) + s) * input.features());
            }
            for (int t = 0; t < out.steps(); t++) {
                int row = out.row(shard, t) + s;
                boolean counts = out.steps() == 1 || t < lengths[i];
                weights[row] = counts ? examples.weight(example, t) : 0;
                if (counts) {
                    examples.target(example, t, targets, row * loss.targets(width));
                }
                sum += weights[row];
            }
        }
        scale = sum == 0 ? 0 : loss.scale(reduction, sum, width);
    }

    /** Begins anew with zero states, where layers carry states from batch to batch. */
    public void reset() {
        layers.forEach(LayerPass::reset);
    }

    /** Computes outputs, loss and gradients of the batch; a step of learning then takes the rest. */
    public void differentiate(WorkerPool workers) {
        workers.run(Phase.BACKWARD, shape.shards(), differentiateShard);
    }

    /** Computes outputs and loss. */
    public void answer(WorkerPool workers) {
        workers.run(Phase.FORWARD, shape.shards(), answerShard);
    }

    private void differentiateShard(int shard) {
        forward(shard);
        BatchShape out = top.outputShape();
        float[] gradient = top.outputGradient();
        double sum = 0;
        for (int row = out.row(shard, 0); row < out.row(shard, 0) + out.rowsPerShard(); row++) {
            if (weights[row] == 0) {
                Arrays.fill(gradient, row * width, (row + 1) * width, 0f);
                continue;
            }
            double factor = scale * weights[row];
            sum += factor * loss.of(top.output(), row * width, width, targets, row * loss.targets(width), gradient);
            for (int k = row * width; k < (row + 1) * width; k++) {
                gradient[k] *= (float) factor;
            }
        }
        losses[shard] = sum;
        for (int i = layers.size() - 1; i >= 0; i--) {
            layers.get(i).backward(shard);
        }
    }

    private void answerShard(int shard) {
        forward(shard);
        BatchShape out = top.outputShape();
        double sum = 0;
        for (int row = out.row(shard, 0); row < out.row(shard, 0) + out.rowsPerShard(); row++) {
            if (weights[row] != 0) {
                sum += scale * weights[row]
                        * loss.of(top.output(), row * width, width, targets, row * loss.targets(width), top.outputGradient());
            }
        }
        losses[shard] = sum;
    }

    private void forward(int shard) {
        for (int i = 0; i < layers.size(); i++) {
            layers.get(i).forward(shard);
        }
    }

    /** Of the batch. */
    public double loss() {
        double sum = 0;
        for (double part : losses) {
            sum += part;
        }
        return sum;
    }

    /**
     * What a layer's cells computed for an example of the batch, step by step.
     *
     * @param layer index into the model's layers
     * @return copies, {@code [steps][width]} each; none for a layer without cells
     */
    public List<Trace> traces(int layer, int index) {
        int shard = index / shape.sequences();
        return layers.get(layer).parts().stream().map(part -> {
            float[][] rows = new float[lengths[index]][];
            for (int t = 0; t < rows.length; t++) {
                int from = (shape.row(shard, t) + index % shape.sequences()) * part.width();
                rows[t] = Arrays.copyOfRange(part.values(), from, from + part.width());
            }
            return new Trace(layer, part.name(), rows);
        }).toList();
    }

    /** The outputs for an example of the batch; the same object at every call. */
    public Answer outputs(int index) {
        BatchShape out = top.outputShape();
        int shard = index / shape.sequences();
        outputs.lookAt(out.row(shard, 0) + index % shape.sequences(), out.steps() == 1 ? 1 : lengths[index]);
        return outputs;
    }

    @Override
    public int parts() {
        return 0;
    }

    @Override
    public void passBack(int part) {
        throw new IllegalStateException("every layer is passed back with its shard");
    }

    @Override
    public List<GradientBlock> gradientBlocks() {
        return blocks;
    }
}
