package topspin.nn;

import topspin.nn.engine.Matrix;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Cores on top of each other: the outputs of one are the inputs of the next. The state is theirs, one after the other. */
public final class StackedCore implements Core {
    private final List<Core> layers;

    /** @param layers from the bottom up; at least one, each as wide as the next one's inputs */
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
        private final int stateSize = stateSize();
        /** Of each layer: floats of the state that belong to the layers below. */
        private final int[] before;
        /** Of each layer: its states, {@code [shards·sequences][stateSize]}. */
        private final float[][] scratch;
        private final List<GradientBlock> blocks = new ArrayList<>();

        Pass(BatchShape shape) {
            this.shape = shape;
            passes = layers.stream().map(layer -> layer.pass(shape)).toArray(CorePass[]::new);
            before = new int[layers.size()];
            scratch = new float[layers.size()][];
            for (int i = 0; i < passes.length; i++) {
                before[i] = i == 0 ? 0 : before[i - 1] + layers.get(i - 1).stateSize();
                scratch[i] = new float[shape.shards() * shape.sequences() * layers.get(i).stateSize()];
                blocks.addAll(passes[i].gradientBlocks());
            }
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
        public void begin(int shard, float[] states, int offset) {
            for (int i = 0; i < passes.length; i++) {
                take(i, shard, states, offset);
                passes[i].begin(shard, scratch[i], scratchOf(i, shard));
            }
        }

        /** Where a shard's part of a layer's scratch begins. */
        private int scratchOf(int layer, int shard) {
            return shard * shape.sequences() * layers.get(layer).stateSize();
        }

        /** A layer's part of each sequence's state, into its scratch. */
        private void take(int layer, int shard, float[] states, int offset) {
            int size = layers.get(layer).stateSize();
            for (int s = 0; s < shape.sequences(); s++) {
                System.arraycopy(states, offset + s * stateSize + before[layer], scratch[layer],
                        scratchOf(layer, shard) + s * size, size);
            }
        }

        /** The other way round. */
        private void give(int layer, int shard, float[] states, int offset) {
            int size = layers.get(layer).stateSize();
            for (int s = 0; s < shape.sequences(); s++) {
                System.arraycopy(scratch[layer], scratchOf(layer, shard) + s * size, states,
                        offset + s * stateSize + before[layer], size);
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
        public void state(int shard, int t, float[] states, int offset) {
            for (int i = 0; i < passes.length; i++) {
                passes[i].state(shard, t, scratch[i], scratchOf(i, shard));
                give(i, shard, states, offset);
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
                take(i, shard, stateGradients, offset);
                passes[i].backward(shard, episodeStart, scratch[i], scratchOf(i, shard));
                give(i, shard, stateGradients, offset);
                passDown(i, shard);
            }
        }

        /** A layer's gradient in its inputs is the one in the outputs of the layer below. */
        private void passDown(int layer, int shard) {
            if (layer > 0) {
                int row = shape.row(shard, 0);
                passes[layer].inputGradient().get(row, shape.rowsPerShard(), passes[layer - 1].outputGradient(),
                        row * layers.get(layer).inputs());
            }
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
