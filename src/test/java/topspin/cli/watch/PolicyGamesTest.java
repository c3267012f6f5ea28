package topspin.cli.watch;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import topspin.Experiment;
import topspin.Policy;
import topspin.PolicyState;
import topspin.env.Environment;
import topspin.env.EnvironmentRegistry;
import topspin.env.Observations;
import topspin.interop.http.Refusal;
import topspin.page.agent.AgentFacts;
import topspin.page.agent.AgentGame;
import topspin.page.agent.AgentRequest;
import topspin.page.agent.AgentSaliency;
import topspin.page.agent.AgentStep;
import topspin.picture.Caption;
import topspin.policy.ActionChoice;
import topspin.random.RandomStreams;
import topspin.train.CheckpointChoice;

import javax.imageio.ImageIO;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

/** Games in the page, against the same policy acting beside them, and against eval. */
class PolicyGamesTest {
    private static final int STEPS = 25;

    @TempDir
    private static Path directory;
    private static Path recall;
    private static Path repeat;
    private static final PolicyGames GAMES = new PolicyGames(EnvironmentRegistry::load);

    @BeforeAll
    static void train() throws IOException {
        recall = run("recall", "{id: recall, delay: 3}", "action-reward");
        repeat = run("repeat", "{id: popgym/repeat-previous-easy}", "action-reward");
    }

    private static Path run(String name, String world, String previous) throws IOException {
        Path run = directory.resolve(name);
        Experiment.parse("""
                env: %s
                environments: 4
                steps: 16
                total-steps: 640
                checkpoint: {every: 256}
                policy: {encoder: mlp, encoder-units: 16, core: {units: 8}, previous: %s}
                seed: 3
                """.formatted(world, previous)).notices(notice -> { }).train(run);
        return run;
    }

    private static AgentRequest request(Path run, long seed, boolean deterministic) {
        return new AgentRequest(run, run.resolve("checkpoints/step-000000640.safetensors"), seed, deterministic);
    }

    private static List<AgentStep> play(AgentRequest request, int steps) throws IOException {
        List<AgentStep> played = new ArrayList<>();
        try (AgentGame game = GAMES.open(request)) {
            for (int step = 0; step < steps; step++) {
                played.add(game.play());
            }
        }
        return played;
    }

    /** In recall games end soon; in the other world every step has a reward, which the policy reads. */
    @ParameterizedTest
    @CsvSource({"recall,false", "recall,true", "repeat,false", "repeat,true"})
    void everyStepShouldBeThatOfThePolicyBesideIt(String name, boolean deterministic) throws IOException {
        Path run = directory.resolve(name);
        List<AgentStep> played = play(request(run, 9, deterministic), STEPS);
        RandomStreams streams = new RandomStreams(9).scope("eval");
        try (Policy policy = Policy.load(run, CheckpointChoice.of(run.resolve("checkpoints/step-000000640.safetensors")));
                Environment world = EnvironmentRegistry.load().create(name.equals("recall") ? name : "popgym/repeat-previous-easy",
                        name.equals("recall") ? Map.of("delay", 3) : Map.of(), streams.scope("env/0"))) {
            PolicyState state = policy.newStates(1, deterministic ? null : streams);
            Observations seen = new Observations(world.observationSpace(), 1);
            world.reset(seen, 0);
            double score = 0;
            for (AgentStep step : played) {
                int action = seen.floats() == null ? policy.act(seen.bytes(), state) : policy.act(seen.floats(), state);
                assertThat(step.action()).isEqualTo(world.actionNames().get(action));
                assertThat((float) step.value()).isEqualTo(state.value(0));
                assertThat(step.inside()).isDeepEqualTo(state.inside(0).stream().map(PolicyState.Inside::values).toArray(float[][]::new));
                assertThat(step.bars().stream().mapToDouble(Caption.Bar::share).sum()).isCloseTo(1, offset(1e-6));
                assertThat(step.bars()).filteredOn(Caption.Bar::marked).extracting(Caption.Bar::name).containsExactly(step.action());
                assertThat(step.entropy()).isCloseTo(-step.bars().stream().mapToDouble(bar -> bar.share() * Math.log(bar.share())).sum(),
                        offset(1e-5));
                float reward = world.step(action, seen, 0);
                score += reward;
                assertThat(step.reward()).isEqualTo(reward);
                assertThat(step.score()).isEqualTo(score);
                assertThat(step.end()).isEqualTo(world.terminated() ? "terminated" : "");
                if (world.terminated()) {
                    world.reset(seen, 0);
                    state.restart();
                    score = 0;
                } else {
                    state.rewarded(0, world.learnerReward(reward));
                }
            }
        }
        assertThat(played).extracting(AgentStep::game).endsWith(name.equals("recall") ? 7 : 1);
    }

