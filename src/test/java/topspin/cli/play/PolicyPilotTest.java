package topspin.cli.play;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import topspin.Experiment;
import topspin.Policy;
import topspin.PolicyState;
import topspin.env.Environment;
import topspin.env.EnvironmentProvider;
import topspin.env.Matching;
import topspin.env.ProviderOf;
import topspin.env.wrapper.Wrapper;
import topspin.picture.Caption;
import topspin.random.RandomStreams;
import topspin.space.Box;
import topspin.space.Discrete;
import topspin.space.MultiDiscrete;
import topspin.space.Space;
import topspin.text.Decimal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

/** What is said of policies of every kind, against the outputs of the same policy in a game beside it. */
class PolicyPilotTest {
    @TempDir
    private Path directory;

    private record Seen(List<String> lines, List<Caption.Bar> bars, PolicyState beside, float[] taken) {
    }

    /** The third step of a game. */
    private void play(String algorithm, String more, Space space, List<String> names, Consumer<Seen> check) throws IOException {
        EnvironmentProvider world = new ProviderOf("matching", streams -> named(space, names, streams));
        Path run = directory.resolve("run");
        Experiment experiment = Experiment.parse("""
                env: {id: matching}
                environments: 4
                steps: 8
                total-steps: 640
                algorithm: %s
                policy: {encoder: mlp, encoder-units: 8, core: {units: 8}, previous: action-reward%s}
                """.formatted(algorithm, more)).environment(world).notices(notice -> { });
        experiment.train(run);
        try (Policy policy = Policy.load(run, world)) {
            PlayedGame game = new PlayedGame("matching", named(space, names, new RandomStreams(3)));
            PolicyPilot pilot = new PolicyPilot(policy, new RandomStreams(5));
            PolicyState beside = policy.newStates(1, new RandomStreams(5));
            float[] taken = new float[space.width()];
            game.begin();
            pilot.begin();
            for (int step = 0; step < 3; step++) {
                if (step > 0) {
                    beside.rewarded(0, game.reward());
                }
                pilot.look(game);
                policy.act(game.seen().floats(), beside, taken);
                assertThat(game.actions().values()).as("the same actions").containsExactly(taken);
                check.accept(new Seen(pilot.lines(game), pilot.bars(game), beside, taken));
                pilot.decide(game);
                game.step();
            }
            int bars = pilot.bars(game).size();
            game.step();
            game.step();
            assertThat(game.isOver()).isTrue();
            assertThat(pilot.lines(game)).as("nothing is decided at the end").containsExactly("");
            assertThat(pilot.bars(game)).hasSize(bars).allSatisfy(bar -> assertThat(bar.text()).isEmpty());
        }
    }

    private static Environment named(Space space, List<String> names, RandomStreams streams) {
        return new Wrapper(new Matching(space, streams)) {
            @Override
            public List<String> actionNames() {
                return names;
            }
        };
    }

    private static double[] softmax(float[] logits, int from, int n) {
        double sum = IntStream.range(0, n).mapToDouble(i -> Math.exp(logits[from + i])).sum();
        return IntStream.range(0, n).mapToDouble(i -> Math.exp(logits[from + i]) / sum).toArray();
    }

    private static double entropy(double... p) {
        return -IntStream.range(0, p.length).mapToDouble(i -> p[i] * Math.log(p[i])).sum();
    }

    private static void assertBars(List<Caption.Bar> bars, String prefix, List<String> names, double[] shares, int chosen) {
        for (int i = 0; i < shares.length; i++) {
            assertThat(bars.get(i).name()).isEqualTo(prefix + names.get(i));
            assertThat(bars.get(i).share()).isCloseTo(shares[i], offset(1e-6));
            assertThat(bars.get(i).text()).isEqualTo(Decimal.of(shares[i], 2));
            assertThat(bars.get(i).marked()).isEqualTo(i == chosen);
        }
    }

