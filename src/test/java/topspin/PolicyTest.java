package topspin;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.env.EnvironmentRegistry;
import topspin.env.Observations;
import topspin.env.ProviderOf;
import topspin.policy.ActionChoice;
import topspin.random.RandomStreams;
import topspin.run.CheckpointException;
import topspin.run.RunDirectoryException;
import topspin.space.Box;
import topspin.space.Space;
import topspin.train.CheckpointChoice;
import topspin.train.Training;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** A trained policy in a program's own loop. */
class PolicyTest {
    private static final int GAMES = 3;
    private static final String SMALL = """
            environments: 4
            steps: 16
            total-steps: 640
            log: {every: 320}
            checkpoint: {every: 320}
            optimiser: {learning-rate: 1e-2}
            policy: {encoder-units: 16, core: {units: 8}}
            engine: onednn
            workers: 1
            """;
    /** Choices, numbers, and both kinds of observations; with all that a policy may read of the step before. */
    private static final List<String> WORLDS = List.of("env: {id: recall, delay: 3}\n",
            "env: {id: pong, observation: binary80}\n", "env: {id: pendulum}\n",
            "env: {id: cart-pole, velocity: false}\nalgorithm: a2c\n",
            "env: {id: pendulum}\nnormalise: {observations: true, rewards: true}\n",
            "env: {id: recall, delay: 3}\nalgorithm: pqn\npqn: {final-epsilon: 0.5}\n");

    @TempDir
    private Path directory;

    private Path train(String yaml) throws IOException {
        Path run = directory.resolve("run");
        Experiment.parse(yaml + SMALL).train(run);
        return run;
    }

    /** A world whose games write down what was seen, done and rewarded. */
    private static final class Recorded implements EnvironmentProvider {
        private final EnvironmentProvider played;
        private final List<Recording> games = new ArrayList<>();

        Recorded(String id) {
            played = EnvironmentRegistry.load().provider(id);
        }

        @Override
        public String id() {
            return "recorded";
        }

        @Override
        public String description() {
            return "records another";
        }

        @Override
        public List<EnvironmentOption> options() {
            return played.options();
        }

        Space actionSpace() {
            return games.get(0).actionSpace();
        }

        @Override
        public Environment create(Map<String, Object> options, RandomStreams streams) {
            Recording game = new Recording(played.create(options, streams));
            games.add(game);
            return game;
        }
    }

    /** Of what an episode's step says: what was seen before it, the action and its reward, and whether an episode ended. */
    private record Moment(float[] floats, byte[] bytes, float[] action, float reward, boolean ended) {
    }

    private static final class Recording implements Environment {
        private final Environment played;
        private final List<Moment> moments = new ArrayList<>();
        private final Observations seen;

        Recording(Environment played) {
            this.played = played;
            seen = new Observations(played.observationSpace(), 1);
        }

        @Override
        public Box observationSpace() {
            return played.observationSpace();
        }

        @Override
        public Space actionSpace() {
            return played.actionSpace();
        }

        @Override
        public void reset(Observations out, int row) {
            played.reset(out, row);
            seen.copyRow(out, row, 0);
        }

        @Override
        public float step(Actions actions, int index, Observations out, int row) {
            float[] floats = seen.floats() == null ? null : seen.floats().clone();
            byte[] bytes = seen.bytes() == null ? null : seen.bytes().clone();
            float reward = played.step(actions, index, out, row);
            moments.add(new Moment(floats, bytes, Arrays.copyOfRange(actions.values(), actions.offset(index),
                    actions.offset(index) + actions.width()), reward, terminated() || truncated()));
            if (out != null) {
                seen.copyRow(out, row, 0);
            }
            return reward;
        }

        @Override
        public boolean terminated() {
            return played.terminated();
        }

        @Override
        public boolean truncated() {
            return played.truncated();
        }

        @Override
        public void save(DataOutput out) throws IOException {
            played.save(out);
        }

