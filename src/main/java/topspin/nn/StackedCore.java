package topspin.nn;

import topspin.nn.engine.Matrix;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Cores on top of each other: the outputs of one are the inputs of the next. The state joins their states in order. */
public final class StackedCore implements Core {
    private final List<Core> layers;

    /** @param layers from the bottom up; at least one, each with as many outputs as the next has inputs */
    public StackedCore(List<Core> layers) {
        this.layers = List.copyOf(layers);
    }

    @Override
    public int inputs() {
        return layers.get(0).inputs();
    }

    @Override
    public int outputs() {
        return layers.get(layers.size() - 1).outputs();
    }

    @Override
    public int stateSize() {
        return layers.stream().mapToInt(Core::stateSize).sum();
    }

    @Override
    public void initialise(Initialiser initialiser, RandomStreams streams) {
        layers.forEach(layer -> layer.initialise(initialiser, streams));
    }

    @Override
    public List<Reload> reloads() {
        return layers.stream().flatMap(layer -> layer.reloads().stream()).toList();
    }

    @Override
    public CorePass pass(BatchShape shape) {
        return new Pass(shape);
    }

    private final class Pass implements CorePass {
        private final BatchShape shape;
        private final CorePass[] passes;
        private final JoinedStates states;
        private final List<GradientBlock> blocks = new ArrayList<>();

        Pass(BatchShape shape) {
            this.shape = shape;
            passes = layers.stream().map(layer -> layer.pass(shape)).toArray(CorePass[]::new);
            states = new JoinedStates(shape, layers);
            Stream.of(passes).forEach(pass -> blocks.addAll(pass.gradientBlocks()));
        }

        private CorePass top() {
            return passes[passes.length - 1];
        }

        @Override
        public Matrix input() {
            return passes[0].input();
        }

        @Override
        public float[] output() {
            return top().output();
        }

        @Override
        public float[] outputGradient() {
            return top().outputGradient();
        }

        @Override
        public Matrix inputGradient() {
            return passes[0].inputGradient();
        }

        @Override
        public void begin(int shard, float[] joined, int offset) {
            for (int i = 0; i < passes.length; i++) {
                states.take(i, shard, joined, offset);
                passes[i].begin(shard, states.own(i), states.offset(i, shard));
            }
        }

        @Override
        public void step(int shard, int t, boolean[] episodeStart) {
            for (int i = 0; i < passes.length; i++) {
                if (i > 0) {
                    feed(i, shape.row(shard, t), shape.sequences());
                }
                passes[i].step(shard, t, episodeStart);
            }
        }

        @Override
        public void forward(int shard, boolean[] episodeStart) {
            for (int i = 0; i < passes.length; i++) {
                if (i > 0) {
                    feed(i, shape.row(shard, 0), shape.rowsPerShard());
                }
                passes[i].forward(shard, episodeStart);
            }
        }

        private void feed(int layer, int row, int count) {
            passes[layer].input().put(row, count, passes[layer - 1].output(), row * layers.get(layer).inputs());
        }

        @Override
        public void state(int shard, int t, float[] joined, int offset) {
            for (int i = 0; i < passes.length; i++) {
                passes[i].state(shard, t, states.own(i), states.offset(i, shard));
                states.give(i, shard, joined, offset);
            }
        }

        @Override
        public void backward(int shard, boolean[] episodeStart) {
            for (int i = passes.length - 1; i >= 0; i--) {
                passes[i].backward(shard, episodeStart);
                passDown(i, shard);
            }
        }

        @Override
        public void backward(int shard, boolean[] episodeStart, float[] stateGradients, int offset) {
            for (int i = passes.length - 1; i >= 0; i--) {
                states.take(i, shard, stateGradients, offset);
                passes[i].backward(shard, episodeStart, states.own(i), states.offset(i, shard));
                states.give(i, shard, stateGradients, offset);
                passDown(i, shard);
            }
        }

        /** The gradient in a layer's inputs is the gradient in the outputs of the layer below. */
        private void passDown(int layer, int shard) {
            if (layer > 0) {
                int row = shape.row(shard, 0);
                passes[layer].inputGradient().get(row, shape.rowsPerShard(), passes[layer - 1].outputGradient(),
                        row * layers.get(layer).inputs());
            }
        }

        @Override
        public List<Shown> shown() {
            List<Shown> all = new ArrayList<>();
            for (int i = 0; i < passes.length; i++) {
                for (Shown part : passes[i].shown()) {
                    all.add(new Shown(i, part.name(), part.values(), part.width()));
                }
            }
            return all;
        }

        @Override
        public List<GradientBlock> gradientBlocks() {
            return blocks;
        }

        @Override
        public long bytes() {
            return Stream.of(passes).mapToLong(CorePass::bytes).sum();
        }
    }
}
