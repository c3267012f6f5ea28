package topspin.learn;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.nn.BatchShape;
import topspin.nn.Nonlinearity;
import topspin.nn.RowSource;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Engines;
import topspin.nn.engine.Precision;
import topspin.optim.Adam;
import topspin.parallel.WorkerPool;
import topspin.policy.HeadsConfig;
import topspin.policy.PolicyBatch;
import topspin.policy.PolicyConfig;
import topspin.policy.PolicyNetwork;
import topspin.policy.WholeBatch;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;
import topspin.space.Box;
import topspin.space.Discrete;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** After a step, every copy of the weights that an engine keeps is that of the changed ones. */
class GradientStepTest {
    private static final BatchShape SHAPE = new BatchShape(2, 3, 2);
    private static final CoreConfig LSTM = new CoreConfig("lstm", 100, 2, 0);

    record Case(PolicyConfig policy, Box observation, String engine, Precision precision) {
        Case(String encoder, Box observation, String engine, Precision precision) {
            this(new PolicyConfig(encoder, 130, LSTM, "fused"), observation, engine, precision);
        }

        @Override
        public String toString() {
            return policy + " " + engine + " " + precision;
        }
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String engine : List.of("onednn", "nd4j")) {
            cases.add(new Case("mlp", Box.floats(0, 1, 6), engine, Precision.F32));
            cases.add(new Case(new PolicyConfig("mlp", 130, LSTM, "fused").withEncoderLayers(2, Nonlinearity.RELU, true)
                    .withCritic(PolicyConfig.Critic.SEPARATE).withHeads(new HeadsConfig(2, 140, Nonlinearity.TANH)), Box.floats(0, 1, 6), engine, Precision.F32));
            cases.add(new Case("binary-dense", Box.binary(20, 20, 1), engine, Precision.F32));
            cases.add(new Case("nature-cnn", Box.pixels(40, 44, 1), engine, Precision.F32));
        }
        try (Engine engine = Engines.open("onednn", Precision.BF16)) {
            cases.add(new Case("nature-cnn", Box.pixels(40, 44, 1), engine.name(), Precision.BF16));
        } catch (IllegalStateException noSuchProcessor) {
            // then there is no such case
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyCopyOfTheWeightsShouldFollow(Case c) {
        try (Engine engine = Engines.open(c.engine, c.precision); WorkerPool workers = new WorkerPool(2)) {
            RandomStreams streams = new RandomStreams(5);
            PolicyNetwork policy = new PolicyNetwork(c.policy, c.observation, new Discrete(3), engine, streams);
            PolicyBatch batch = policy.batch(SHAPE);
            GradientStep step = new GradientStep(new Trainable(policy.parameters(), policy.reloads()), batch,
                    new Adam(policy.parameters().size(), 0.9, 0.999, 1e-5), 0.5, GradientStep.NormCheck.NONE, workers);
            RowSource source = observations(c.observation, streams);
            policy.reload(workers);
            float[][] before = pass(policy, batch, source);
            step.take(1e-2);
            float[][] after = pass(policy, batch, source);
            policy.reload(workers);
            float[][] reloaded = pass(policy, batch, source);
            for (int i = 0; i < before.length; i++) {
                assertThat(after[i]).isEqualTo(reloaded[i]).isNotEqualTo(before[i]);
            }
        }
    }

    private static RowSource observations(Box observation, RandomStreams streams) {
        RandomStream draws = streams.stream("observations");
        int length = SHAPE.rows() * observation.size();
        if (observation.type() == Box.Type.FLOAT32) {
            float[] floats = new float[length];
            for (int i = 0; i < length; i++) {
                floats[i] = draws.nextFloat();
            }
            return new RowSource(null, floats, observation.size());
        }
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) draws.nextInt(observation.isBinary() ? 2 : 256);
        }
        return new RowSource(bytes, null, observation.size());
    }

    /** Logits, values, and the gradients of all parameters: between them they have read every copy. */
    private static float[][] pass(PolicyNetwork policy, PolicyBatch batch, RowSource source) {
        for (int row = 0; row < SHAPE.rows(); row++) {
            batch.sourceRows()[row] = row;
        }
        for (int shard = 0; shard < SHAPE.shards(); shard++) {
            batch.begin(shard, new float[SHAPE.sequences() * policy.stateSize()], 0);
        }
        WholeBatch.forward(batch, source);
        Arrays.fill(batch.logitGradients(), 0.1f);
        Arrays.fill(batch.valueGradients(), -0.2f);
        WholeBatch.backward(batch);
        batch.gradientBlocks().forEach(block -> block.compute());
        return new float[][] {batch.logits().clone(), batch.values().clone(), policy.parameters().gradients().clone()};
    }
}
