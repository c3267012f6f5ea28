package topspin.envs.popgym;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.EnvironmentRegistry;
import topspin.env.Observations;
import topspin.random.RandomStreams;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Games of POPGym 1.0.7 itself, see {@code traces.py}: same cards and actions, same observations, rewards and ends. */
class PopgymTraceTest {
    /** Of a random stream's state. */
    private static final int STREAM_BYTES = 4 * Long.BYTES;


    private record Step(double[] action, double[] seen, double reward, boolean terminated, boolean truncated) {
    }

    private record Game(String id, double[] hidden, double[] seen, List<Step> steps) {
    }

    @TestFactory
    Stream<DynamicTest> shouldPlayAsTheOriginal() throws IOException {
        List<Game> games = games();
        assertThat(games).hasSize(28);
        return games.stream().map(game -> DynamicTest.dynamicTest(game.id, () -> replay(game)));
    }

    private static void replay(Game game) throws IOException {
        try (Environment world = EnvironmentRegistry.load().create(game.id, Map.of(), new RandomStreams(1))) {
            Observations seen = new Observations(world.observationSpace(), 1);
            world.reset(seen, 0);
            restore(world, game);
            if (world instanceof PopgymEnvironment popgym) {
                seen.clearRow(0);
                popgym.observe(seen.bytes(), 0);
                assertThat(shown(game, seen)).containsExactly(game.seen);
            }
            for (int i = 0; i < game.steps.size(); i++) {
                Step step = game.steps.get(i);
                Actions action = new Actions(world.actionSpace(), 1);
                for (int j = 0; j < step.action.length; j++) {
                    action.values()[j] = (float) step.action[j];
                }
                float reward = world.step(action, 0, seen, 0);
                String when = "step " + i;
                assertThat((double) reward).as(when).isCloseTo(step.reward, within(1e-7));
                assertThat(world.terminated()).as(when).isEqualTo(step.terminated);
                assertThat(world.truncated()).as(when).isEqualTo(step.truncated);
                if (seen.bytes() == null) {
                    assertThat(shown(game, seen)).as(when).containsExactly(step.seen, within(1e-6));
                } else {
                    assertThat(shown(game, seen)).as(when).containsExactly(step.seen);
                }
            }
        }
    }

    /** Puts what the original drew in place of what was drawn here: writes the state after a reset as {@code save} would. */
    private static void restore(Environment world, Game game) throws IOException {
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        world.save(new DataOutputStream(saved));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        if (game.id.contains("cart-pole")) {
            out.write(saved.toByteArray(), 0, Integer.BYTES + 2 * STREAM_BYTES);
            for (double value : game.hidden) {
                out.writeDouble(value);
            }
        } else {
            out.write(saved.toByteArray(), 0, STREAM_BYTES + 2);
            writeState(game, out);
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        world.restore(in);
        assertThat(in.available()).as("the whole state was written").isZero();
    }

    private static void writeState(Game game, DataOutputStream out) throws IOException {
        double[] hidden = game.hidden;
        int n = hidden.length;
        switch (kind(game)) {
            case "repeat-previous", "higher-lower" -> writeDeck(hidden, out);
            case "repeat-first" -> {
                writeDeck(hidden, out);
                out.writeInt((int) game.seen[0]);
            }
            case "autoencode" -> {
                writeDeck(hidden, out);
                out.writeInt(0);
            }
            case "count-recall" -> {
                writeDeck(Arrays.copyOf(hidden, n / 2), out);
                writeDeck(Arrays.copyOfRange(hidden, n / 2, n), out);
                for (int i = 0; i < types(game).count; i++) {
                    out.writeInt(i == game.seen[0] ? 1 : 0);
                }
            }
            case "concentration" -> {
                CardType type = types(game);
                for (double card : hidden) {
                    out.writeByte(type.of((int) card));
                }
                out.write(new byte[n]);
                for (int i = 0; i < n; i++) {
                    out.write(new byte[type.count]);
                    out.writeByte(1);
                }
                out.writeInt(0);
                out.writeInt(0);
                out.writeInt(-1);
                out.writeInt(-1);
                out.writeBoolean(true);
            }
            case "minesweeper" -> {
                for (double tile : hidden) {
                    out.writeByte((int) tile);
                }
                for (int i = 0; i < n; i++) {
                    out.writeInt(i);
                }
                out.writeInt(0);
                out.writeInt(0);
                out.writeInt(0);
            }
            case "battleship" -> {
                for (double tile : hidden) {
                    out.writeByte((int) tile);
                }
                out.writeInt(0);
                out.writeInt(0);
                out.writeBoolean(false);
            }
            default -> throw new AssertionError(game.id);
        }
    }

    private static void writeDeck(double[] cards, DataOutputStream out) throws IOException {
        out.writeInt(cards.length - 1);
        for (double card : cards) {
            out.writeByte((int) card);
        }
    }

    private static String kind(Game game) {
        return game.id.substring(game.id.indexOf('/') + 1, game.id.lastIndexOf('-'));
    }

    private static CardType types(Game game) {
        return CardType.named(EnvironmentRegistry.load().resolve(game.id, Map.of()).get("by"));
    }

    /** An observation as the original has it: the number of each part. */
    private static double[] shown(Game game, Observations seen) {
        if (seen.floats() != null) {
            return new double[] {seen.floats()[0], seen.floats()[1]};
        }
        int parts = game.seen.length;
        int[] sizes = new int[parts];
        Arrays.fill(sizes, seen.rowLength() / parts);
        if (kind(game).equals("autoencode")) {
            sizes = new int[] {2, 4};
        }
        double[] shown = new double[parts];
        int from = 0;
        for (int i = 0; i < parts; from += sizes[i++]) {
            int ones = 0;
            for (int j = 0; j < sizes[i]; j++) {
                ones += seen.bytes()[from + j];
            }
            assertThat(ones).as("ones of part " + i).isEqualTo(1);
            shown[i] = PopgymProvider.hot(seen.bytes(), from);
        }
        return shown;
    }

    private static List<Game> games() throws IOException {
        List<Game> games = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                PopgymTraceTest.class.getResourceAsStream("traces.txt"), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ", 2);
                switch (words[0]) {
                    case "world" -> games.add(new Game(words[1], numbers(in.readLine()), numbers(in.readLine()), new ArrayList<>()));
                    case "step" -> {
                        String[] parts = words[1].split("\\|");
                        double[] result = numbers("x" + parts[2]);
                        games.get(games.size() - 1).steps.add(new Step(numbers("x " + parts[0]), numbers("x" + parts[1]),
                                result[0], result[1] == 1, result[2] == 1));
                    }
                    default -> throw new AssertionError(line);
                }
            }
        }
        return games;
    }

    /** The numbers after a line's first word. */
    private static double[] numbers(String line) {
        return Arrays.stream(line.strip().split(" +")).skip(1).mapToDouble(Double::parseDouble).toArray();
    }
}
