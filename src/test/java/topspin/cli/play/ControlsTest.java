package topspin.cli.play;

import org.junit.jupiter.api.Test;
import topspin.env.Actions;
import topspin.space.Box;
import topspin.space.Discrete;
import topspin.space.MultiDiscrete;
import topspin.space.Space;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class ControlsTest {
    private static final List<String> ATARI = List.of("noop", "fire", "up", "down", "up+fire", "down+fire");

    private static String action(ActionControls controls, Space space) {
        Actions actions = new Actions(space, 1);
        controls.write(actions);
        assertThat(actions.isValid(0)).isTrue();
        return actions.describe(0);
    }

    private static String after(ActionControls controls, Space space, String... keys) {
        for (String key : keys) {
            controls.press(KeyPress.of(key));
        }
        return action(controls, space);
    }

    @Test
    void namedActionsShouldBeOnArrowsSpaceAndTheirFreeLetters() {
        Space space = new Discrete(6);
        ActionControls controls = ActionControls.of(space, ATARI, 0);

        assertThat(List.of("up", "down", "space", "n", "u", "d", "0", "5")).map(key -> after(controls, space, key))
                .containsExactly("2", "3", "1", "0", "4", "5", "0", "5");
        assertThat(controls.help()).isEqualTo("n noop   space fire   ↑ up   ↓ down   u up+fire   d down+fire   0-5 the same");
        assertThat(controls.knows(KeyPress.of("left"))).isFalse();
        assertThat(controls.press(KeyPress.of("6"))).isFalse();
    }

    @Test
    void noActionShouldGetAKeyOfTheSession() {
        Space space = new Discrete(3);
        ActionControls controls = ActionControls.of(space, List.of("pass", "pqr", "q9"), 0);

        assertThat(after(controls, space, "1", "a")).isEqualTo("0");
        assertThat(List.of("p", "q", "r", "s")).map(key -> controls.knows(KeyPress.of(key))).containsExactly(false, false, false, false);
        assertThat(controls.help()).isEqualTo("a pass   1 pqr   2 q9   0-2 the same");
    }

    @Test
    void actionsWithoutNamesShouldBeOnDigits() {
        Space space = new Discrete(10);
        ActionControls controls = ActionControls.of(space, List.of(), 0);

        assertThat(after(controls, space, "9")).isEqualTo("9");
        assertThat(controls.help()).isEqualTo("0-9 actions");
        assertThat(controls.state()).isEqualTo("action 9");
    }

    @Test
    void aKeyShouldHoldForAWhileAndThenTheActionThatRestsIsTaken() {
        Space space = new Discrete(3);
        ActionControls controls = ActionControls.of(space, List.of("left", "none", "right"), 2);
        assertThat(action(controls, space)).as("at first").isEqualTo("1");

        List<String> taken = new ArrayList<>();
        controls.press(KeyPress.of("left"));
        for (int step = 0; step < 3; step++) {
            taken.add(action(controls, space));
            controls.stepped();
        }
        controls.press(KeyPress.of("right"));
        controls.stepped();
        controls.press(KeyPress.of("right"));
        controls.stepped();
        taken.add(action(controls, space));
        assertThat(taken).containsExactly("0", "0", "1", "2");
    }

    @Test
    void whereNothingRestsTheLastActionShouldGoOn() {
        Space space = new Discrete(2);
        ActionControls controls = ActionControls.of(space, List.of("left", "right"), 1);
        controls.press(KeyPress.of("right"));
        controls.stepped();
        controls.stepped();
        assertThat(action(controls, space)).isEqualTo("1");
    }

    @Test
    void aKeyThatGoesUpShouldRestUnlessAnotherIsDown() {
        Space space = new Discrete(3);
        ActionControls controls = ActionControls.of(space, List.of("left", "none", "right"), 0);
        after(controls, space, "left", "right");
        controls.press(new KeyPress("left", false));
        assertThat(action(controls, space)).isEqualTo("2");
        controls.press(new KeyPress("right", false));
        assertThat(action(controls, space)).isEqualTo("1");
    }

    @Test
    void partsShouldBeTypedAsNumbers() {
        Space space = new MultiDiscrete(4, 12);
        ActionControls controls = ActionControls.of(space, List.of(), 0);
        assertThat(controls.help()).isEqualTo("type numbers of 0-3, 0-11, then enter");

        assertThat(controls.press(KeyPress.of("3"))).isFalse();
        assertThat(controls.state()).isEqualTo("action 3, _");
        assertThat(controls.press(KeyPress.of("1"))).isFalse();
        assertThat(controls.press(KeyPress.of("1"))).as("two digits are all that there are").isTrue();
        assertThat(action(controls, space)).isEqualTo("[3, 11]");
        controls.press(KeyPress.of("2"));
        controls.press(KeyPress.of("7"));
        assertThat(controls.press(KeyPress.of("enter"))).isTrue();
        assertThat(action(controls, space)).isEqualTo("[2, 7]");
    }

    @Test
    void numbersThatAreTooLargeShouldBeSaidAndTakenBack() {
        Space space = new Discrete(144);
        ActionControls controls = ActionControls.of(space, List.of(), 0);
        assertThat(after(controls, space, "1", "4", "4")).isEqualTo("0");
        assertThat(controls.state()).isEqualTo("action _   144 is too large");
        assertThat(after(controls, space, "1", "4", "backspace", "3", "enter")).isEqualTo("13");
        assertThat(controls.press(KeyPress.of("enter"))).as("nothing is typed").isFalse();
    }

    @Test
    void manyNamesShouldBeNumbersToo() {
        List<String> names = IntStream.range(0, 21).mapToObj(i -> "name " + i).toList();
        assertThat(ActionControls.of(new Discrete(21), names, 0)).isInstanceOf(TypedControls.class);
        assertThat(ActionControls.of(new Discrete(20), names.subList(0, 20), 0)).isInstanceOf(ChoiceControls.class);
        assertThat(ActionControls.of(new Discrete(20), List.of(), 0)).isInstanceOf(TypedControls.class);
    }

    @Test
    void aNumberShouldBeADialWithinItsBounds() {
        Space space = Box.floats(-2, 2, 1);
        ActionControls controls = ActionControls.of(space, List.of(), 0);

        assertThat(after(controls, space, "right", "right", "left", "right")).isEqualTo("[0.4]");
        assertThat(controls.state()).isEqualTo("action 0.40 in -2.00 to 2.00");
        assertThat(controls.press(KeyPress.of("left"))).as("turning takes no step").isFalse();
        assertThat(controls.press(KeyPress.of("space"))).isTrue();
        for (int i = 0; i < 30; i++) {
            controls.press(KeyPress.of("left"));
        }
        assertThat(action(controls, space)).isEqualTo("[-2.0]");
        assertThat(after(controls, space, "right")).isEqualTo("[-1.8]");
        assertThat(after(controls, space, "0")).isEqualTo("[0.0]");
    }

    @Test
    void severalNumbersShouldBeChosenWithUpAndDown() {
        Space space = Box.floats(0, 1, 3);
        ActionControls controls = ActionControls.of(space, List.of(), 0);

        assertThat(after(controls, space, "down", "right", "up", "up", "left")).isEqualTo("[0.5, 0.55, 0.45]");
        assertThat(controls.state()).isEqualTo("action 0.50  0.55  [0.45] in 0.00 to 1.00");
        assertThat(after(ActionControls.of(Box.floats(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, 1), List.of(), 0),
                Box.floats(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, 1), "right")).isEqualTo("[0.1]");
    }
}
