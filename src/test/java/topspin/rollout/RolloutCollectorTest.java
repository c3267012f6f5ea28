package topspin.rollout;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.env.EnvironmentRegistry;
import topspin.env.VectorEnvironment;
import topspin.nn.BatchShape;
import topspin.nn.RowSource;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.OneDnnEngine;
import topspin.parallel.WorkerPool;
import topspin.policy.PolicyBatch;
import topspin.policy.PolicyConfig;
import topspin.policy.PolicyNetwork;
import topspin.policy.WholeBatch;
import topspin.policy.distribution.Categorical;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;
import topspin.space.Discrete;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Rollouts of scripted worlds against the same course taken by hand, one environment and one step at a time. */
@ParameterizedClass
@EnumSource(names = {"NONE", "ACTION_REWARD"})
class RolloutCollectorTest {
    private static final long SEED = 6;
    private static final int ENVIRONMENTS = 6;
    private static final int STEPS = 5;
    private static final int ROLLOUTS = 4;
    private static final int ACTIONS = ScriptedEnvironment.ACTIONS;

    private final RandomStreams streams = new RandomStreams(SEED);
    @Parameter
    private PolicyConfig.Previous previous;
    private PolicyNetwork policy;

    @BeforeEach
    void build() {
        policy = policy();
    }

    private PolicyNetwork policy() {
        PolicyNetwork made = new PolicyNetwork(
                new PolicyConfig("none", 1, new CoreConfig("lstm", 8, 1, 0), "fused").withPrevious(previous),
                ScriptedEnvironment.OBSERVATION, new Discrete(ACTIONS), new OneDnnEngine(), streams);
        RandomStream noise = streams.stream("noise");
        for (int i = 0; i < made.parameters().size(); i++) {
            made.parameters().values()[i] += noise.nextFloat() - 0.5f;
        }
        try (WorkerPool workers = new WorkerPool(1)) {
            made.reload(workers);
        }
        return made;
    }

    private RolloutCollector collector(int groups, boolean keepsSteps, boolean bootstraps, WorkerPool workers) {
        VectorEnvironment environment = new VectorEnvironment(ENVIRONMENTS, ScriptedEnvironment::new, workers);
        return new RolloutCollector(environment, policy, STEPS, groups, keepsSteps, bootstraps, streams);
    }

    /** The ones of a rollout's rows are listed once; every new rollout's must be listed anew. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyRolloutShouldBeSeenAsItIs(boolean keepsSteps) {
        try (WorkerPool workers = new WorkerPool(1)) {
            VectorEnvironment pong = VectorEnvironment.of(EnvironmentRegistry.load(), "pong",
                    Map.of("observation", "binary80", "frame-skip", 4), 2, streams, workers);
            PolicyNetwork seeing = new PolicyNetwork(
                    new PolicyConfig("binary-dense", 8, new CoreConfig("lstm", 4, 1, 0), "fused"),
                    pong.observationSpace(), pong.actionSpace(), new OneDnnEngine(), streams);
            seeing.reload(workers);
            RolloutCollector collector = new RolloutCollector(pong, seeing, STEPS, 1, keepsSteps, true, streams);
            collector.reset();
            PolicyBatch again = seeing.batch(new BatchShape(1, STEPS, 2));
            for (int repetition = 0; repetition < ROLLOUTS; repetition++) {
                Rollout rollout = collector.collect(workers);
                for (int row = 0; row < rollout.rows(); row++) {
                    again.sourceRows()[row] = row;
                    again.episodeStarts()[row] = rollout.episodeStarts()[row];
                }
                again.begin(0, rollout.startStates(), 0);
                WholeBatch.forward(again,
                        new RowSource(rollout.observations().bytes(), null, rollout.source().rowLength()));
                assertThat(again.values()).as("rollout %d", repetition).containsExactly(rollout.values());
            }
        }
    }

    /** One environment's life under the policy, step by step. */
    private final class ByHand {
        private final int number;
        private final RandomStream stream;
        private final PolicyBatch batch = policy.batch(new BatchShape(1, 1, 1));
        private final float[] state = new float[policy.stateSize()];
        private int episode;
        private int taken;
        private int lastAction;
        private float lastReward;

