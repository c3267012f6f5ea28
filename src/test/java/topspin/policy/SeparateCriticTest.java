package topspin.policy;

import org.junit.jupiter.api.Test;
import topspin.nn.BatchShape;
import topspin.nn.Parameters;
import topspin.nn.RowSource;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.OneDnnEngine;
import topspin.parallel.WorkerPool;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;
import topspin.space.Box;
import topspin.space.Discrete;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** A critic with a core of its own shares the encoder with the policy, and nothing else. */
class SeparateCriticTest {
    private static final BatchShape SHAPE = new BatchShape(2, 4, 3);
    private static final int INPUTS = 5;
    private static final int ACTIONS = 3;

    private final RandomStreams streams = new RandomStreams(8);
    private final PolicyNetwork policy = policy(PolicyConfig.Critic.SEPARATE);
    private final PolicyBatch batch = policy.batch(SHAPE);
    private final float[] observations = random("observations", SHAPE.rows() * INPUTS);

    private PolicyNetwork policy(PolicyConfig.Critic critic) {
        return new PolicyNetwork(new PolicyConfig("mlp", 7, new CoreConfig("lstm", 6), "fused").withCritic(critic),
                Box.floats(-1, 1, INPUTS), new Discrete(ACTIONS), new OneDnnEngine(), streams);
    }

    @Test
    void theCriticsCoreShouldHaveItsOwnNames() {
        assertThat(policy.parameters().slices()).extracting(Parameters.Slice::name).containsExactly("encoder/weights",
                "encoder/bias", "core/0/input-weights", "core/0/recurrent-weights", "core/0/bias",
                "critic/core/0/input-weights", "critic/core/0/recurrent-weights", "critic/core/0/bias", "policy/weights",
                "policy/bias", "value/weights", "value/bias");
        assertThat(policy.stateSize()).isEqualTo(2 * policy(PolicyConfig.Critic.SHARED).stateSize());
    }

    @Test
    void thePolicyShouldBeginAsWithASharedCoreAndTheCriticFromAnotherDraw() {
        PolicyNetwork shared = policy(PolicyConfig.Critic.SHARED);
        for (Parameters.Slice slice : shared.parameters().slices()) {
            assertThat(values(policy, slice.name())).as(slice.name()).isEqualTo(values(shared, slice.name()));
        }
        assertThat(values(policy, "critic/core/0/input-weights")).isNotEqualTo(values(policy, "core/0/input-weights"));
    }

    @Test
    void eachHeadShouldReadItsOwnCore() {
        forward();
        float[] logits = batch.logits().clone();
        float[] values = batch.values().clone();

        disturb("critic/core/0/input-weights");
        forward();
        assertThat(batch.logits()).isEqualTo(logits);
        assertThat(batch.values()).isNotEqualTo(values);

        values = batch.values().clone();
        disturb("core/0/recurrent-weights");
        forward();
        assertThat(batch.logits()).isNotEqualTo(logits);
        assertThat(batch.values()).isEqualTo(values);
    }

    @Test
    void theEncoderShouldLearnFromBoth() {
        float[] logits = random("logit gradients", SHAPE.rows() * ACTIONS);
        float[] values = random("value gradients", SHAPE.rows());
        float[] ofPolicy = encoderGradient(logits, new float[values.length]);
        float[] ofValue = encoderGradient(new float[logits.length], values);
        float[] ofBoth = encoderGradient(logits, values);

        assertThat(largest(ofPolicy)).isPositive();
        assertThat(largest(ofValue)).isPositive();
        for (int i = 0; i < ofBoth.length; i++) {
            assertThat(ofBoth[i]).isCloseTo(ofPolicy[i] + ofValue[i], within(1e-5f * largest(ofBoth)));
        }
    }

    private float[] encoderGradient(float[] logits, float[] values) {
        forward();
        System.arraycopy(logits, 0, batch.logitGradients(), 0, logits.length);
        System.arraycopy(values, 0, batch.valueGradients(), 0, values.length);
        WholeBatch.backward(batch);
        batch.gradientBlocks().forEach(block -> block.compute());
        Parameters.Slice slice = slice(policy, "encoder/weights");
        return Arrays.copyOfRange(policy.parameters().gradients(), slice.offset(), slice.offset() + slice.length());
    }

    private void forward() {
        try (WorkerPool workers = new WorkerPool(1)) {
            policy.reload(workers);
        }
        float[] states = random("states", SHAPE.shards() * SHAPE.sequences() * policy.stateSize());
        for (int row = 0; row < SHAPE.rows(); row++) {
            batch.sourceRows()[row] = row;
        }
        for (int shard = 0; shard < SHAPE.shards(); shard++) {
            batch.begin(shard, states, shard * SHAPE.sequences() * policy.stateSize());
        }
        WholeBatch.forward(batch, new RowSource(null, observations, INPUTS));
    }

    private void disturb(String name) {
        Parameters.Slice slice = slice(policy, name);
        for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
            policy.parameters().values()[i] += 0.1f;
        }
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static float[] values(PolicyNetwork policy, String name) {
        Parameters.Slice slice = slice(policy, name);
        return Arrays.copyOfRange(policy.parameters().values(), slice.offset(), slice.offset() + slice.length());
    }

    private static Parameters.Slice slice(PolicyNetwork policy, String name) {
        return policy.parameters().slices().stream().filter(slice -> slice.name().equals(name)).findFirst().orElseThrow();
    }

    private float[] random(String name, int length) {
        RandomStream stream = streams.stream(name);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = 2 * stream.nextFloat() - 1;
        }
        return values;
    }
}