        @Override
        public void restore(DataInput in) throws IOException {
            played.restore(in);
        }
    }

    private static String id(String world) {
        return world.replaceAll("(?s).*id: ([a-z-]+).*", "$1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void shouldDoAsTheEvaluatorDoes(int world) throws IOException {
        for (String previous : List.of("none", "action-reward")) {
            String yaml = WORLDS.get(world).replace("id: " + id(WORLDS.get(world)), "id: recorded") + SMALL;
            Recorded recorded = new Recorded(id(WORLDS.get(world)));
            Experiment experiment = Experiment.parse(yaml).environment(recorded).set("policy.previous", previous);
            Path run = directory.resolve(previous);
            experiment.train(run);
            for (ActionChoice choice : List.of(ActionChoice.DETERMINISTIC, ActionChoice.SAMPLED)) {
                List<float[]> heads = new ArrayList<>();
                ActionChoice acting = choice == ActionChoice.SAMPLED
                        ? experiment.config().algorithm().acting(recorded.actionSpace()) : choice;
                recorded.games.clear();
                experiment.evaluate(run, (distribution, row, at, stream, action, to) -> {
                    heads.add(Arrays.copyOfRange(row, at, at + distribution.width()));
                    return acting.choose(distribution, row, at, stream, action, to);
                }, GAMES);
                List<List<Moment>> games = recorded.games.stream().map(game -> game.moments)
                        .filter(moments -> !moments.isEmpty()).toList();
                RandomStreams streams = choice == ActionChoice.SAMPLED
                        ? new RandomStreams(experiment.config().seed()).scope("eval") : null;
                try (Policy policy = Policy.load(run, recorded)) {
                    replaySideBySide(policy, games, heads, streams);
                    if (streams == null) {
                        replayAlone(policy, games.get(1));
                    }
                }
            }
        }
    }

    /** @param heads what the policy's head said, game by game within step by step */
    private static void replaySideBySide(Policy policy, List<List<Moment>> games, List<float[]> heads, RandomStreams streams) {
        assertThat(games).hasSize(GAMES);
        int length = games.get(0).size();
        assertThat(games).allMatch(game -> game.size() == length);
        PolicyState state = policy.newStates(GAMES, streams);
        float[] actions = new float[GAMES * policy.actionSpace().width()];
        for (int t = 0; t < length; t++) {
            act(policy, games, t, state, actions);
            for (int row = 0; row < GAMES; row++) {
                Moment moment = games.get(row).get(t);
                int columns = heads.get(0).length;
                assertThat(Arrays.copyOfRange(state.logits(), row * columns, (row + 1) * columns))
                        .isEqualTo(heads.get(t * GAMES + row));
                int width = policy.actionSpace().width();
                assertThat(Arrays.copyOfRange(actions, row * width, (row + 1) * width)).as("step %d of game %d", t, row)
                        .isEqualTo(moment.action);
                follow(state, row, moment);
            }
        }
    }

    private static void act(Policy policy, List<List<Moment>> games, int t, PolicyState state, float[] actions) {
        int elements = policy.observationSpace().size();
        if (policy.observationSpace().type() == Box.Type.UINT8) {
            byte[] seen = new byte[games.size() * elements];
            for (int row = 0; row < games.size(); row++) {
                System.arraycopy(games.get(row).get(t).bytes, 0, seen, row * elements, elements);
            }
            policy.act(seen, state, actions);
        } else {
            float[] seen = new float[games.size() * elements];
            for (int row = 0; row < games.size(); row++) {
                System.arraycopy(games.get(row).get(t).floats, 0, seen, row * elements, elements);
            }
            policy.act(seen, state, actions);
        }
    }

    /** One game by itself has the bits of one among others. */
    private static void replayAlone(Policy policy, List<Moment> game) {
        PolicyState alone = policy.newState();
        PolicyState two = policy.newStates(2);
        float[] action = new float[policy.actionSpace().width()];
        float[] both = new float[2 * action.length];
        for (int t = 0; t < game.size(); t++) {
            act(policy, List.of(game), t, alone, action);
            act(policy, List.of(game, game), t, two, both);
            assertThat(action).isEqualTo(game.get(t).action);
            int width = alone.logits().length;
            assertThat(Arrays.copyOfRange(two.logits(), width, 2 * width)).isEqualTo(alone.logits());
            assertThat(two.value(1)).isEqualTo(alone.value(0)).isNotZero();
            follow(alone, 0, game.get(t));
            follow(two, 0, game.get(t));
            follow(two, 1, game.get(t));
        }
    }

    private static void follow(PolicyState state, int row, Moment moment) {
        if (moment.ended) {
            state.restart(row);
        } else {
            state.rewarded(row, moment.reward);
        }
    }

    /** Recall is random without memory: the state must be carried, and cleared where an episode begins. */
    @Test
    void stateShouldBeCarriedAndCleared() throws IOException {
        try (Policy policy = Policy.load(train(WORLDS.get(0)))) {
            PolicyState state = policy.newState();
            policy.act(new float[] {1, 0, 0}, state);
            float[] first = state.logits().clone();
            policy.act(new float[] {1, 0, 0}, state);
            assertThat(state.logits()).isNotEqualTo(first);
            state.restart();
            policy.act(new float[] {1, 0, 0}, state);
            assertThat(state.logits()).isEqualTo(first);
        }
    }

    /** What differences of the answers give, when one element of what was seen at one step is moved. */
    @Test
    void saliencyShouldBeTheLengthOfTheGradientByStepsBack() throws IOException {
        try (Policy policy = Policy.load(train(WORLDS.get(0)))) {
            int steps = 5;
            Observations seen = new Observations(policy.observationSpace(), steps);
            for (int i = 0; i < seen.floats().length; i++) {
                seen.floats()[i] = (7 * i % 5 - 2) / 4f;
            }
            Actions taken = new Actions(policy.actionSpace(), steps);
            for (int t = 0; t < steps; t++) {
                taken.values()[t] = t % 2;
            }
            Saliency saliency = policy.saliency(policy.newState(), seen, taken, new float[steps]);
            int elements = policy.observationSpace().size();
            for (int s = 0; s < steps; s++) {
                double[] value = new double[steps];
                double[] choice = new double[steps];
                for (int element = 0; element < elements; element++) {
                    float[][] up = answers(policy, seen, s * elements + element, 0.01f, taken);
                    float[][] down = answers(policy, seen, s * elements + element, -0.01f, taken);
                    for (int t = s; t < steps; t++) {
                        value[t] += Math.pow((up[t][0] - down[t][0]) / 0.02, 2);
                        choice[t] += Math.pow((up[t][1] - down[t][1]) / 0.02, 2);
                    }
                }
                for (int t = s; t < steps; t++) {
                    double length = Math.sqrt(value[t]);
                    assertThat((double) saliency.value()[t][t - s]).isCloseTo(length, within(1e-4 + 0.01 * length));
                    length = Math.sqrt(choice[t]);
                    assertThat((double) saliency.choice()[t][t - s]).isCloseTo(length, within(1e-4 + 0.01 * length)).isPositive();
                }
            }
        }
    }

    /** Value, and the logit of the action taken, at each step of a game of which one element is moved. */
    private static float[][] answers(Policy policy, Observations seen, int moved, float by, Actions taken) {
        PolicyState state = policy.newState();
        int elements = policy.observationSpace().size();
        float[] floats = seen.floats().clone();
        floats[moved] += by;
        float[][] answers = new float[seen.rows()][];
        for (int t = 0; t < answers.length; t++) {
            policy.act(Arrays.copyOfRange(floats, t * elements, (t + 1) * elements), state);
            answers[t] = new float[] {state.value(0), state.logits()[(int) taken.values()[t]]};
        }
        return answers;
    }

    @Test
    void sharesShouldBeOfSquares() {
        assertThat(Saliency.shares(new float[] {2, 0}, new float[] {0, 4})).containsExactly(0.2, 0.8);
        assertThat(Saliency.shares(new float[] {0, 0}, new float[] {0, 0})).containsExactly(0, 0);
    }

    @Test
    void twoGamesOfOneSizeShouldNotMixTheirStates() throws IOException {
        try (Policy policy = Policy.load(train(WORLDS.get(0)))) {
            PolicyState one = policy.newState();
            PolicyState other = policy.newState();
            policy.act(new float[] {1, 0, 0}, one);
            policy.act(new float[] {0, 1, 0}, other);
            policy.act(new float[] {0, 0, 1}, one);
            float[] interleaved = one.logits().clone();
            one.restart();
            policy.act(new float[] {1, 0, 0}, one);
            policy.act(new float[] {0, 0, 1}, one);
            assertThat(one.logits()).isEqualTo(interleaved);
        }
    }

    @Test
    void actingShouldAllocateNothing() throws IOException {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Policy policy = Policy.load(train(WORLDS.get(1)))) {
            PolicyState state = policy.newStates(200, new RandomStreams(1));
            byte[] seen = new byte[200 * policy.observationSpace().size()];
            float[] actions = new float[200];
            for (int i = 0; i < 300; i++) {
                policy.act(seen, state, actions);
            }
            long thread = Thread.currentThread().getId();
            long before = threads.getThreadAllocatedBytes(thread);
            for (int i = 0; i < 100; i++) {
                policy.act(seen, state, actions);
            }
            assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(100 * 64);
        }
    }