    /** With the run's own seed; eval's first environment plays them, among others. */
    @Test
    void theGamesShouldBeThoseOfEval() throws IOException {
        List<AgentStep> played = play(request(recall, 3, false), 4);
        List<Double> returns = Experiment.read(recall.resolve("config.yaml")).evaluate(recall, ActionChoice.SAMPLED, 1).returns();
        assertThat(returns).containsExactly(played.get(3).score());
    }

    @Test
    void picturesShouldBePngFilesOfTheSizeThatIsTold() throws IOException {
        try (AgentGame game = GAMES.open(request(recall, 1, false))) {
            AgentFacts facts = game.facts();
            for (int step = 0; step < 3; step++) {
                BufferedImage picture = ImageIO.read(new ByteArrayInputStream(game.play().picture()));
                assertThat(picture.getWidth()).isEqualTo(facts.width());
                assertThat(picture.getHeight()).isEqualTo(facts.height());
            }
            assertThat(facts.world()).isEqualTo("recall");
            assertThat(facts.step()).isEqualTo(640);
            assertThat(facts.probabilities()).isTrue();
            assertThat(facts.parts()).extracting(AgentFacts.Part::name).containsExactly("input gate", "forget gate", "output gate",
                    "candidate", "cell state", "hidden state");
            assertThat(facts.parts()).allSatisfy(part -> assertThat(part.units()).isEqualTo(8));
        }
    }

    /** The cue is named, though only the first step shows it. */
    @Test
    void numbersShouldBeNamed() throws IOException {
        try (AgentGame game = GAMES.open(request(recall, 1, false))) {
            List<String> names = game.facts().names();
            assertThat(names).startsWith("value", "reward", "cue 0", "cue 1", "steps since the cue").contains("observation 1");
            int cue = -1;
            for (int t = 0; t < 4; t++) {
                double[] numbers = game.play().numbers();
                assertThat(numbers).hasSameSizeAs(names.toArray());
                assertThat(numbers[names.indexOf("steps since the cue")]).isEqualTo(t);
                int now = -1;
                for (int i = 0; i < 2; i++) {
                    now = numbers[names.indexOf("cue " + i)] == 1 ? i : now;
                }
                cue = t == 0 ? now : cue;
                assertThat(now).isEqualTo(cue).isNotNegative();
                if (t == 0) {
                    assertThat(numbers[names.indexOf("observation " + (cue + 1))]).isEqualTo(1);
                }
            }
        }
    }

    /** The first step of a game depends on itself alone. */
    @Test
    void saliencyShouldBeSharesOfTheSameGame() throws IOException {
        AgentSaliency saliency = GAMES.saliency(request(recall, 9, false), 4, 4);
        for (float[][] output : List.of(saliency.value(), saliency.choice())) {
            assertThat(output).hasDimensions(4, 4);
            assertThat(output[0][0]).isCloseTo(1, offset(1e-5f));
            for (float[] step : output) {
                assertThat(step[0] + step[1] + step[2] + step[3]).isCloseTo(1, offset(1e-4f));
            }
        }
        assertThat(saliency.choice()[1][2]).as("nothing is seen before the game").isZero();
    }

    @Test
    void aCheckpointOfAnotherRunShouldBeRefused() throws IOException {
        Path strange = recall.resolve("checkpoints/strange.safetensors");
        Files.copy(repeat.resolve("checkpoints/step-000000640.safetensors"), strange);
        assertThatThrownBy(() -> GAMES.open(new AgentRequest(recall, strange, 1, false))).isInstanceOf(Refusal.class)
                .hasMessageContaining("strange.safetensors");
        Path broken = Files.writeString(recall.resolve("checkpoints/broken.safetensors"), "nothing");
        assertThatThrownBy(() -> GAMES.open(new AgentRequest(recall, broken, 1, false))).isInstanceOf(Refusal.class)
                .hasMessageContaining("broken.safetensors");
        Files.delete(strange);
        Files.delete(broken);
        assertThatThrownBy(() -> GAMES.open(request(recall.resolve("none"), 1, false))).isInstanceOf(Refusal.class);
    }
}
