package topspin.nn;

import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.nn.cell.CoreConfig;
import topspin.nn.cell.Gru;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Nd4jEngine;
import topspin.nn.engine.OneDnnEngine;
import topspin.parallel.WorkerPool;
import topspin.policy.HeadsConfig;
import topspin.policy.PolicyBatch;
import topspin.policy.Outputs;
import topspin.policy.PolicyConfig;
import topspin.policy.PolicyNetwork;
import topspin.policy.WholeBatch;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;
import topspin.sequence.Variant;
import topspin.space.Box;
import topspin.space.Discrete;

import java.util.Arrays;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every gradient of every network against central differences of the loss Σ c·logits + Σ d·values, whose gradients in
 * logits and values are the random c and d; with episodes that begin in the middle, several shards, and start states.
 */
class GradientCheckTest {
    private static final long SEED = 11;
    private static final BatchShape SHAPE = new BatchShape(2, 5, 3);

    record Case(Engine engine, PolicyConfig policy, Box observation, Outputs outputs) {
        Case(Engine engine, PolicyConfig policy, Box observation) {
            this(engine, policy, observation, Outputs.POLICY_AND_VALUE);
        }

        @Override
        public String toString() {
            return engine.name() + " " + policy + " " + outputs;
        }
    }

    static Stream<Case> cases() {
        CoreConfig lstm = new CoreConfig("lstm", 6, 1, 0.5);
        Box floats = Box.floats(-1, 1, 7);
        Stream<Case> sequences = Arrays.stream(Variant.values()).filter(GradientCheckTest::isDerivative)
                .map(v -> v.hasSteps() ? v.label() + "(2)" : v.label())
                .map(sequence -> new Case(new OneDnnEngine(), new PolicyConfig("mlp", 9, lstm, sequence), floats));
        Stream<Case> stacked = Stream.of("split", "packed", "padded", "primitive").map(sequence -> new Case(
                new OneDnnEngine(), new PolicyConfig("none", 1, new CoreConfig("lstm", 5, 2, 0), sequence), floats));
        Stream<Case> primitives = Stream.of(new CoreConfig("gru", 5, 2, 0), new CoreConfig("gru", 5)
                .withReset(Gru.Reset.BEFORE), new CoreConfig("rnn", 5)).map(core -> new Case(
                new OneDnnEngine(), new PolicyConfig("mlp", 9, core, "primitive"), floats));
        Stream<Case> networks = Stream.of(new OneDnnEngine(), new Nd4jEngine()).flatMap(engine -> Stream.of(
                new Case(engine, new PolicyConfig("none", 1, lstm, "fused"), floats),
                new Case(engine, new PolicyConfig("mlp", 9, lstm, "fused"), floats),
                new Case(engine, new PolicyConfig("mlp", 9, lstm, "fused"), Box.pixels(3, 3)),
                new Case(engine, new PolicyConfig("mlp", 9, new CoreConfig("none", 6, 1, 0), "fused"), floats),
                new Case(engine, new PolicyConfig("binary-dense", 8, lstm, "fused"), Box.binary(5, 4)),
                new Case(engine, new PolicyConfig("none", 1, new CoreConfig("lstm", 5, 2, 0), "fused"), floats)));
        Stream<Case> separate = Stream.of(
                new Case(new OneDnnEngine(), new PolicyConfig("mlp", 9, lstm, "fused"), floats),
                new Case(new OneDnnEngine(), new PolicyConfig("mlp", 9, new CoreConfig("gru", 5, 2, 0), "packed"), floats),
                new Case(new OneDnnEngine(), new PolicyConfig("mlp", 9, lstm, "primitive"), floats),
                new Case(new OneDnnEngine(), new PolicyConfig("binary-dense", 8, lstm, "fused"), Box.binary(5, 4)),
                new Case(new Nd4jEngine(), new PolicyConfig("mlp", 9, lstm, "fused"), floats)).map(c -> new Case(c.engine,
                        c.policy.withCritic(PolicyConfig.Critic.SEPARATE), c.observation));
        Stream<Case> previous = Stream.of(
                new Case(new OneDnnEngine(), new PolicyConfig("mlp", 9, lstm, "fused"), floats),
                new Case(new OneDnnEngine(), new PolicyConfig("none", 1, new CoreConfig("none", 1), "fused"), floats),
                new Case(new OneDnnEngine(), new PolicyConfig("mlp", 9, lstm, "primitive").withCritic(
                        PolicyConfig.Critic.SEPARATE), floats),
                new Case(new OneDnnEngine(), new PolicyConfig("binary-dense", 8, lstm, "packed"), Box.binary(5, 4)),
                new Case(new Nd4jEngine(), new PolicyConfig("mlp", 9, lstm, "fused"), floats)).map(c -> new Case(c.engine,
                        c.policy.withPrevious(PolicyConfig.Previous.ACTION_REWARD), c.observation));
        PolicyConfig mlp = new PolicyConfig("mlp", 9, lstm, "fused");
        Stream<Case> encoders = Stream.of(new OneDnnEngine(), new Nd4jEngine()).flatMap(engine -> Stream.of(
                new Case(engine, mlp.withEncoderLayers(3, Nonlinearity.TANH, false), floats),
                new Case(engine, mlp.withEncoderLayers(2, Nonlinearity.TANH, true), floats),
                new Case(engine, mlp.withEncoderLayers(1, Nonlinearity.TANH, true), Box.pixels(3, 3)),
                new Case(engine, mlp.withEncoderLayers(2, Nonlinearity.RELU, false), floats),
                new Case(engine, mlp.withEncoderLayers(2, Nonlinearity.LEAKY_RELU, true), floats)));
        Stream<Case> heads = Stream.of(new OneDnnEngine(), new Nd4jEngine()).flatMap(engine -> Stream.of(
                new Case(engine, mlp.withHeads(new HeadsConfig(1, 7, Nonlinearity.TANH)), floats),
                new Case(engine, mlp.withHeads(new HeadsConfig(2, 6, Nonlinearity.TANH)), floats),
                new Case(engine, mlp.withHeads(new HeadsConfig(2, 6, Nonlinearity.RELU)), floats),
                new Case(engine, mlp.withHeads(new HeadsConfig(1, 7, Nonlinearity.LEAKY_RELU)), floats),
                new Case(engine, mlp, floats, Outputs.ACTION_VALUES),
                new Case(engine, mlp.withHeads(new HeadsConfig(2, 6, Nonlinearity.RELU)), floats, Outputs.ACTION_VALUES),
                new Case(engine, new PolicyConfig("none", 1, new CoreConfig("none", 1), "fused").withHeads(
                        new HeadsConfig(2, 6, Nonlinearity.TANH)), floats),
                new Case(engine, mlp.withHeads(new HeadsConfig(2, 6, Nonlinearity.TANH)).withCritic(
                        PolicyConfig.Critic.SEPARATE), floats)));
        Stream<Case> criticEncoders = Stream.of(
                new Case(new OneDnnEngine(), mlp, floats),
                new Case(new OneDnnEngine(), mlp.withPrevious(PolicyConfig.Previous.ACTION_REWARD), floats),
                new Case(new OneDnnEngine(), new PolicyConfig("mlp", 9, new CoreConfig("none", 1), "fused"), floats),
                new Case(new OneDnnEngine(), new PolicyConfig("binary-dense", 8, lstm, "fused"), Box.binary(5, 4)),
                new Case(new OneDnnEngine(), new PolicyConfig("none", 1, lstm, "fused"), floats),
                new Case(new Nd4jEngine(), mlp, floats)).map(c -> new Case(c.engine,
                        c.policy.withSeparateCritic(PolicyConfig.Critic.SEPARATE), c.observation));
        return Stream.of(networks, sequences, stacked, primitives, separate, previous, encoders, heads, criticEncoders)
                .flatMap(cases -> cases);
    }

