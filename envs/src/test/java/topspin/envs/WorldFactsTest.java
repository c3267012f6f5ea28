package topspin.envs;

import org.junit.jupiter.api.Test;
import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.EnvironmentRegistry;
import topspin.env.Fact;
import topspin.env.Observations;
import topspin.random.RandomStreams;
import topspin.space.Discrete;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

/** What worlds name of their state, against what an agent sees of it. */
class WorldFactsTest {
    /** Rows of a ball that touches a wall of Pong. */
    private static final double TOP = 34;
    private static final double BOTTOM = 190;

    private static double fact(Environment world, String name) {
        return world.facts().stream().filter(fact -> fact.name().equals(name)).findFirst().orElseThrow().value().getAsDouble();
    }

    /** Plays by turns, and looks before every step. */
    private static void play(String id, Map<String, Object> options, int steps, Looking look) {
        try (Environment world = EnvironmentRegistry.load().create(id, options, new RandomStreams(4))) {
            Observations seen = new Observations(world.observationSpace(), 1);
            Actions action = new Actions(world.actionSpace(), 1);
            List<Fact> facts = world.facts();
            world.reset(seen, 0);
            for (int t = 0; t < steps; t++) {
                look.at(world, seen, t);
                assertThat(world.facts()).as("one list for its life").hasSameSizeAs(facts).extracting(Fact::name)
                        .containsExactlyElementsOf(facts.stream().map(Fact::name).toList()).doesNotHaveDuplicates();
                action.set(0, world.actionSpace() instanceof Discrete choices ? t / 5 % choices.n() : 0);
                world.step(action, 0, seen, 0);
                if (world.terminated() || world.truncated()) {
                    world.reset(seen, 0);
                }
            }
        }
    }

    private interface Looking {
        void at(Environment world, Observations seen, int t);
    }

    @Test
    void pongShouldNameBallAndPaddlesThroughItsWrappers() {
        int[] balls = new int[2];
        play("pong", Map.of("observation", "features"), 300, (world, seen, t) -> {
            double y = fact(world, "ball y");
            balls[Double.isNaN(y) ? 0 : 1]++;
            if (!Double.isNaN(y) && t > 0) {
                assertThat(2 * (y - TOP) / (BOTTOM - TOP) - 1).isCloseTo(seen.floats()[1], offset(0.05));
            }
        });
        assertThat(balls[0]).as("before serves").isPositive();
        assertThat(balls[1]).isGreaterThan(100);
    }

    @Test
    void hiddenSpeedsShouldBeNamed() {
        double[] next = new double[1];
        play("cart-pole", Map.of("velocity", false), 8, (world, seen, t) -> {
            assertThat(fact(world, "position")).isCloseTo(seen.floats()[0], offset(1e-6));
            assertThat(fact(world, "angle")).isCloseTo(seen.floats()[1], offset(1e-6));
            if (t > 0) {
                assertThat(fact(world, "position")).as("it went with its speed").isCloseTo(next[0], offset(1e-9));
            }
            next[0] = fact(world, "position") + 0.02 * fact(world, "speed");
        });
        play("popgym/position-only-cart-pole-easy", Map.of(), 5, (world, seen, t) ->
                assertThat(fact(world, "angle")).isCloseTo(seen.floats()[1], offset(1e-6)));
    }

    @Test
    void theCardThatIsAskedForShouldBeNamed() {
        int[] suits = new int[200];
        List<String> names = List.of("spades", "diamonds", "clubs", "hearts");
        play("popgym/repeat-previous-easy", Map.of(), 40, (world, seen, t) -> {
            for (int suit = 0; suit < 4; suit++) {
                suits[t] = seen.bytes()[suit] == 1 ? suit : suits[t];
                assertThat(fact(world, names.get(suit) + " now")).isEqualTo(seen.bytes()[suit]);
            }
            for (String name : names) {
                double value = fact(world, name + " 3 steps ago");
                if (t < 3) {
                    assertThat(value).isNaN();
                } else {
                    assertThat(value).isEqualTo(names.indexOf(name) == suits[t - 3] ? 1 : 0);
                }
            }
        });
    }

    @Test
    void theCueShouldBeNamedWhileNothingIsSeen() {
        double[] cue = new double[1];
        play("recall", Map.of("cues", 3, "delay", 4), 20, (world, seen, t) -> {
            if (t % 5 == 0) {
                cue[0] = seen.floats()[1];
            }
            assertThat(fact(world, "cue 1")).isEqualTo(cue[0]);
            assertThat(fact(world, "steps since the cue")).isEqualTo(t % 5);
        });
        play("recall", Map.of("cues", 9), 3, (world, seen, t) -> assertThat(world.facts()).extracting(Fact::name)
                .containsExactly("cue", "steps since the cue"));
    }

    @Test
    void countsShouldBeThoseOfWhatWasSeen() {
        int[] counts = new int[2];
        play("popgym/count-recall-easy", Map.of(), 30, (world, seen, t) -> {
            counts[seen.bytes()[0] == 1 ? 0 : 1]++;
            assertThat(fact(world, "count of type 1")).isEqualTo(counts[0]);
            assertThat(fact(world, "count asked for")).isEqualTo(counts[seen.bytes()[2] == 1 ? 0 : 1]);
        });
    }

    @Test
    void theGoalOfAMazeShouldBeNamedAfterItIsShown() {
        double[] goal = new double[1];
        play("t-maze", Map.of(), 8, (world, seen, t) -> {
            goal[0] = t == 0 ? seen.floats()[1] : goal[0];
            assertThat(fact(world, "goal's side")).isEqualTo(goal[0]);
        });
    }
}
