package topspin.policy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.nn.BatchShape;
import topspin.nn.GradientBlock;
import topspin.nn.Nonlinearity;
import topspin.nn.RowSource;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Engine;
import topspin.nn.engine.OneDnnEngine;
import topspin.parallel.WorkerPool;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;
import topspin.space.Box;
import topspin.space.Discrete;

import java.util.Arrays;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** What recurrent policies get wrong: masks, states, episodes that leak, rows that are mixed up. All to the bit. */
@ParameterizedClass
@MethodSource("networks")
class PolicyBatchTest {
    private static final int STEPS = 7;
    private static final int ENVIRONMENTS = 6;
    private static final int ACTIONS = 3;
    private static final Box OBSERVATION = Box.floats(-1, 1, 9);

    @Parameter
    private PolicyConfig network;
    private final RandomStreams streams = new RandomStreams(5);
    private PolicyNetwork policy;
    private float[] observations;
    private float[] states;
    /** {@code [steps][environments]}, as all of a rollout is. */
    private int[] previousActions;
    private float[] previousRewards;
    /** {@code [steps][environments]}. */
    private boolean[][] starts;

    static Stream<PolicyConfig> networks() {
        PolicyConfig lstm = new PolicyConfig("mlp", 16, new CoreConfig("lstm", 24, 1, 0), "fused");
        return Stream.of(lstm, lstm.withEncoderLayers(3, Nonlinearity.LEAKY_RELU, true),
                lstm.withPrevious(PolicyConfig.Previous.ACTION_REWARD), lstm.withCritic(PolicyConfig.Critic.SEPARATE),
                lstm.withHeads(new HeadsConfig(2, 9, Nonlinearity.TANH)),
                lstm.withPrevious(PolicyConfig.Previous.ACTION).withSeparateCritic(PolicyConfig.Critic.SEPARATE),
                lstm.withHeads(new HeadsConfig(1, 9, Nonlinearity.RELU)).withCritic(PolicyConfig.Critic.SEPARATE),
                new PolicyConfig("mlp", 16, new CoreConfig("gru", 12, 2, 0), "fused").withCritic(PolicyConfig.Critic.SEPARATE)
                        .withPrevious(PolicyConfig.Previous.REWARD));
    }

    @BeforeEach
    void build() {
        Engine engine = new OneDnnEngine();
        policy = new PolicyNetwork(network, OBSERVATION, new Discrete(ACTIONS), engine, streams);
        RandomStream noise = streams.stream("noise");
        float[] values = policy.parameters().values();
        for (int i = 0; i < values.length; i++) {
            values[i] += 0.2f * (noise.nextFloat() - 0.5f);
        }
        try (WorkerPool workers = new WorkerPool(1)) {
            policy.reload(workers);
        }
        observations = random("observations", STEPS * ENVIRONMENTS * OBSERVATION.size());
        states = random("states", ENVIRONMENTS * policy.stateSize());
        previousActions = new int[STEPS * ENVIRONMENTS];
        Arrays.setAll(previousActions, row -> row % ACTIONS);
        previousRewards = random("rewards", STEPS * ENVIRONMENTS);
        starts = new boolean[STEPS][ENVIRONMENTS];
        starts[0][1] = true;
        starts[3][2] = true;
        starts[STEPS - 1][4] = true;
        starts[2][5] = true;
        starts[3][5] = true;
    }

    @Test
    void actingStepByStepShouldEqualLearningFromTheSequence() {
        for (int shards : new int[] {1, 2, 3}) {
            PolicyBatch acting = batch(shards, identity());
            PolicyBatch learning = batch(shards, identity());
            for (int shard = 0; shard < shards; shard++) {
                for (int t = 0; t < STEPS; t++) {
                    acting.step(shard, t, source());
                }
            }
            WholeBatch.forward(learning, source());
            assertThat(acting.logits()).isEqualTo(learning.logits());
            assertThat(acting.values()).isEqualTo(learning.values());
            assertThat(state(acting, STEPS - 1)).isEqualTo(state(learning, STEPS - 1));
            assertThat(gradients(acting)).isEqualTo(gradients(learning));
        }
    }

