package topspin.envs.pong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.env.Actions;
import topspin.env.EnvironmentRegistry;
import topspin.env.Observations;
import topspin.env.SavedState;
import topspin.env.VectorEnvironment;
import topspin.envs.arcade.ArcadeEnvironment;
import topspin.envs.arcade.Screen;
import topspin.parallel.WorkerPool;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

import static org.assertj.core.api.Assertions.assertThat;

/** Seed and actions alone decide what many Pongs show: not workers, groups, or interruptions. */
class PongDeterminismTest {
    private static final int ENVIRONMENTS = 7;
    private static final int STEPS = 1500;
    /** Everything random at once, and games short enough to end often. */
    private static final Map<String, Object> EVERYTHING = Map.of("sticky", 0.25, "flicker", 0.1, "frame-stack", 2,
            "time-limit", 2000, "fire-on-reset", true, "actions", 6);

    @Test
    void shouldNotDependOnTheNumberOfWorkers() {
        long[] one = fingerprints(1, whole());
        assertThat(fingerprints(2, whole())).isEqualTo(one);
        assertThat(fingerprints(3, whole())).isEqualTo(one);
        assertThat(fingerprints(8, whole())).isEqualTo(one);
    }

    @Test
    void shouldNotDependOnTheGroupsInWhichItIsStepped() {
        long[] one = fingerprints(1, whole());
        assertThat(fingerprints(1, (environments, actions, pool) -> {
            environments.step(actions, 5, 7);
            environments.step(actions, 0, 2);
            environments.step(actions, 2, 5);
        })).isEqualTo(one);
        List<int[]> groups = List.of(new int[] {0, 2}, new int[] {2, 4}, new int[] {4, 6}, new int[] {6, 7});
        assertThat(fingerprints(3, (environments, actions, pool) -> pool.run(groups.size(),
                g -> environments.step(actions, groups.get(g)[0], groups.get(g)[1])))).isEqualTo(one);
    }

    @Test
    void shouldGiveEveryEnvironmentItsOwnCourse() {
        VectorEnvironment environments = environments("features", Map.of(), 3, new WorkerPool(1));
        Observations shown = environments.observations();
        boolean[] differ = new boolean[3];
        environments.reset();
        for (int i = 0; i < 40; i++) {
            environments.step(new int[3]);
            for (int n = 0; n < 3; n++) {
                int other = (n + 1) % 3;
                differ[n] |= shown.floats()[shown.offset(n) + 1] != shown.floats()[shown.offset(other) + 1];
            }
        }
        assertThat(differ).containsOnly(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"binary80", "gray84", "features", "rgb"})
    void shouldGoOnFromASavedStateAsIfNothingHadHappened(String observation) throws IOException {
        try (WorkerPool pool = new WorkerPool(1)) {
            RandomStream action = new RandomStreams(21).stream("action");
            VectorEnvironment original = environments(observation, EVERYTHING, 3, pool);
            original.reset();
            Actions actions = new Actions(original.actionSpace(), 3);
            for (int round = 0; round < 5; round++) {
                for (int step = 0; step < 57; step++) {
                    draw(actions, action);
                    original.step(actions);
                }
                SavedState saved = SavedState.of(original);
                VectorEnvironment restored = environments(observation, EVERYTHING, 3, pool);
                saved.restore(restored);
                assertThat(SavedState.of(restored).bytes()).isEqualTo(saved.bytes());
                for (int step = 0; step < 57; step++) {
                    draw(actions, action);
                    original.step(actions);
                    restored.step(actions);
                    assertThat(restored.rewards()).isEqualTo(original.rewards());
                    assertThat(restored.truncated()).isEqualTo(original.truncated());
                    assertThat(restored.observations().bytes()).isEqualTo(original.observations().bytes());
                    assertThat(restored.observations().floats()).isEqualTo(original.observations().floats());
                }
                assertThat(SavedState.of(restored).bytes()).isEqualTo(SavedState.of(original).bytes());
            }
        }
    }

    @Test
    void shouldDrawItsLastTwoFramesAcrossARestore() throws IOException {
        ArcadeEnvironment<PongFrame> original = coloured(23);
        ArcadeEnvironment<PongFrame> restored = coloured(24);
        Observations out = new Observations(original.observationSpace(), 2);
        original.reset(null, 0);
        restored.reset(null, 0);
        for (int frame = 0; frame < 3; frame++) {
            original.step(PongGame.RIGHT, null, 0);
        }
        SavedState.of(original).restore(restored);
        original.drawPooled(out, 0);
        restored.drawPooled(out, 1);
        byte[] pixels = out.bytes();
        assertThat(Arrays.equals(pixels, 0, out.rowLength(), pixels, out.rowLength(), pixels.length)).isTrue();
    }

    private static ArcadeEnvironment<PongFrame> coloured(long seed) {
        return new ArcadeEnvironment<>(new PongGame(new RandomStreams(seed)), Screen.of("rgb", new PongScene()), PongScene::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {"binary80", "gray84", "features", "rgb"})
    void shouldAllocateNothingPerStep(String observation) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        VectorEnvironment environments = environments(observation, EVERYTHING, 2, new WorkerPool(1));
        environments.reset();
        int[] actions = new int[2];
        for (int i = 0; i < 2000; i++) {
            environments.step(actions);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 2000; i++) {
            environments.step(actions);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).as("bytes in 2000 steps").isLessThan(2000);
    }

    private interface Stepping {
        void step(VectorEnvironment environments, Actions actions, WorkerPool pool);
    }

    private static Stepping whole() {
        return (environments, actions, pool) -> environments.step(actions);
    }

    /** A checksum of everything visible after each step. */
    private static long[] fingerprints(int workers, Stepping stepping) {
        try (WorkerPool pool = new WorkerPool(workers)) {
            RandomStream action = new RandomStreams(22).stream("action");
            VectorEnvironment environments = environments("binary80", EVERYTHING, ENVIRONMENTS, pool);
            environments.reset();
            Actions actions = new Actions(environments.actionSpace(), ENVIRONMENTS);
            long[] prints = new long[STEPS];
            int ends = 0;
            for (int step = 0; step < STEPS; step++) {
                draw(actions, action);
                stepping.step(environments, actions, pool);
                CRC32 sum = new CRC32();
                sum.update(environments.observations().bytes());
                for (int n = 0; n < ENVIRONMENTS; n++) {
                    sum.update((int) environments.rewards()[n]);
                    sum.update(environments.truncated()[n] ? 1 : environments.terminated()[n] ? 2 : 0);
                    ends += environments.truncated()[n] ? 1 : 0;
                }
                sum.update(environments.finalObservations().bytes());
                prints[step] = sum.getValue();
            }
            assertThat(ends).as("episodes seen").isGreaterThan(10);
            return prints;
        }
    }

    private static void draw(Actions actions, RandomStream stream) {
        for (int n = 0; n < actions.rows(); n++) {
            actions.set(n, stream.nextInt(6));
        }
    }

    private static VectorEnvironment environments(String observation, Map<String, Object> options, int count,
                                                  WorkerPool pool) {
        Map<String, Object> all = new HashMap<>(options);
        all.put("observation", observation);
        return VectorEnvironment.of(EnvironmentRegistry.load(), "pong", all, count, new RandomStreams(20), pool);
    }
}
