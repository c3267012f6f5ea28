package topspin.supervised;

import topspin.nn.BatchShape;
import topspin.nn.GradientBlock;
import topspin.nn.Initialiser;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.nn.cell.CellPart;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Engine;
import topspin.random.RandomStreams;

import java.util.List;
import java.util.stream.Stream;

/**
 * Two recurrent layers, one forwards and one backwards in time, their outputs side by side, as Keras'
 * {@code Bidirectional(merge_mode='concat')}. The backward one begins at each sequence's own end, not in its padding.
 */
public final class BidirectionalLayer implements Layer {
    private final RecurrentLayer forwards;
    private final RecurrentLayer backwards;
    private final Axes input;

    /** @param name path of the parameters: {@code NAME/forward} and {@code NAME/backward} */
    public BidirectionalLayer(CoreConfig core, Engine engine, Parameters parameters, String name, Axes input) {
        this.input = input;
        forwards = new RecurrentLayer(core, engine, parameters, name + "/forward", input, false);
        backwards = new RecurrentLayer(core, engine, parameters, name + "/backward", input, false);
    }

    /** The one that reads forwards. */
    public RecurrentLayer forwards() {
        return forwards;
    }

    /** The one that reads backwards. */
    public RecurrentLayer backwards() {
        return backwards;
    }

    @Override
    public String description() {
        return "bidirectional " + forwards.description();
    }

    @Override
    public Axes output() {
        return input.withFeatures(2 * width());
    }

    /** Of one direction. */
    int width() {
        return forwards.output().features();
    }

    @Override
    public long parameters() {
        return forwards.parameters() + backwards.parameters();
    }

    @Override
    public void initialise(Initialiser initialiser, RandomStreams streams) {
        forwards.initialise(initialiser, streams);
        backwards.initialise(initialiser, streams);
    }

    @Override
    public List<Reload> reloads() {
        return Stream.of(forwards, backwards).flatMap(layer -> layer.reloads().stream()).toList();
    }

    @Override
    public LayerPass pass(BatchShape shape, int[] lengths, float[] x, float[] dx) {
        return new Pass(shape, lengths, x, dx);
    }

    private final class Pass implements LayerPass {
        private final BatchShape shape;
        private final int[] lengths;
        private final float[] x;
        private final float[] dx;
        private final float[] reversed;
        private final float[] reversedGradient;
        private final LayerPass there;
        private final LayerPass back;
        private final float[] output;
        private final float[] outputGradient;
        private final List<GradientBlock> blocks;

        Pass(BatchShape shape, int[] lengths, float[] x, float[] dx) {
            this.shape = shape;
            this.lengths = lengths;
            this.x = x;
            this.dx = dx;
            reversed = new float[x.length];
            reversedGradient = dx == null ? null : new float[x.length];
            there = forwards.pass(shape, lengths, x, dx);
            back = backwards.pass(shape, lengths, reversed, reversedGradient);
            output = new float[shape.rows() * 2 * width()];
            outputGradient = new float[output.length];
            blocks = Stream.of(there, back).flatMap(pass -> pass.gradientBlocks().stream()).toList();
        }

        /** The row that a step of the backward layer stands for: the same one in padding. */
        private int mirrored(int shard, int t, int s) {
            int length = lengths[shard * shape.sequences() + s];
            return shape.row(shard, t < length ? length - 1 - t : t) + s;
        }

        @Override
        public BatchShape outputShape() {
            return shape;
        }

        @Override
        public void forward(int shard) {
            int features = input.features();
            for (int t = 0; t < shape.steps(); t++) {
                for (int s = 0; s < shape.sequences(); s++) {
                    System.arraycopy(x, mirrored(shard, t, s) * features, reversed, (shape.row(shard, t) + s) * features, features);
                }
            }
            there.forward(shard);
            back.forward(shard);
            int width = width();
            for (int t = 0; t < shape.steps(); t++) {
                for (int s = 0; s < shape.sequences(); s++) {
                    int row = shape.row(shard, t) + s;
                    System.arraycopy(there.output(), row * width, output, 2 * row * width, width);
                    System.arraycopy(back.output(), mirrored(shard, t, s) * width, output, (2 * row + 1) * width, width);
                }
            }
        }

        @Override
        public void backward(int shard) {
            int width = width();
            for (int t = 0; t < shape.steps(); t++) {
                for (int s = 0; s < shape.sequences(); s++) {
                    int row = shape.row(shard, t) + s;
                    System.arraycopy(outputGradient, 2 * row * width, there.outputGradient(), row * width, width);
                    System.arraycopy(outputGradient, (2 * row + 1) * width, back.outputGradient(),
                            mirrored(shard, t, s) * width, width);
                }
            }
            there.backward(shard);
            back.backward(shard);
            if (dx != null) {
                addReversedGradient(shard);
            }
        }

        private void addReversedGradient(int shard) {
            int features = input.features();
            for (int t = 0; t < shape.steps(); t++) {
                for (int s = 0; s < shape.sequences(); s++) {
                    int from = (shape.row(shard, t) + s) * features;
                    int to = mirrored(shard, t, s) * features;
                    for (int k = 0; k < features; k++) {
                        dx[to + k] += reversedGradient[from + k];
                    }
                }
            }
        }

        @Override
        public float[] output() {
            return output;
        }

        @Override
        public float[] outputGradient() {
            return outputGradient;
        }

        /** Of the forward direction; the backward one's rows are in another order. */
        @Override
        public List<CellPart> parts() {
            return there.parts();
        }

        @Override
        public List<GradientBlock> gradientBlocks() {
            return blocks;
        }
    }
}