    @Test
    void actingOneStepAtATimeWithStatesCarriedByHandShouldEqualTheSequence() {
        PolicyBatch learning = forward(2, identity());
        PolicyBatch single = policy.batch(new BatchShape(2, 1, ENVIRONMENTS / 2));
        float[] carried = states.clone();
        int half = ENVIRONMENTS / 2;
        for (int t = 0; t < STEPS; t++) {
            for (int shard = 0; shard < 2; shard++) {
                for (int s = 0; s < half; s++) {
                    single.sourceRows()[shard * half + s] = t * ENVIRONMENTS + shard * half + s;
                    single.episodeStarts()[shard * half + s] = starts[t][shard * half + s];
                    single.previousActions().set(shard * half + s, previousActions[t * ENVIRONMENTS + shard * half + s]);
                    single.previousRewards()[shard * half + s] = previousRewards[t * ENVIRONMENTS + shard * half + s];
                }
                single.begin(shard, carried, shard * half * policy.stateSize());
                single.step(shard, 0, source());
                single.state(shard, 0, carried, shard * half * policy.stateSize());
                for (int s = 0; s < half; s++) {
                    int row = learning.shape().row(shard, t) + s;
                    assertThat(single.values()[shard * half + s]).as("step %d", t).isEqualTo(learning.values()[row]);
                }
            }
        }
        assertThat(carried).isEqualTo(state(learning, STEPS - 1));
    }

    @Test
    void theNumberOfShardsShouldChangeNoOutput() {
        float[] one = byEnvironment(forward(1, identity()));
        assertThat(byEnvironment(forward(2, identity()))).isEqualTo(one);
        assertThat(byEnvironment(forward(3, identity()))).isEqualTo(one);
        assertThat(byEnvironment(forward(6, identity()))).isEqualTo(one);
    }

    @Test
    void nothingBeforeAnEpisodeShouldReachIt() {
        float[] before = byEnvironment(forward(2, identity()));
        for (int t = 0; t < STEPS; t++) {
            for (int n = 0; n < ENVIRONMENTS; n++) {
                if (starts[t][n]) {
                    for (int earlier = 0; earlier < t; earlier++) {
                        int row = earlier * ENVIRONMENTS + n;
                        Arrays.fill(observations, row * OBSERVATION.size(), (row + 1) * OBSERVATION.size(), 0.77f);
                    }
                    Arrays.fill(states, n * policy.stateSize(), (n + 1) * policy.stateSize(), 0.9f);
                    previousActions[t * ENVIRONMENTS + n] = (previousActions[t * ENVIRONMENTS + n] + 1) % ACTIONS;
                    previousRewards[t * ENVIRONMENTS + n] = 9;
                }
            }
        }
        float[] after = byEnvironment(forward(2, identity()));
        for (int n = 0; n < ENVIRONMENTS; n++) {
            int from = lastStart(n);
            for (int t = Math.max(0, from); t < STEPS; t++) {
                assertThat(after[n * STEPS + t]).as("environment %d step %d", n, t).isEqualTo(before[n * STEPS + t]);
            }
            if (from > 0) {
                assertThat(after[n * STEPS + from - 1]).isNotEqualTo(before[n * STEPS + from - 1]);
            }
        }
    }

    @Test
    void noGradientShouldFlowFromAnEpisodeIntoTheOneBefore() {
        // A loss on rows at and after every last start must not depend, in any bit, on what came before.
        float[] before = gradientsOfLateRows();
        for (int n = 0; n < ENVIRONMENTS; n++) {
            for (int t = 0; t < lastStart(n); t++) {
                int row = t * ENVIRONMENTS + n;
                Arrays.fill(observations, row * OBSERVATION.size(), (row + 1) * OBSERVATION.size(), -0.4f);
            }
        }
        assertThat(gradientsOfLateRows()).isEqualTo(before);
    }

    private float[] gradientsOfLateRows() {
        PolicyBatch batch = forward(2, identity());
        fillGradients(batch);
        for (int shard = 0; shard < 2; shard++) {
            for (int t = 0; t < STEPS; t++) {
                for (int s = 0; s < ENVIRONMENTS / 2; s++) {
                    int n = shard * ENVIRONMENTS / 2 + s;
                    if (lastStart(n) < 0 || t < lastStart(n)) {
                        int row = batch.shape().row(shard, t) + s;
                        batch.valueGradients()[row] = 0;
                        Arrays.fill(batch.logitGradients(), row * ACTIONS, (row + 1) * ACTIONS, 0f);
                    }
                }
            }
        }
        return backward(batch);
    }

    @Test
    void theStateFromTheLastRolloutShouldBeUsedExactlyWhereNoEpisodeBegins() {
        float[] with = byEnvironment(forward(1, identity()));
        Arrays.fill(states, 0f);
        float[] without = byEnvironment(forward(1, identity()));
        for (int n = 0; n < ENVIRONMENTS; n++) {
            if (starts[0][n]) {
                assertThat(without[n * STEPS]).isEqualTo(with[n * STEPS]);
            } else {
                assertThat(without[n * STEPS]).isNotEqualTo(with[n * STEPS]);
            }
        }
    }

