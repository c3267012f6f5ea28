package topspin.envs.arcade;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.env.EnvironmentRegistry;
import topspin.env.InvalidOptionException;
import topspin.env.Observations;
import topspin.env.Player;
import topspin.env.Reference;
import topspin.env.ReferencePlayer;
import topspin.env.SavedState;
import topspin.env.View;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;
import topspin.space.Discrete;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What holds for every world that stands on this package, whatever is seen of it. */
class ArcadeWorldsTest {
    private static final EnvironmentRegistry WORLDS = EnvironmentRegistry.load();
    private static final List<String> IDS = List.of("pong", "breakout", "catch");
    /** What is random, all at once, and games short enough to end often; those of the options that a world has. */
    private static final Map<String, Object> EVERYTHING = Map.of("sticky", 0.25, "flicker", 0.1, "frame-stack", 2,
            "time-limit", 2000, "fire-on-reset", true, "episodic-life", true);

    private record Shown(String id, String observation) {
        Environment create(long seed, Map<String, Object> more) {
            Map<String, Object> options = new HashMap<>();
            List<String> keys = WORLDS.provider(id).options().stream().map(EnvironmentOption::key).toList();
            more.forEach((key, value) -> {
                if (keys.contains(key)) {
                    options.put(key, value);
                }
            });
            options.put("observation", observation);
            return WORLDS.create(id, options, new RandomStreams(seed));
        }
    }

    static Stream<Shown> worlds() {
        return IDS.stream().flatMap(id -> WORLDS.provider(id).options().stream()
                .filter(option -> option.key().equals("observation"))
                .flatMap(option -> option.choices().stream()).map(observation -> new Shown(id, observation)));
    }

