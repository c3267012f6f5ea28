package topspin.nn;

import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;
import topspin.random.RandomStreams;

import java.util.List;

/** No core: features go to the heads as they are. The feed-forward control of a recurrent experiment. */
public final class Memoryless implements Core {
    private final Engine engine;
    private final int width;

    public Memoryless(Engine engine, int width) {
        this.engine = engine;
        this.width = width;
    }

    @Override
    public int inputs() {
        return width;
    }

    @Override
    public int outputs() {
        return width;
    }

    @Override
    public int stateSize() {
        return 0;
    }

    @Override
    public void initialise(Initialiser initialiser, RandomStreams streams) {
    }

    @Override
    public List<Reload> reloads() {
        return List.of();
    }

    @Override
    public CorePass pass(BatchShape shape) {
        int rows = shape.rows();
        return new Pass(shape, engine.matrix(rows, width), engine.matrix(rows, width), new float[rows * width],
                new float[rows * width], width);
    }

    private record Pass(BatchShape shape, Matrix input, Matrix inputGradient, float[] output, float[] outputGradient,
                        int width) implements CorePass {
        @Override
        public void begin(int shard, float[] states, int offset) {
        }

        @Override
        public void step(int shard, int t, boolean[] episodeStart) {
            int row = shape.row(shard, t);
            input.get(row, shape.sequences(), output, row * width);
        }

        @Override
        public void forward(int shard, boolean[] episodeStart) {
            int row = shape.row(shard, 0);
            input.get(row, shape.rowsPerShard(), output, row * width);
        }

        @Override
        public void state(int shard, int t, float[] states, int offset) {
        }

        @Override
        public void backward(int shard, boolean[] episodeStart) {
            int row = shape.row(shard, 0);
            inputGradient.put(row, shape.rowsPerShard(), outputGradient, row * width);
        }

        @Override
        public void backward(int shard, boolean[] episodeStart, float[] stateGradients, int offset) {
            backward(shard, episodeStart);
        }

        @Override
        public List<GradientBlock> gradientBlocks() {
            return List.of();
        }

        @Override
        public long bytes() {
            return 4L * Float.BYTES * shape.rows() * width;
        }
    }
}
