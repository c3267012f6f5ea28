package topspin.supervised;

import topspin.nn.BatchShape;
import topspin.nn.GradientBlock;
import topspin.nn.Initialiser;
import topspin.nn.Reload;
import topspin.nn.cell.CellPart;
import topspin.random.RandomStreams;

import java.util.Arrays;
import java.util.List;

/**
 * A recurrent layer's last output alone: there is no axis of time afterwards. A bidirectional layer's last output is each
 * direction's own: the forward one's at a sequence's end, the backward one's at its beginning.
 */
public final class LastOutput implements Layer {
    private final Layer layer;
    private final int atEnd;

    /**
     * @param layer that returns every output
     * @param atEnd how many of its features, the first ones, are taken at the sequence's end; the others are taken at its
     *              beginning
     */
    public LastOutput(Layer layer, int atEnd) {
        this.layer = layer;
        this.atEnd = atEnd;
    }

    /** That returns every output. */
    public Layer every() {
        return layer;
    }

    @Override
    public String description() {
        return layer.description() + ", last output";
    }

    @Override
    public Axes output() {
        return Axes.of(layer.output().features());
    }

    @Override
    public long parameters() {
        return layer.parameters();
    }

    @Override
    public void initialise(Initialiser initialiser, RandomStreams streams) {
        layer.initialise(initialiser, streams);
    }

    @Override
    public List<Reload> reloads() {
        return layer.reloads();
    }

    @Override
    public LayerPass pass(BatchShape shape, int[] lengths, float[] x, float[] dx) {
        return new Pass(layer.pass(shape, lengths, x, dx), shape, lengths);
    }

    private final class Pass implements LayerPass {
        private final LayerPass every;
        private final BatchShape shape;
        private final int[] lengths;
        private final int width;
        private final float[] output;
        private final float[] outputGradient;

        Pass(LayerPass every, BatchShape shape, int[] lengths) {
            this.every = every;
            this.shape = shape;
            this.lengths = lengths;
            width = layer.output().features();
            output = new float[shape.shards() * shape.sequences() * width];
            outputGradient = new float[output.length];
        }

        @Override
        public BatchShape outputShape() {
            return new BatchShape(shape.shards(), 1, shape.sequences());
        }

        @Override
        public void forward(int shard) {
            every.forward(shard);
            for (int s = 0; s < shape.sequences(); s++) {
                int to = (shard * shape.sequences() + s) * width;
                System.arraycopy(every.output(), end(shard, s), output, to, atEnd);
                System.arraycopy(every.output(), beginning(shard, s), output, to + atEnd, width - atEnd);
            }
        }

        /** Where the features at a sequence's end are. */
        private int end(int shard, int s) {
            return (shape.row(shard, lengths[shard * shape.sequences() + s] - 1) + s) * width;
        }

        /** Where the features at its beginning are. */
        private int beginning(int shard, int s) {
            return (shape.row(shard, 0) + s) * width + atEnd;
        }

        @Override
        public void backward(int shard) {
            int first = shape.row(shard, 0) * width;
            Arrays.fill(every.outputGradient(), first, first + shape.rowsPerShard() * width, 0f);
            for (int s = 0; s < shape.sequences(); s++) {
                int from = (shard * shape.sequences() + s) * width;
                System.arraycopy(outputGradient, from, every.outputGradient(), end(shard, s), atEnd);
                System.arraycopy(outputGradient, from + atEnd, every.outputGradient(), beginning(shard, s), width - atEnd);
            }
            every.backward(shard);
        }

        @Override
        public float[] output() {
            return output;
        }

        @Override
        public float[] outputGradient() {
            return outputGradient;
        }

        @Override
        public List<CellPart> parts() {
            return every.parts();
        }

        @Override
        public List<GradientBlock> gradientBlocks() {
            return every.gradientBlocks();
        }

        @Override
        public void reset() {
            every.reset();
        }
    }
}
