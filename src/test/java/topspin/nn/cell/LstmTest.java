package topspin.nn.cell;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.nn.BatchShape;
import topspin.nn.CorePass;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Nd4jEngine;
import topspin.nn.engine.OneDnnEngine;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.util.Arrays;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Outputs and states of both engines against the equations of {@link Lstm}, written out plainly in double precision. */
class LstmTest {
    private static final long SEED = 13;
    private static final int[][] SIZES = {{1, 1}, {3, 5}, {7, 16}, {33, 20}, {64, 64}};

    record Case(Engine engine, int inputs, int units, BatchShape shape) {
        @Override
        public String toString() {
            return engine.name() + " " + inputs + " inputs, " + units + " units, " + shape;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(new OneDnnEngine(), new Nd4jEngine()).flatMap(engine -> Stream.of(SIZES).flatMap(size ->
                Stream.of(new BatchShape(1, 1, 1), new BatchShape(2, 6, 3), new BatchShape(3, 9, 1))
                        .map(shape -> new Case(engine, size[0], size[1], shape))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldAgreeWithTheEquations(Case c) {
        RandomStreams streams = new RandomStreams(SEED);
        BatchShape shape = c.shape;
        Parameters parameters = new Parameters();
        Lstm lstm = new Lstm(c.engine, parameters, "core", c.inputs, c.units, 0);
        parameters.allocate();
        float[] weights = random(streams.stream("weights"), parameters.size());
        float reach = (float) (2 / Math.sqrt(c.inputs + c.units));
        for (int i = 0; i < weights.length; i++) {
            parameters.values()[i] = weights[i] * reach;
        }
        lstm.reloads().forEach(Reload::run);
        float[] x = random(streams.stream("x"), shape.rows() * c.inputs);
        float[] start = random(streams.stream("start"),
                shape.shards() * shape.sequences() * lstm.stateSize());
        boolean[] episodeStart = new boolean[shape.rows()];
        for (int row = 0; row < shape.rows(); row++) {
            episodeStart[row] = row % 7 == 5;
        }
        CorePass pass = lstm.pass(shape);
        pass.input().put(0, shape.rows(), x, 0);
        // Rounding of a sum of this many products, through the steps that a state lives on.
        double tolerance = 2e-7 * Math.sqrt(c.inputs + c.units) * Math.sqrt(shape.steps()) * 4;
        for (int shard = 0; shard < shape.shards(); shard++) {
            int from = shard * shape.sequences() * lstm.stateSize();
            pass.begin(shard, start, from);
            pass.forward(shard, episodeStart);
            float[] state = new float[shape.sequences() * lstm.stateSize()];
            for (int s = 0; s < shape.sequences(); s++) {
                double[] cell = new double[c.units];
                double[] hidden = new double[c.units];
                for (int k = 0; k < c.units; k++) {
                    cell[k] = start[from + s * lstm.stateSize() + k];
                    hidden[k] = start[from + s * lstm.stateSize() + c.units + k];
                }
                for (int t = 0; t < shape.steps(); t++) {
                    int row = shape.row(shard, t) + s;
                    if (episodeStart[row]) {
                        Arrays.fill(cell, 0);
                        Arrays.fill(hidden, 0);
                    }
                    step(parameters, c, x, row, cell, hidden);
                    pass.state(shard, t, state, 0);
                    for (int k = 0; k < c.units; k++) {
                        String where = "seed " + SEED + " shard " + shard + " sequence " + s + " step " + t;
                        int at = s * lstm.stateSize() + k;
                        assertThat((double) pass.output()[row * c.units + k]).as(where)
                                .isCloseTo(hidden[k], within(tolerance));
                        assertThat((double) state[at]).as(where).isCloseTo(cell[k], within(2 * tolerance));
                        assertThat(state[at + c.units]).as(where).isEqualTo(pass.output()[row * c.units + k]);
                    }
                }
            }
        }
    }

    private static void step(Parameters parameters, Case c, float[] x, int row, double[] cell, double[] hidden) {
        float[] values = parameters.values();
        int wx = parameters.slices().get(0).offset();
        int wh = parameters.slices().get(1).offset();
        int b = parameters.slices().get(2).offset();
        int width = 4 * c.units;
        double[] z = new double[width];
        for (int g = 0; g < width; g++) {
            z[g] = values[b + g];
            for (int i = 0; i < c.inputs; i++) {
                z[g] += (double) x[row * c.inputs + i] * values[wx + i * width + g];
            }
            for (int i = 0; i < c.units; i++) {
                z[g] += hidden[i] * values[wh + i * width + g];
            }
        }
        for (int k = 0; k < c.units; k++) {
            double i = 1 / (1 + Math.exp(-z[k]));
            double f = 1 / (1 + Math.exp(-z[c.units + k]));
            double o = 1 / (1 + Math.exp(-z[2 * c.units + k]));
            double u = Math.tanh(z[3 * c.units + k]);
            cell[k] = f * cell[k] + i * u;
            hidden[k] = o * Math.tanh(cell[k]);
        }
    }

    private static float[] random(RandomStream stream, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) stream.nextGaussian();
        }
        return values;
    }
}