    /** Variants that cut the gradient of an uncut function have no derivative to agree with; VariantsTest has them. */
    private static boolean isDerivative(Variant variant) {
        return variant.maths() != Variant.Maths.OTHER_GRADIENT;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldAgreeWithFiniteDifferences(Case c) {
        RandomStreams streams = new RandomStreams(SEED);
        PolicyNetwork policy = new PolicyNetwork(c.policy, c.outputs, c.observation, new Discrete(3), c.engine, streams);
        perturbBiases(policy, streams.stream("biases"));
        PolicyBatch batch = policy.batch(SHAPE);
        RowSource source = source(c.observation, streams.stream("observations"));
        float[] states = random(streams.stream("states"), SHAPE.shards() * SHAPE.sequences() * policy.stateSize());
        for (int row = 0; row < SHAPE.rows(); row++) {
            batch.sourceRows()[row] = SHAPE.rows() - 1 - row;
            batch.episodeStarts()[row] = row == 1 || row == 4 || row == 9 || row == 10 || row == 22;
            batch.previousActions().set(row, row % 3);
            batch.previousRewards()[row] = row % 5 - 1.5f;
        }
        float[] c0 = random(streams.stream("c"), batch.logits().length);
        // the largest of the actions' values has no gradient of its own
        float[] d0 = random(streams.stream("d"), batch.valueGradients().length);
        try (WorkerPool workers = new WorkerPool(2)) {
            double here = loss(policy, batch, source, states, c0, d0, workers);
            System.arraycopy(c0, 0, batch.logitGradients(), 0, c0.length);
            System.arraycopy(d0, 0, batch.valueGradients(), 0, d0.length);
            workers.run(SHAPE.shards(), batch::backward);
            workers.run(batch.parts(), batch::passBack);
            double squares = batch.gradientBlocks().stream().mapToDouble(GradientBlock::compute).sum();
            float[] gradient = gradient(policy.parameters());
            double expectedSquares = 0;
            for (float g : gradient) {
                expectedSquares += (double) g * g;
            }
            assertThat(squares).isCloseTo(expectedSquares, Offset.offset(1e-4 * expectedSquares));
            boolean kinks = c.policy.encoder().equals("binary-dense") || c.policy.encoderActivation() != Nonlinearity.TANH
                    || c.policy.heads().activation() != Nonlinearity.TANH;
            // a short one seldom turns two ReLUs on or off
            float step = c.policy.heads().activation() != Nonlinearity.TANH ? 1e-3f : 4e-3f;
            float[] values = policy.parameters().values();
            for (Parameters.Slice slice : policy.parameters().slices()) {
                RandomStream pick = streams.stream("pick/" + slice.name());
                for (int k = 0; k < Math.min(40, slice.length()); k++) {
                    int i = slice.offset() + (slice.length() <= 40 ? k : pick.nextInt(slice.length()));
                    float before = values[i];
                    values[i] = before + step;
                    double up = loss(policy, batch, source, states, c0, d0, workers);
                    values[i] = before - step;
                    double down = loss(policy, batch, source, states, c0, d0, workers);
                    values[i] = before;
                    // A ReLU may turn on or off within the step: the gradient then lies between the slopes of the sides.
                    double right = (up - here) / step;
                    double left = (here - down) / step;
                    double middle = (up - down) / (2 * step);
                    double kink = kinks ? Math.abs(right - left) / 2 : 0;
                    assertThat((double) gradient[i]).as("%s[%d]", slice.name(), i - slice.offset())
                            .isCloseTo(middle, Offset.offset(2e-3 + 5e-3 * Math.abs(middle) + kink));
                }
            }
        }
    }

    /** The gradient with the rows that a sparse tensor declares inactive read as zero. */
    private static float[] gradient(Parameters parameters) {
        float[] gradient = parameters.gradients().clone();
        for (Parameters.Slice slice : parameters.slices()) {
            for (int i = 0; slice.active() != null && i < slice.length(); i++) {
                if (!slice.active()[i / slice.rowLength()]) {
                    gradient[slice.offset() + i] = 0;
                }
            }
        }
        return gradient;
    }

    private static double loss(PolicyNetwork policy, PolicyBatch batch, RowSource source, float[] states,
                               float[] c, float[] d, WorkerPool workers) {
        policy.reload(workers);
        for (int shard = 0; shard < SHAPE.shards(); shard++) {
            batch.begin(shard, states, shard * SHAPE.sequences() * policy.stateSize());
        }
        WholeBatch.forward(batch, source);
        double sum = 0;
        for (int i = 0; i < c.length; i++) {
            sum += (double) c[i] * batch.logits()[i];
        }
        for (int i = 0; i < d.length; i++) {
            sum += (double) d[i] * batch.values()[i];
        }
        return sum;
    }

    /** Initial biases are zero and the policy's weights tiny; a check wants all of them to matter. */
    private static void perturbBiases(PolicyNetwork policy, RandomStream stream) {
        float[] values = policy.parameters().values();
        for (int i = 0; i < values.length; i++) {
            values[i] += 0.3f * (stream.nextFloat() - 0.5f);
        }
    }

    static RowSource source(Box box, RandomStream stream) {
        int length = SHAPE.rows() * box.size();
        if (box.type() == Box.Type.FLOAT32) {
            return new RowSource(null, random(stream, length), box.size());
        }
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (box.isBinary() ? (stream.nextBernoulli(0.3) ? 1 : 0) : stream.nextInt(256));
        }
        return new RowSource(bytes, null, box.size());
    }

    static float[] random(RandomStream stream, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = 2 * stream.nextFloat() - 1;
        }
        return values;
    }
}