    @Test
    void shouldActOnAnotherThreadThanItWasLoadedOn() throws Exception {
        try (Policy policy = Policy.load(train(WORLDS.get(0)))) {
            PolicyState state = policy.newState();
            policy.act(new float[] {1, 0, 0}, state);
            float[] here = state.logits().clone();
            state.restart();
            Thread other = new Thread(() -> policy.act(new float[] {1, 0, 0}, state));
            other.start();
            other.join();
            assertThat(state.logits()).isEqualTo(here);
        }
    }

    @Test
    void whatDoesNotFitShouldBeNamed() throws IOException {
        Path run = train(WORLDS.get(0));
        Policy policy = Policy.load(run);
        PolicyState two = policy.newStates(2);
        assertThatThrownBy(() -> policy.act(new float[3], two)).isInstanceOf(IllegalStateException.class)
                .hasMessage("actions of 2 × Discrete(2) are several numbers: give act an array for them");
        assertThatThrownBy(() -> policy.act(new float[3], two, new float[2])).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected observations of 2 × Box[3] of float32 in [0.0, 1.0], got 3 floats");
        assertThatThrownBy(() -> policy.act(new byte[6], two, new float[2]))
                .hasMessage("expected observations of 2 × Box[3] of float32 in [0.0, 1.0], got 6 bytes");
        assertThatThrownBy(() -> policy.act(new float[6], two, new float[3]))
                .hasMessage("expected an array for 2 × 1 numbers of actions, got 3");
        assertThatThrownBy(() -> policy.act(new float[] {0, 0, 0, 0, Float.NaN, 0}, two, new float[2]))
                .hasMessage("element 1 of the observation in row 1 is NaN: expected a finite number");
        assertThatThrownBy(() -> policy.newStates(0)).hasMessage("expected at least 1 row, got 0");
        try (Policy other = Policy.load(run)) {
            assertThatThrownBy(() -> policy.act(new float[6], other.newStates(2), new float[2]))
                    .hasMessage("the state is another policy's: make one with newState");
        }
        policy.close();
        policy.close();
        assertThatThrownBy(() -> policy.act(new float[6], two, new float[2])).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void aRewardThatIsReadShouldNotBeForgotten() throws IOException {
        Path run = train(WORLDS.get(0) + "policy.previous: reward\n");
        try (Policy policy = Policy.load(run)) {
            assertThat(policy.readsReward()).isTrue();
            PolicyState state = policy.newState();
            policy.act(new float[] {1, 0, 0}, state);
            assertThatThrownBy(() -> policy.act(new float[] {0, 0, 0}, state)).isInstanceOf(IllegalStateException.class)
                    .hasMessage("this policy reads the reward of the step before (policy.previous): tell it with rewarded(0, "
                            + "reward), or restart(0) if an episode ended");
            state.rewarded(0, 0);
            policy.act(new float[] {0, 0, 0}, state);
        }
    }

    @Test
    void shouldLoadTheNewestTheBestOrACertainCheckpoint() throws IOException {
        Path run = directory.resolve("run");
        Experiment.parse(WORLDS.get(0) + SMALL).set("checkpoint.archive", 128).train(run);
        Path checkpoints = run.resolve("checkpoints");
        Files.copy(checkpoints.resolve("archive-000000256.safetensors"), checkpoints.resolve("best.safetensors"),
                StandardCopyOption.REPLACE_EXISTING);
        try (Policy newest = Policy.load(run); Policy best = Policy.load(run, CheckpointChoice.BEST);
             Policy early = Policy.load(run, CheckpointChoice.of(checkpoints.resolve("archive-000000128.safetensors")))) {
            assertThat(newest.step()).isEqualTo(640);
            assertThat(best.step()).isEqualTo(256);
            assertThat(early.step()).isEqualTo(128);
            PolicyState late = newest.newState();
            PolicyState before = early.newState();
            newest.act(new float[3], late);
            early.act(new float[3], before);
            assertThat(late.logits()).isNotEqualTo(before.logits());
        }
    }

    @Test
    void anEvaluationShouldFindTheSameScoresAgain() throws IOException {
        Path run = train(WORLDS.get(0));
        Experiment anyOther = Experiment.parse("env: {id: recall}");
        Training.Evaluation once = anyOther.evaluate(run, ActionChoice.SAMPLED, 50);
        assertThat(once.returns()).hasSize(50).contains(1.0, -1.0);
        assertThat(anyOther.evaluate(run, ActionChoice.SAMPLED, 50)).isEqualTo(once);
    }

    @Test
    void anotherEnvironmentOfTheSameNameShouldBeRefused() throws IOException {
        Experiment experiment = Experiment.parse("env: {id: mine}\n" + SMALL);
        Path run = directory.resolve("run");
        experiment.environment(worldOf("recall", Map.of("cues", 2))).train(run);
        assertThatThrownBy(() -> Policy.load(run, worldOf("recall", Map.of("cues", 3)))).isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("checkpoint " + run.resolve("checkpoints/step-000000640.safetensors")
                        + " does not hold what this run needs (")
                .hasMessageEndingWith("; move it away to go on without it").hasMessageNotContaining("\n");
        assertThatThrownBy(() -> Policy.load(run)).hasMessageContaining("env.id: unknown environment 'mine'; did you mean ");
    }

    @Test
    void aDirectoryWithoutARunShouldBeRefused() throws IOException {
        assertThatThrownBy(() -> Policy.load(directory.resolve("none"))).isInstanceOf(RunDirectoryException.class)
                .hasMessage(directory.resolve("none") + " does not exist: expected a run directory, such as results/pong/seed-1");
        assertThatThrownBy(() -> Policy.load(Files.createDirectory(directory.resolve("empty"))))
                .hasMessageContaining("is not a run directory");
    }

    private static EnvironmentProvider worldOf(String id, Map<String, Object> options) {
        return new ProviderOf("mine", streams -> EnvironmentRegistry.load().create(id, new LinkedHashMap<>(options), streams));
    }
}