    @ParameterizedTest
    @CsvSource({"ppo,''", "a2c,', critic: separate, critic-encoder: separate'"})
    void choicesShouldHaveTheirProbabilities(String algorithm, String more) throws IOException {
        play(algorithm, more, new Discrete(2), List.of("heads", "tails"), seen -> {
            double[] p = softmax(seen.beside.logits(), 0, 2);
            assertThat(seen.lines).containsExactly("value " + Decimal.score(seen.beside.value(0)) + " · entropy " + Decimal.of(entropy(p), 2));
            assertThat(seen.bars).hasSize(2);
            assertBars(seen.bars, "", List.of("heads", "tails"), p, (int) seen.taken[0]);
        });
    }

    @Test
    void aPolicyWithoutCriticShouldHaveNoValue() throws IOException {
        play("reinforce", "", new Discrete(2), List.of("too few"), seen -> {
            double[] p = softmax(seen.beside.logits(), 0, 2);
            assertThat(seen.lines).containsExactly("entropy " + Decimal.of(entropy(p), 2));
            assertBars(seen.bars, "", List.of("0", "1"), p, (int) seen.taken[0]);
        });
    }

    @Test
    void everyPartOfAnActionShouldHaveItsProbabilities() throws IOException {
        play("ppo", "", new MultiDiscrete(2, 3, 2), List.of(), seen -> {
            double[] first = softmax(seen.beside.logits(), 0, 2);
            double[] second = softmax(seen.beside.logits(), 2, 3);
            double[] third = softmax(seen.beside.logits(), 5, 2);
            assertThat(seen.lines.get(0)).endsWith("entropy " + Decimal.of(entropy(first) + entropy(second) + entropy(third), 2));
            assertThat(seen.bars).hasSize(7);
            assertBars(seen.bars.subList(0, 2), "1: ", List.of("0", "1"), first, (int) seen.taken[0]);
            assertBars(seen.bars.subList(2, 5), "2: ", List.of("0", "1", "2"), second, (int) seen.taken[1]);
            assertBars(seen.bars.subList(5, 7), "3: ", List.of("0", "1"), third, (int) seen.taken[2]);
        });
    }

    @Test
    void numbersShouldHaveMeanDeviationAndWhatWasTaken() throws IOException {
        play("ppo", "", Box.floats(-0.5f, 1.5f, 2), List.of(), seen -> {
            float[] logits = seen.beside.logits();
            assertThat(seen.bars).extracting(Caption.Bar::name).containsExactly("mean 1", "taken 1", "mean 2", "taken 2");
            assertThat(seen.bars).extracting(Caption.Bar::marked).containsExactly(false, true, false, true);
            assertThat(seen.bars.get(2).text()).isEqualTo(Decimal.of(logits[1], 2) + " ± " + Decimal.of(Math.exp(logits[3]), 2));
            assertThat(seen.bars.get(2).share()).isCloseTo(Math.max(0, Math.min(1, (logits[1] + 0.5) / 2)), offset(1e-6));
            assertThat(seen.bars.get(3).text()).isEqualTo(Decimal.of(seen.taken[1], 2));
            assertThat(seen.bars.get(3).share()).isCloseTo((seen.taken[1] + 0.5) / 2, offset(1e-6));
        });
    }

    @Test
    void whereValuesOfActionsAreLearnedTheyShouldBeShown() throws IOException {
        play("pqn", "", new Discrete(3), List.of(), seen -> {
            float[] values = seen.beside.logits();
            double high = Math.max(values[0], Math.max(values[1], values[2]));
            double low = Math.min(values[0], Math.min(values[1], values[2]));
            assertThat(seen.lines).containsExactly("value " + Decimal.score(high));
            for (int i = 0; i < 3; i++) {
                assertThat(seen.bars.get(i).text()).isEqualTo(Decimal.score(values[i]));
                assertThat(seen.bars.get(i).share()).isCloseTo((values[i] - low) / (high - low), offset(1e-5));
                assertThat(seen.bars.get(i).marked()).isEqualTo(i == (int) seen.taken[0]);
            }
        });
    }
}
