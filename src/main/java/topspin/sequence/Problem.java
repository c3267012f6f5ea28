package topspin.sequence;

import topspin.nn.BatchShape;
import topspin.nn.cell.CoreConfig;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

/**
 * The task of every variant: the inputs of a core, and gradients of a loss. Rows are in {@link BatchShape}'s order.
 *
 * @param inputs         width of what the core reads
 * @param input          {@code [rows][inputs]}
 * @param episodeStart   {@code [rows]}
 * @param states         before the first step, {@code [shards·sequences][stateSize]}
 * @param outputGradient of some loss, {@code [rows][units]}
 * @param stateGradient  of that loss in the states after the last step, {@code [shards·sequences][stateSize]}
 */
public record Problem(BatchShape shape, int inputs, CoreConfig core, float[] input, boolean[] episodeStart, float[] states,
                      float[] outputGradient, float[] stateGradient) {

    /**
     * Normal inputs and gradients, uniform states, and random episode starts.
     *
     * @param resetRate probability that an episode begins at a row
     */
    public static Problem random(BatchShape shape, int inputs, CoreConfig core, double resetRate, RandomStreams streams) {
        boolean[] episodeStart = new boolean[shape.rows()];
        RandomStream resets = streams.stream("splits/resets");
        for (int row = 0; row < episodeStart.length; row++) {
            episodeStart[row] = resets.nextBernoulli(resetRate);
        }
        return of(shape, inputs, core, normal(streams.stream("splits/inputs"), shape.rows() * inputs), episodeStart,
                streams);
    }

    /** The given inputs and episode starts, with random states and gradients. */
    public static Problem of(BatchShape shape, int inputs, CoreConfig core, float[] input, boolean[] episodeStart,
                             RandomStreams streams) {
        float[] states = normal(streams.stream("splits/states"), shape.shards() * shape.sequences() * core.stateSize());
        for (int i = 0; i < states.length; i++) {
            states[i] = (float) Math.tanh(states[i]);
        }
        return new Problem(shape, inputs, core, input, episodeStart, states,
                normal(streams.stream("splits/gradients"), shape.rows() * core.units()),
                normal(streams.stream("splits/state-gradients"), states.length));
    }

    private static float[] normal(RandomStream stream, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) stream.nextGaussian();
        }
        return values;
    }

    /** Episodes that begin after the first step. */
    public int bordersInside() {
        int borders = 0;
        for (int shard = 0; shard < shape.shards(); shard++) {
            for (int row = shape.row(shard, 0) + shape.sequences(); row < shape.row(shard, shape.steps()); row++) {
                borders += episodeStart[row] ? 1 : 0;
            }
        }
        return borders;
    }
}
