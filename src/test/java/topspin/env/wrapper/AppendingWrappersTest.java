package topspin.env.wrapper;

import org.junit.jupiter.api.Test;
import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.EnvironmentRegistry;
import topspin.env.Observations;
import topspin.env.SavedState;
import topspin.random.RandomStreams;
import topspin.space.Box;

import java.io.IOException;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** {@link PreviousAction}, {@link FirstStep} and {@link TerminalLimit}. */
class AppendingWrappersTest {
    private static final EnvironmentRegistry REGISTRY = EnvironmentRegistry.load();

    private static Environment make(String id, Map<String, Object> options) {
        return REGISTRY.create(id, options, new RandomStreams(1));
    }

    private static byte[] last(int n, Observations seen) {
        return java.util.Arrays.copyOfRange(seen.bytes(), seen.offset(1) - n, seen.offset(1));
    }

    @Test
    void shouldShowTheActionBeforeAndTheFirstStep() throws IOException {
        Environment world = make("popgym/repeat-previous-easy", Map.of("previous-action", true, "first-step", true));
        Observations seen = new Observations(world.observationSpace(), 1);
        assertThat(world.observationSpace()).isEqualTo(Box.binary(10));
        world.reset(seen, 0);
        assertThat(last(6, seen)).as("action 0, as POPGym's wrapper, and the flags of a first step").containsExactly(1, 0, 0, 0, 0, 1);
        world.step(3, seen, 0);
        assertThat(last(6, seen)).containsExactly(0, 0, 0, 1, 1, 0);

        Environment copy = make("popgym/repeat-previous-easy", Map.of("previous-action", true, "first-step", true));
        SavedState.of(world).restore(copy);
        Observations copied = new Observations(world.observationSpace(), 1);
        world.step(2, seen, 0);
        copy.step(2, copied, 0);
        assertThat(copied.bytes()).containsExactly(seen.bytes());
        world.reset(seen, 0);
        assertThat(last(6, seen)).containsExactly(1, 0, 0, 0, 0, 1);
    }

    @Test
    void shouldShowSeveralChoicesAndNumbers() {
        Environment mines = make("popgym/minesweeper-easy", Map.of("previous-action", true));
        Observations seen = new Observations(mines.observationSpace(), 1);
        assertThat(mines.observationSpace()).isEqualTo(Box.binary(3 + 4 + 4));
        mines.reset(seen, 0);
        mines.step(Actions.of(mines.actionSpace(), 2, 3), 0, seen, 0);
        assertThat(last(8, seen)).containsExactly(0, 0, 1, 0, 0, 0, 0, 1);

        Environment pendulum = new FirstStep(new PreviousAction(make("pendulum", Map.of())));
        Observations numbers = new Observations(pendulum.observationSpace(), 1);
        assertThat(pendulum.observationSpace()).isEqualTo(Box.floats(-8, 8, 3 + 1 + 2));
        pendulum.reset(numbers, 0);
        assertThat(numbers.floats()).endsWith(0, 0, 1);
        pendulum.step(Actions.of(pendulum.actionSpace(), -1.5f), 0, numbers, 0);
        assertThat(numbers.floats()).endsWith(-1.5f, 1, 0);
    }

    @Test
    void shouldRefusePicturesAndNumbersBesideBits() {
        assertThatThrownBy(() -> new FirstStep(make("pong", Map.of()))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("FirstStep cannot append to Box[80, 80, 1]");
    }

    @Test
    void aLimitShouldBeWhatTheOptionSays() {
        for (boolean terminal : new boolean[] {false, true}) {
            Environment bandit = make("popgym/multiarmed-bandit-easy",
                    Map.of("steps", 3, "limit", terminal ? "termination" : "truncation"));
            bandit.reset(null, 0);
            for (int i = 0; i < 3; i++) {
                assertThat(bandit.terminated() || bandit.truncated()).isFalse();
                bandit.step(0, null, 0);
            }
            assertThat(bandit.terminated()).isEqualTo(terminal);
            assertThat(bandit.truncated()).isEqualTo(!terminal);
        }
    }
}