    @Test
    void anEpisodeThatBeginsAtTheLastStepShouldForgetThere() {
        PolicyBatch batch = forward(1, identity());
        PolicyBatch fresh = policy.batch(new BatchShape(1, 1, ENVIRONMENTS));
        for (int n = 0; n < ENVIRONMENTS; n++) {
            fresh.sourceRows()[n] = (STEPS - 1) * ENVIRONMENTS + n;
            fresh.episodeStarts()[n] = true;
        }
        fresh.begin(0, states, 0);
        fresh.step(0, 0, source());
        int last = batch.shape().row(0, STEPS - 1);
        for (int n = 0; n < ENVIRONMENTS; n++) {
            assertThat(batch.values()[last + n] == fresh.values()[n]).isEqualTo(starts[STEPS - 1][n]);
        }
    }

    @Test
    void permutingEnvironmentsShouldPermuteOutputsAndNothingElse() {
        float[] straight = byEnvironment(forward(2, identity()));
        int[] order = {4, 2, 0, 5, 1, 3};
        float[] permuted = byEnvironment(forward(2, order));
        for (int n = 0; n < ENVIRONMENTS; n++) {
            assertThat(Arrays.copyOfRange(permuted, n * STEPS, (n + 1) * STEPS))
                    .isEqualTo(Arrays.copyOfRange(straight, order[n] * STEPS, (order[n] + 1) * STEPS));
        }
    }

    private int lastStart(int environment) {
        for (int t = STEPS - 1; t >= 0; t--) {
            if (starts[t][environment]) {
                return t;
            }
        }
        return -1;
    }

    private PolicyBatch forward(int shards, int[] order) {
        PolicyBatch batch = batch(shards, order);
        WholeBatch.forward(batch, source());
        return batch;
    }

    /** A batch whose sequence i is environment {@code order[i]}. */
    private PolicyBatch batch(int shards, int[] order) {
        int size = ENVIRONMENTS / shards;
        PolicyBatch batch = policy.batch(new BatchShape(shards, STEPS, size));
        float[] begin = new float[states.length];
        int length = policy.stateSize();
        for (int i = 0; i < ENVIRONMENTS; i++) {
            System.arraycopy(states, order[i] * length, begin, i * length, length);
            for (int t = 0; t < STEPS; t++) {
                int row = batch.shape().row(i / size, t) + i % size;
                batch.sourceRows()[row] = t * ENVIRONMENTS + order[i];
                batch.episodeStarts()[row] = starts[t][order[i]];
                batch.previousActions().set(row, previousActions[t * ENVIRONMENTS + order[i]]);
                batch.previousRewards()[row] = previousRewards[t * ENVIRONMENTS + order[i]];
            }
        }
        for (int shard = 0; shard < shards; shard++) {
            batch.begin(shard, begin, shard * size * length);
        }
        return batch;
    }

    private float[] gradients(PolicyBatch batch) {
        fillGradients(batch);
        return backward(batch);
    }

    private void fillGradients(PolicyBatch batch) {
        float[] c = random("c", batch.logitGradients().length);
        float[] d = random("d", batch.valueGradients().length);
        System.arraycopy(c, 0, batch.logitGradients(), 0, c.length);
        System.arraycopy(d, 0, batch.valueGradients(), 0, d.length);
    }

    private float[] backward(PolicyBatch batch) {
        WholeBatch.backward(batch);
        batch.gradientBlocks().forEach(GradientBlock::compute);
        return policy.parameters().gradients().clone();
    }

    private float[] state(PolicyBatch batch, int t) {
        float[] all = new float[states.length];
        int size = batch.shape().sequences();
        for (int shard = 0; shard < batch.shape().shards(); shard++) {
            batch.state(shard, t, all, shard * size * policy.stateSize());
        }
        return all;
    }

    /** Values as {@code [sequence][steps]}. */
    private static float[] byEnvironment(PolicyBatch batch) {
        float[] values = new float[STEPS * ENVIRONMENTS];
        int size = batch.shape().sequences();
        for (int i = 0; i < ENVIRONMENTS; i++) {
            for (int t = 0; t < STEPS; t++) {
                values[i * STEPS + t] = batch.values()[batch.shape().row(i / size, t) + i % size];
            }
        }
        return values;
    }

    private RowSource source() {
        return new RowSource(null, observations, OBSERVATION.size());
    }

    private static int[] identity() {
        return new int[] {0, 1, 2, 3, 4, 5};
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
