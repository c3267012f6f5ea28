package topspin.nn;

import topspin.random.RandomStreams;

import java.util.List;

/** No encoder: observations go to the core as they are, bytes as fractions of the largest value. */
public final class IdentityEncoder implements Encoder {
    private final int inputs;
    private final float scale;

    /** @param scale what an input is multiplied by: 1 for floats, 1/255 for pixels */
    public IdentityEncoder(int inputs, float scale) {
        this.inputs = inputs;
        this.scale = scale;
    }

    @Override
    public int outputs() {
        return inputs;
    }

    @Override
    public void initialise(Initialiser initialiser, RandomStreams streams) {
    }

    @Override
    public List<Reload> reloads() {
        return List.of();
    }

    @Override
    public EncoderPass pass(BatchShape shape, CoreInput core) {
        float[] features = new float[shape.rows() * inputs];
        RowParts parts = RowParts.forThisMachine(shape, shape.rowsPerShard());
        return new EncoderPass() {
            @Override
            public RowParts parts() {
                return parts;
            }

            @Override
            public void forward(RowSource source, int[] sourceRow, int first, int count) {
                for (int row = first; row < first + count; row++) {
                    Rows.copy(source, sourceRow[row], scale, features, row * inputs);
                }
                core.input().put(first, count, features, first * inputs);
            }

            @Override
            public void backward(int first, int count) {
            }

            @Override
            public void observationGradient(int row, float[] gradient) {
                core.inputGradient().get(row, 1, gradient, 0);
                for (int i = 0; i < inputs; i++) {
                    gradient[i] *= scale;
                }
            }

            @Override
            public List<GradientBlock> gradientBlocks() {
                return List.of();
            }
        };
    }
}