    static Stream<String> ids() {
        return IDS.stream();
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void shouldGoOnFromASavedStateAsIfNothingHadHappened(Shown shown) throws IOException {
        Environment original = shown.create(31, EVERYTHING);
        Environment restored = shown.create(32, EVERYTHING);
        Observations expected = new Observations(original.observationSpace(), 1);
        Observations actual = new Observations(original.observationSpace(), 1);
        RandomStream random = new RandomStreams(33).stream("action");
        int actions = ((Discrete) original.actionSpace()).n();
        original.reset(expected, 0);
        restored.reset(actual, 0);
        int ends = 0;
        for (int step = 0; step < 1500; step++) {
            if (step % 50 == 3) {
                SavedState.of(original).restore(restored);
            }
            int action = random.nextInt(actions);
            float reward = original.step(action, expected, 0);
            if (step < 3) {
                continue;
            }
            assertThat(restored.step(action, actual, 0)).isEqualTo(reward);
            assertThat(restored.terminated()).isEqualTo(original.terminated());
            assertThat(restored.truncated()).isEqualTo(original.truncated());
            assertThat(actual.bytes()).isEqualTo(expected.bytes());
            assertThat(actual.floats()).isEqualTo(expected.floats());
            if (original.terminated() || original.truncated()) {
                ends++;
                original.reset(expected, 0);
                restored.reset(actual, 0);
            }
        }
        assertThat(ends).as("episodes seen").isGreaterThan(1);
        assertThat(SavedState.of(restored).bytes()).isEqualTo(SavedState.of(original).bytes());
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void shouldBeDecidedBySeedAndActions(Shown shown) {
        assertThat(course(shown, 35)).isEqualTo(course(shown, 35)).isNotEqualTo(course(shown, 36));
    }

    /** A hash of all that is seen. */
    private static long course(Shown shown, long seed) {
        Environment world = shown.create(seed, Map.of());
        Observations out = new Observations(world.observationSpace(), 1);
        long hash = 0;
        for (int episode = 0; episode < 12; episode++) {
            world.reset(out, 0);
            for (int step = 0; step < 60 && !world.terminated(); step++) {
                hash = 31 * hash + Float.hashCode(world.step(step / 5 % 2, out, 0));
                hash = 31 * hash + Arrays.hashCode(out.bytes()) + Arrays.hashCode(out.floats());
            }
        }
        return hash;
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void shouldAllocateNothingPerStep(Shown shown) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Environment world = shown.create(37, EVERYTHING);
        Observations out = new Observations(world.observationSpace(), 1);
        Actions action = new Actions(world.actionSpace(), 1);
        world.reset(out, 0);
        play(world, out, action);
        long before = threads.getCurrentThreadAllocatedBytes();
        play(world, out, action);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).as("bytes in 2000 steps").isLessThan(2000);
    }

    private static void play(Environment world, Observations out, Actions action) {
        for (int step = 0; step < 2000; step++) {
            action.set(0, step / 7 % 2);
            world.step(action, 0, out, 0);
            if (world.terminated() || world.truncated()) {
                world.reset(out, 0);
            }
        }
    }

    /** Whatever an agent sees of it. */
    @ParameterizedTest
    @MethodSource("worlds")
    void shouldShowPeopleTheWholeScreen(Shown shown) {
        Map<String, Object> single = Map.of("frame-skip", 1);
        Environment world = shown.create(39, single);
        Environment coloured = new Shown(shown.id, "rgb").create(39, single);
        Observations out = new Observations(coloured.observationSpace(), 1);
        View view = world.view().orElseThrow();
        for (int episode = 0; episode < 2; episode++) {
            world.reset(null, 0);
            coloured.reset(out, 0);
            for (int step = 0; step < 60 && !world.terminated(); step++) {
                expect(view, out);
                world.step(step % 2, null, 0);
                coloured.step(step % 2, out, 0);
            }
        }
        assertThat(world.view()).containsSame(view);
    }

    private static void expect(View view, Observations colours) {
        BufferedImage image = new BufferedImage(view.width(), view.height(), BufferedImage.TYPE_INT_RGB);
        view.paint(image.createGraphics());
        byte[] pixels = new byte[view.width() * view.height() * 3];
        int[] rgb = image.getRGB(0, 0, view.width(), view.height(), null, 0, view.width());
        for (int i = 0; i < rgb.length; i++) {
            pixels[3 * i] = (byte) (rgb[i] >> 16);
            pixels[3 * i + 1] = (byte) (rgb[i] >> 8);
            pixels[3 * i + 2] = (byte) rgb[i];
        }
        assertThat(Arrays.mismatch(pixels, colours.bytes())).isEqualTo(-1);
    }

    @ParameterizedTest
    @MethodSource("ids")
    void shouldNameItsActions(String id) {
        Environment world = WORLDS.create(id, Map.of(), new RandomStreams(1));
        assertThat(world.actionNames()).hasSize(((Discrete) world.actionSpace()).n()).doesNotHaveDuplicates();
    }

    @Test
    void shouldNameTheActionsOfEverySet() {
        assertThat(names("pong", 2)).containsExactly("up", "down");
        assertThat(names("pong", 6)).containsExactly("noop", "fire", "up", "down", "up+fire", "down+fire");
        assertThat(names("breakout", 3)).containsExactly("noop", "left", "right");
        assertThat(names("breakout", 4)).containsExactly("noop", "fire", "right", "left");
        assertThatExceptionOfType(InvalidOptionException.class).isThrownBy(() -> names("breakout", 2))
                .withMessage("actions: expected 3 or 4, got 2");
    }

    private static List<String> names(String id, int actions) {
        return WORLDS.create(id, Map.of("actions", actions), new RandomStreams(1)).actionNames();
    }

    /** Few games: what the expected returns were measured with is beside them. */
    @ParameterizedTest
    @MethodSource("ids")
    void shouldGiveItsPlayersWhatItSaysTheyReach(String id) {
        for (Map<String, Object> options : List.<Map<String, Object>>of(Map.of(), Map.of("observation", "rgb"))) {
            EnvironmentProvider provider = WORLDS.provider(id);
            Map<String, Object> resolved = WORLDS.resolve(id, options);
            Reference reference = provider.reference(resolved).orElseThrow();
            assertThat(reference.players()).extracting(ReferencePlayer::role).containsExactly(ReferencePlayer.Role.values());
            for (ReferencePlayer player : reference.players()) {
                check(provider, resolved, reference, player);
            }
        }
    }

    private static void check(EnvironmentProvider provider, Map<String, Object> options, Reference reference,
                              ReferencePlayer player) {
        long seed = 43;
        int most = 20_000;
        long stepsAllowed = 150_000;
        RandomStreams streams = new RandomStreams(seed);
        Environment world = provider.create(options, streams.scope("world"));
        Player seated = player.seat().take(world, streams.scope("player"));
        Observations seen = new Observations(world.observationSpace(), 1);
        Actions action = new Actions(world.actionSpace(), 1);
        double sum = 0;
        double squares = 0;
        int episodes = 0;
        for (long all = 0; all < stepsAllowed && episodes < most; episodes++) {
            double score = 0;
            int steps = 0;
            world.reset(null, 0);
            seated.begin();
            while (!world.terminated() && !world.truncated()) {
                seated.act(seen, 0, action, 0);
                score += world.step(action, 0, null, 0);
                steps++;
            }
            assertThat(steps).isBetween(reference.shortest(), reference.longest());
            assertThat(score).isBetween(reference.lowest(), reference.highest());
            sum += score;
            squares += score * score;
            all += steps;
        }
        double mean = sum / episodes;
        double error = Math.sqrt(Math.max(0, squares / episodes - mean * mean) / episodes);
        assertThat(Math.abs(mean - player.expected())).as("%s, %s, %s: mean %f of %d episodes, seed %d", provider.id(),
                options.get("observation"), player.role(), mean, episodes, seed).isLessThanOrEqualTo(player.within() + 4 * error);
    }

    @Test
    void shouldKnowNothingOfGamesThatGoAnotherWay() {
        assertThat(reference("pong", "sticky", 0.25)).isEmpty();
        assertThat(reference("pong", "frame-skip", 2)).isEmpty();
        assertThat(reference("breakout", "episodic-life", true)).isEmpty();
        assertThat(reference("breakout", "time-limit", 1000)).isEmpty();
        assertThat(reference("breakout", "flicker", 0.5)).containsExactly(ReferencePlayer.Role.RANDOM,
                ReferencePlayer.Role.ORACLE);
        assertThat(reference("pong", "flicker", 0.5)).containsExactly(ReferencePlayer.Role.RANDOM,
                ReferencePlayer.Role.ORACLE);
        assertThat(reference("pong", "frame-stack", 4)).hasSize(3);
        assertThat(reference("catch", "flicker", 0.5)).containsExactly(ReferencePlayer.Role.RANDOM,
                ReferencePlayer.Role.ORACLE);
        assertThat(reference("catch", "sticky", 0.5)).containsExactly(ReferencePlayer.Role.RANDOM);
    }

    private static List<ReferencePlayer.Role> reference(String id, String key, Object value) {
        return WORLDS.provider(id).reference(WORLDS.resolve(id, Map.of(key, value))).stream()
                .flatMap(reference -> reference.players().stream()).map(ReferencePlayer::role).toList();
    }

    @Test
    void shouldRefuseAPlayerOfAnotherGame() {
        Environment world = WORLDS.create("catch", Map.of(), new RandomStreams(1));
        EnvironmentProvider pong = WORLDS.provider("pong");
        ReferencePlayer player = pong.reference(WORLDS.resolve("pong", Map.of())).orElseThrow().players().get(2);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> player.seat().take(world, new RandomStreams(1))).withMessage("this world is no PongGame");
    }
}
