package topspin.envs.catching;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import topspin.env.Environment;
import topspin.env.EnvironmentProvider;
import topspin.env.EnvironmentRegistry;
import topspin.env.InvalidOptionException;
import topspin.env.Observations;
import topspin.env.Reference;
import topspin.env.ReferencePlayer;
import topspin.random.RandomStreams;
import topspin.space.Box;
import topspin.space.Discrete;

import java.util.Map;
import java.util.TreeSet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CatchTest {
    private static final EnvironmentRegistry WORLDS = EnvironmentRegistry.load();
    private static final int LEFT = 0;
    private static final int STAY = 1;
    private static final int RIGHT = 2;

    @Test
    void shouldBeBsuitesBoardByDefault() {
        Environment world = create(Map.of());
        assertThat(world.observationSpace()).isEqualTo(Box.binary(10, 5, 1));
        assertThat(world.actionSpace()).isEqualTo(new Discrete(3));
        assertThat(world.actionNames()).containsExactly("left", "stay", "right");
        assertThat(create(Map.of("rows", 4, "columns", 7, "frame-stack", 2)).observationSpace())
                .isEqualTo(Box.binary(4, 7, 2));
        assertThat(create(Map.of("observation", "gray84")).observationSpace()).isEqualTo(Box.pixels(84, 84, 1));
    }

    @Test
    void shouldDropTheBallARowPerStepAndPayWhenItArrives() {
        Environment world = create(Map.of());
        Observations out = new Observations(world.observationSpace(), 1);
        TreeSet<Integer> columns = new TreeSet<>();
        for (int game = 0; game < 100; game++) {
            world.reset(out, 0);
            int ball = column(out, 0);
            columns.add(ball);
            assertThat(column(out, 9)).as("the paddle starts in the middle").isEqualTo(2);
            for (int row = 1; row <= 8; row++) {
                assertThat(world.step(STAY, out, 0)).isZero();
                assertThat(column(out, row)).isEqualTo(ball);
                assertThat(column(out, 9)).isEqualTo(2);
                assertThat(world.terminated()).isFalse();
            }
            assertThat(world.step(STAY, out, 0)).isEqualTo(ball == 2 ? 1 : -1);
            assertThat(world.terminated()).isTrue();
            assertThat(ones(out)).isEqualTo(ball == 2 ? 1 : 2);
        }
        assertThat(columns).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void shouldMoveThePaddleAColumnAtATimeAndStopAtTheWalls() {
        Environment world = create(Map.of());
        Observations out = new Observations(world.observationSpace(), 1);
        world.reset(out, 0);
        int[] expected = {1, 0, 0, 1, 2, 3, 4, 4};
        int[] actions = {LEFT, LEFT, LEFT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT};
        for (int i = 0; i < actions.length; i++) {
            world.step(actions[i], out, 0);
            assertThat(column(out, 9)).as("after step %d", i + 1).isEqualTo(expected[i]);
        }
    }

    @Test
    void shouldEndAfterOneStepOnTwoRows() {
        Environment world = create(Map.of("rows", 2, "columns", 2));
        world.reset(null, 0);
        assertThat(Math.abs(world.step(LEFT, null, 0))).isEqualTo(1);
        assertThat(world.terminated()).isTrue();
    }

    /** Of 9 columns, two steps reach five. */
    @Test
    void shouldExpectNoMoreThanThePaddleCanReach() {
        assertThat(expected(Map.of("rows", 3, "columns", 9), ReferencePlayer.Role.ORACLE)).isEqualTo(2 * 5 / 9.0 - 1);
        assertThat(expected(Map.of("rows", 3, "columns", 4), ReferencePlayer.Role.ORACLE)).isEqualTo(1);
        assertThat(expected(Map.of(), ReferencePlayer.Role.RANDOM)).isEqualTo(-0.6);
        assertThat(expected(Map.of(), ReferencePlayer.Role.MEMORYLESS)).isEqualTo(1);
    }

    private static double expected(Map<String, Object> options, ReferencePlayer.Role role) {
        EnvironmentProvider provider = WORLDS.provider("catch");
        Reference reference = provider.reference(WORLDS.resolve("catch", options)).orElseThrow();
        return reference.players().stream().filter(player -> player.role() == role).findFirst().orElseThrow().expected();
    }

    @Test
    void shouldPaintTheBallWhiteAndThePaddleRedIntoTheirCells() {
        Environment world = create(Map.of("observation", "rgb"));
        Observations out = new Observations(world.observationSpace(), 1);
        world.reset(out, 0);
        world.step(LEFT, out, 0);
        int white = 0;
        int red = 0;
        for (int y = 0; y < 210; y++) {
            for (int x = 0; x < 160; x++) {
                int channel = out.bytes()[(y * 160 + x) * 3] & 0xFF;
                if (channel == 236) {
                    white++;
                    assertThat(y / 21).isEqualTo(1);
                } else if (channel == 200) {
                    red++;
                    assertThat(y / 21).isEqualTo(9);
                    assertThat(x / 32).isEqualTo(1);
                } else {
                    assertThat(channel).isZero();
                }
            }
        }
        assertThat(white).isEqualTo(21 * 32);
        assertThat(red).isEqualTo(21 * 32);
    }

    @ParameterizedTest
    @CsvSource({"rows,1", "rows,211", "columns,1", "columns,161", "frame-stack,0", "columns,-2147483648"})
    void shouldRefuseWholeNumbersOutOfRange(String key, int value) {
        assertThatExceptionOfType(InvalidOptionException.class).isThrownBy(() -> create(Map.of(key, value)))
                .withMessageStartingWith(key + ": expected").withMessageEndingWith("got " + value)
                .satisfies(e -> assertThat(e.key()).isEqualTo(key));
    }

    @Test
    void shouldDrawEveryBoardThatItAllows() {
        for (String observation : new String[] {"board", "gray84", "rgb"}) {
            Environment world = create(Map.of("rows", 210, "columns", 160, "observation", observation));
            Observations out = new Observations(world.observationSpace(), 1);
            world.reset(out, 0);
            while (!world.terminated()) {
                world.step(RIGHT, out, 0);
            }
            assertThat(ones(out)).isPositive();
        }
    }

    private static int column(Observations board, int row) {
        int columns = board.space().shape()[1];
        int found = -1;
        for (int i = 0; i < columns; i++) {
            if (board.bytes()[row * columns + i] == 1) {
                assertThat(found).as("one thing in row %d", row).isEqualTo(-1);
                found = i;
            }
        }
        return found;
    }

    private static int ones(Observations out) {
        int ones = 0;
        for (byte pixel : out.bytes()) {
            ones += pixel != 0 ? 1 : 0;
        }
        return ones;
    }

    private static Environment create(Map<String, Object> options) {
        return WORLDS.create("catch", options, new RandomStreams(7));
    }
}
