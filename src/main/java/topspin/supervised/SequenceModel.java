package topspin.supervised;

import topspin.learn.Trainable;
import topspin.nn.BatchShape;
import topspin.nn.Initialiser;
import topspin.nn.Nonlinearity;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.nn.Summary;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Engine;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.List;

/**
 * Layers one above the other, and their weights.
 *
 * <pre>{@code
 * SequenceModel model = new SequenceModel.Builder(engine, new Axes(20, 1))
 *         .recurrent(new CoreConfig("lstm", 24), false)
 *         .dense(21, Nonlinearity.LINEAR)
 *         .build(new RandomStreams(1));
 * }</pre>
 */
public final class SequenceModel {
    private final Axes input;
    private final List<Layer> layers;
    private final Parameters parameters;
    private final Trainable trainable;

    private SequenceModel(Builder builder) {
        input = builder.input;
        layers = List.copyOf(builder.layers);
        parameters = builder.parameters;
        trainable = new Trainable(parameters, layers.stream().flatMap(layer -> layer.reloads().stream()).toList());
    }

    /** Puts layers on top of each other. One thread; for one model. */
    public static final class Builder {
        private final Engine engine;
        private final Axes input;
        private final Parameters parameters = new Parameters();
        private final List<Layer> layers = new ArrayList<>();
        private Axes top;

        /** @param input what each example looks like */
        public Builder(Engine engine, Axes input) {
            this.engine = engine;
            this.input = input;
            top = input;
        }

        /**
         * Recurrent layers, as many as {@code core.layers()}.
         *
         * @param every whether the top one returns every output (Keras' {@code return_sequences}), not its last one alone
         */
        public Builder recurrent(CoreConfig core, boolean every) {
            return recurrent(core, every, false);
        }

        /** @param stateful whether a batch begins with the states that the one before ended with */
        public Builder recurrent(CoreConfig core, boolean every, boolean stateful) {
            for (int layer = 0; layer < core.layers(); layer++) {
                RecurrentLayer recurrent = new RecurrentLayer(core, engine, parameters, name("recurrent"), top, stateful);
                boolean cut = !every && layer == core.layers() - 1;
                add(cut ? new LastOutput(recurrent, recurrent.output().features()) : recurrent);
            }
            return this;
        }

        /** Bidirectional layers, as many as {@code core.layers()}. */
        public Builder bidirectional(CoreConfig core, boolean every) {
            for (int layer = 0; layer < core.layers(); layer++) {
                BidirectionalLayer both = new BidirectionalLayer(core, engine, parameters, name("bidirectional"), top);
                boolean cut = !every && layer == core.layers() - 1;
                add(cut ? new LastOutput(both, both.width()) : both);
            }
            return this;
        }

        /** A dense layer on every row. */
        public Builder dense(int units, Nonlinearity activation) {
            return add(new Dense(engine, parameters, name("dense"), top, units, activation));
        }

        private String name(String kind) {
            return "layers/" + layers.size() + "/" + kind;
        }

        private Builder add(Layer layer) {
            layers.add(layer);
            top = layer.output();
            return this;
        }

        /** Draws the weights from streams named {@code init/…}, Glorot's uniform as Keras and TensorFlow. */
        public SequenceModel build(RandomStreams streams) {
            if (layers.isEmpty()) {
                throw new IllegalStateException("a model needs a layer");
            }
            parameters.allocate();
            layers.forEach(layer -> layer.initialise(Initialiser.GLOROT, streams));
            SequenceModel model = new SequenceModel(this);
            model.pack();
            return model;
        }
    }

    /** What each example looks like. */
    public Axes input() {
        return input;
    }

    /** What becomes of it. */
    public Axes output() {
        return layers.get(layers.size() - 1).output();
    }

    /** From the inputs up. */
    public List<Layer> layers() {
        return layers;
    }

    /** Its layers, what each makes of its inputs, and its parameters, for people. */
    public List<String> summary() {
        Summary summary = new Summary();
        summary.add("input", input.toString(), 0);
        layers.forEach(layer -> summary.add(layer.description(), layer.output().toString(), layer.parameters()));
        return summary.lines();
    }

    public Parameters parameters() {
        return parameters;
    }

    /** What a step of learning changes. */
    public Trainable trainable() {
        return trainable;
    }

    /** Packs the weights for the engine, after they were set by hand. */
    public void pack() {
        trainable.reloads().forEach(Reload::run);
    }

    /** Plans for batches of one shape, to be learned from by this loss. */
    public ModelPass pass(BatchShape shape, SequenceLoss loss, SequenceLoss.Reduction reduction) {
        return new ModelPass(this, shape, loss, reduction);
    }
}
