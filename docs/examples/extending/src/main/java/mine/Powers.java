package mine;

import topspin.nn.BatchShape;
import topspin.nn.CoreInput;
import topspin.nn.Encoder;
import topspin.nn.EncoderPass;
import topspin.nn.EncoderType;
import topspin.nn.GradientBlock;
import topspin.nn.Initialiser;
import topspin.nn.Mlp;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.nn.RowParts;
import topspin.nn.RowSource;
import topspin.nn.Rows;
import topspin.nn.engine.Engine;
import topspin.random.RandomStreams;
import topspin.space.Box;

import java.util.List;

/** {@code policy.encoder: powers}: every number of an observation, and its square. Has no weights. */
public final class Powers implements EncoderType {

    @Override
    public String label() {
        return "powers";
    }

    @Override
    public boolean fits(Box observation) {
        return observation.type() == Box.Type.FLOAT32;
    }

    @Override
    public String needs() {
        return "observations of floats";
    }

    @Override
    public Encoder create(Engine engine, Parameters parameters, String name, Box observation, Mlp.Layers layers) {
        return new Squares(observation.size());
    }

    private record Squares(int inputs) implements Encoder {

        @Override
        public int outputs() {
            return 2 * inputs;
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
            float[] features = new float[shape.rows() * outputs()];
            RowParts parts = RowParts.forThisMachine(shape, shape.rowsPerShard());
            return new EncoderPass() {
                @Override
                public RowParts parts() {
                    return parts;
                }

                @Override
                public void forward(RowSource source, int[] sourceRow, int first, int count) {
                    for (int row = first; row < first + count; row++) {
                        int at = row * outputs();
                        Rows.copy(source, sourceRow[row], 1, features, at);
                        for (int i = at; i < at + inputs; i++) {
                            features[i + inputs] = features[i] * features[i];
                        }
                    }
                    core.input().put(first, count, features, first * outputs());
                }

                @Override
                public void backward(int first, int count) {
                }

                @Override
                public List<GradientBlock> gradientBlocks() {
                    return List.of();
                }
            };
        }
    }
}
