package topspin.supervised;

import topspin.nn.BatchShape;
import topspin.nn.GradientBlock;
import topspin.nn.Initialiser;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.nn.cell.CellLayout;
import topspin.nn.cell.CellPart;
import topspin.nn.cell.CoreConfig;
import topspin.nn.cell.RecurrentCell;
import topspin.nn.engine.Engine;
import topspin.random.RandomStreams;

import java.util.Arrays;
import java.util.List;

/** One recurrent layer, forwards in time. It returns every output; {@link LastOutput} is for the last one alone. */
public final class RecurrentLayer implements Layer {
    private final CoreConfig core;
    private final RecurrentCell cell;
    private final String name;
    private final Axes input;
    private final boolean stateful;
    private final int own;

    /**
     * @param core     its cell and width; {@code layers} is not looked at
     * @param name     path of its parameters
     * @param stateful whether a batch begins with the states that the one before ended with: sequence i of a batch
     *                 continues sequence i of the last one
     */
    public RecurrentLayer(CoreConfig core, Engine engine, Parameters parameters, String name, Axes input, boolean stateful) {
        requireTime(input, core.type());
        this.core = core.withLayers(1);
        this.name = name;
        this.input = input;
        this.stateful = stateful;
        int before = parameters.size();
        cell = core.layer(engine, parameters, name, input.features());
        own = parameters.size() - before;
    }

    static void requireTime(Axes input, String layer) {
        if (!input.hasTime()) {
            throw new IllegalArgumentException("expected (batch, time, features) below " + layer + ", got " + input
                    + ": let the layer below return every output, not its last one");
        }
    }

    /** What it is made of. */
    public RecurrentCell cell() {
        return cell;
    }

    /** One layer of it. */
    public CoreConfig core() {
        return core;
    }

    /** Path of its parameters. */
    public String name() {
        return name;
    }

    /** Width of what it reads. */
    public int inputs() {
        return input.features();
    }

    @Override
    public String description() {
        return core.description() + (stateful ? ", stateful" : "");
    }

    @Override
    public Axes output() {
        return input.withFeatures(cell.outputs());
    }

    @Override
    public long parameters() {
        return CellLayout.KERAS.has(core) ? CellLayout.KERAS.parameters(core, input.features()) : own;
    }

    @Override
    public void initialise(Initialiser initialiser, RandomStreams streams) {
        cell.initialise(initialiser, streams);
    }

    @Override
    public List<Reload> reloads() {
        return cell.reloads();
    }

    @Override
    public LayerPass pass(BatchShape shape, int[] lengths, float[] x, float[] dx) {
        return new Pass(new SequencePass(cell, shape, lengths, x, dx), shape);
    }

    /** Forward and back from zero states, or from those that the batch before ended with. */
    private final class Pass implements LayerPass {
        private final SequencePass sequences;
        private final BatchShape shape;
        private final int statesPerShard;
        /** Before the first step, {@code [shards·sequences][stateSize]}. */
        private final float[] states;

        Pass(SequencePass sequences, BatchShape shape) {
            this.sequences = sequences;
            this.shape = shape;
            statesPerShard = shape.sequences() * cell.stateSize();
            states = new float[shape.shards() * statesPerShard];
        }

        @Override
        public BatchShape outputShape() {
            return shape;
        }

        @Override
        public void forward(int shard) {
            sequences.begin(shard, states, shard * statesPerShard);
            sequences.forward(shard);
            if (stateful) {
                sequences.state(shard, states, shard * statesPerShard);
            }
        }

        @Override
        public void backward(int shard) {
            sequences.backward(shard);
        }

        @Override
        public float[] output() {
            return sequences.output();
        }

        @Override
        public float[] outputGradient() {
            return sequences.outputGradient();
        }

        @Override
        public List<CellPart> parts() {
            return sequences.parts();
        }

        @Override
        public List<GradientBlock> gradientBlocks() {
            return sequences.gradientBlocks();
        }

        @Override
        public void reset() {
            Arrays.fill(states, 0f);
        }
    }
}