        ByHand(int number) {
            this.number = number;
            stream = streams.stream("action/env-" + number);
        }

        /** V of an observation under the state, which stays as it is. */
        private float look(boolean episodeStart, float[] observation) {
            batch.episodeStarts()[0] = episodeStart;
            batch.previousActions().set(0, lastAction);
            batch.previousRewards()[0] = lastReward;
            batch.begin(0, state, 0);
            batch.step(0, 0, new RowSource(null, observation, observation.length));
            return batch.values()[0];
        }

        void check(Rollout rollout) {
            int size = state.length;
            assertThat(Arrays.copyOfRange(rollout.startStates(), number * size, (number + 1) * size)).isEqualTo(state);
            for (int t = 0; t < STEPS; t++) {
                step(rollout, t);
            }
            assertThat(rollout.lastValues()[number])
                    .isEqualTo(look(taken == 0, ScriptedEnvironment.observation(number, episode, taken)));
        }

        private void step(Rollout rollout, int t) {
            int row = rollout.row(t, number);
            String where = "environment " + number + " episode " + episode + " step " + taken;
            float[] observation = ScriptedEnvironment.observation(number, episode, taken);
            float value = look(taken == 0, observation);
            batch.state(0, 0, state, 0);
            float[] drawn = new float[1];
            new Categorical(ACTIONS).sample(batch.logits(), 0, stream, drawn, 0);
            int action = (int) drawn[0];
            float logProbability = (float) Categorical.logProbability(batch.logits(), 0, ACTIONS, action);

            assertThat(Arrays.copyOfRange(rollout.observations().floats(), row * 3, row * 3 + 3)).as(where)
                    .isEqualTo(observation);
            assertThat(rollout.episodeStarts()[row]).as(where).isEqualTo(taken == 0);
            if (taken > 0) {
                assertThat(rollout.previousActions().index(row)).as(where).isEqualTo(lastAction);
                assertThat(rollout.previousRewards()[row]).as(where).isEqualTo(lastReward);
            }
            assertThat(rollout.actions().index(row)).as(where).isEqualTo(action);
            assertThat(rollout.logProbabilities()[row]).as(where).isEqualTo(logProbability);
            assertThat(rollout.values()[row]).as(where).isEqualTo(value);
            taken++;
            lastAction = action;
            lastReward = ScriptedEnvironment.reward(action, taken);
            assertThat(rollout.rewards()[row]).as(where).isEqualTo(ScriptedEnvironment.reward(action, taken));
            boolean over = taken == ScriptedEnvironment.length(number, episode);
            assertThat(rollout.done()[row]).as(where).isEqualTo(over);
            // The state saw the episode: it is the one after this step, not the next episode's zero.
            boolean cut = over && ScriptedEnvironment.truncates(episode) && !ScriptedEnvironment.terminates(episode);
            float expected = cut ? look(false, ScriptedEnvironment.observation(number, episode, taken)) : 0;
            assertThat(rollout.truncationValues()[row]).as(where).isEqualTo(expected);
            if (cut) {
                assertThat(expected).isNotZero();
            }
            if (over) {
                episode++;
                taken = 0;
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, true", "2, false", "3, true", "6, false"})
    void shouldWriteDownWhatHappened(int groups, boolean keepsSteps) {
        try (WorkerPool workers = new WorkerPool(2)) {
            RolloutCollector collector = collector(groups, keepsSteps, true, workers);
            collector.reset();
            List<ByHand> lives = new ArrayList<>();
            for (int n = 0; n < ENVIRONMENTS; n++) {
                lives.add(new ByHand(n));
            }
            // 20 steps: every way for an episode to end, on and off the borders of rollouts.
            for (int i = 0; i < ROLLOUTS; i++) {
                Rollout rollout = collector.collect(workers);
                lives.forEach(life -> life.check(rollout));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void groupsAndWorkersShouldChangeNoBit(boolean keepsSteps) {
        List<Object> reference = course(1, 1, keepsSteps);
        for (int groups : new int[] {1, 2, 3, 6}) {
            for (int workers : new int[] {1, 2, 3, 8}) {
                assertThat(course(groups, workers, keepsSteps)).as("%d groups, %d workers", groups, workers)
                        .usingRecursiveComparison().isEqualTo(reference);
            }
        }
    }

    private List<Object> course(int groups, int members, boolean keepsSteps) {
        try (WorkerPool workers = new WorkerPool(members)) {
            RolloutCollector collector = collector(groups, keepsSteps, true, workers);
            collector.reset();
            return course(collector, workers);
        }
    }

    private static List<Object> course(RolloutCollector collector, WorkerPool workers) {
        List<Object> course = new ArrayList<>();
        for (int i = 0; i < ROLLOUTS; i++) {
            Rollout r = collector.collect(workers);
            course.add(r.observations().floats().clone());
            course.add(r.actions().values().clone());
            course.add(r.logProbabilities().clone());
            course.add(r.values().clone());
            course.add(r.rewards().clone());
            course.add(r.truncationValues().clone());
            course.add(r.episodeStarts().clone());
            course.add(r.done().clone());
            course.add(r.startStates().clone());
            course.add(r.lastValues().clone());
        }
        return course;
    }

    @Test
    void shouldGoOnToTheBitFromASavedState() throws IOException {
        try (WorkerPool workers = new WorkerPool(2)) {
            RolloutCollector collector = collector(2, true, true, workers);
            collector.reset();
            // 15 steps, which leave most environments in the middle of an episode; 10 would leave none there
            for (int i = 0; i < 3; i++) {
                collector.collect(workers);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            collector.save(new DataOutputStream(bytes));
            List<Object> expected = course(collector, workers);

            RolloutCollector restored = collector(2, true, true, workers);
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
            restored.restore(in);
            assertThat(in.read()).isEqualTo(-1);
            assertThat(course(restored, workers)).usingRecursiveComparison().isEqualTo(expected);
        }
    }

    @Test
    void theActorShouldKeepTheActivationsOfAllSteps() {
        try (WorkerPool workers = new WorkerPool(1)) {
            RolloutCollector collector = collector(3, true, true, workers);
            collector.reset();
            collector.collect(workers);
            Rollout rollout = collector.collect(workers);
            PolicyBatch actor = collector.actor();
            for (int row = 0; row < actor.shape().rows(); row++) {
                int source = actor.sourceRows()[row];
                assertThat(actor.values()[row]).isEqualTo(rollout.values()[source]);
                assertThat(actor.episodeStarts()[row]).isEqualTo(rollout.episodeStarts()[source]);
            }
            assertThat(Arrays.stream(actor.sourceRows()).sorted().distinct().count()).isEqualTo(rollout.rows());
        }
    }

    @Test
    void withoutACriticNothingShouldBeBootstrapped() {
        try (WorkerPool workers = new WorkerPool(1)) {
            RolloutCollector collector = collector(2, false, false, workers);
            collector.reset();
            for (int i = 0; i < ROLLOUTS; i++) {
                Rollout rollout = collector.collect(workers);
                assertThat(rollout.truncationValues()).containsOnly(0);
                assertThat(rollout.lastValues()).containsOnly(0);
            }
        }
    }

    @Test
    void aResetShouldBeginEveryEpisodeAnewWithZeroStates() {
        try (WorkerPool workers = new WorkerPool(1)) {
            RolloutCollector collector = collector(2, true, true, workers);
            collector.reset();
            collector.collect(workers);
            collector.reset();
            Rollout rollout = collector.collect(workers);
            assertThat(rollout.startStates()).containsOnly(0);
            for (int n = 0; n < ENVIRONMENTS; n++) {
                assertThat(rollout.episodeStarts()[n]).isTrue();
            }
        }
    }

    @Test
    void shouldRefuseGroupsThatDoNotDivideTheEnvironments() {
        try (WorkerPool workers = new WorkerPool(1)) {
            assertThatThrownBy(() -> collector(4, true, true, workers))
                    .hasMessage("6 environments cannot be split into 4 equal groups");
        }
    }
}
