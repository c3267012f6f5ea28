package topspin.interop.ale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.env.Actions;
import topspin.env.EnvironmentRegistry;
import topspin.env.InvalidOptionException;
import topspin.env.SavedState;
import topspin.env.VectorEnvironment;
import topspin.parallel.WorkerPool;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Games that ALE knows, through everything that an experiment puts around them. */
class AleGamesTest {
    private static final int GAMES = 6;
    private static final int STEPS = 400;

    @TempDir
    private Path directory;

    private static VectorEnvironment games(Path rom, WorkerPool pool) {
        return VectorEnvironment.of(EnvironmentRegistry.load(), "ale", Map.of("rom", rom.toString(), "sticky", 0.25, "flicker", 0.1,
                "frame-stack", 2, "episodic-life", true, "time-limit", 1200), GAMES, new RandomStreams(3), pool);
    }

    private static void draw(Actions actions, RandomStream stream, int choices) {
        for (int n = 0; n < actions.rows(); n++) {
            actions.set(n, stream.nextInt(choices));
        }
    }

    private static int choices(VectorEnvironment games) {
        return ((topspin.space.Discrete) games.actionSpace()).n();
    }

    @Test
    void workersShouldNotChangeTheCourse() throws IOException {
        for (Path rom : Roms.all()) {
            long one = course(rom, 1);
            assertThat(course(rom, 4)).as("%s", rom).isEqualTo(one);
        }
    }

    private static long course(Path rom, int workers) {
        CRC32 all = new CRC32();
        try (WorkerPool pool = new WorkerPool(workers); VectorEnvironment games = games(rom, pool)) {
            RandomStream stream = new RandomStreams(21).stream("action");
            Actions actions = new Actions(games.actionSpace(), GAMES);
            games.reset();
            for (int i = 0; i < STEPS; i++) {
                draw(actions, stream, choices(games));
                games.step(actions);
                all.update(games.observations().bytes());
                for (float reward : games.rewards()) {
                    all.update(Float.floatToIntBits(reward));
                }
            }
        }
        return all.getValue();
    }

    @Test
    void savedGamesShouldGoOnExactly() throws IOException {
        for (Path rom : Roms.all()) {
            try (WorkerPool pool = new WorkerPool(2); VectorEnvironment original = games(rom, pool)) {
                RandomStream stream = new RandomStreams(22).stream("action");
                Actions actions = new Actions(original.actionSpace(), GAMES);
                original.reset();
                for (int round = 0; round < 3; round++) {
                    for (int i = 0; i < 171; i++) {
                        draw(actions, stream, choices(original));
                        original.step(actions);
                    }
                    SavedState saved = SavedState.of(original);
                    try (VectorEnvironment restored = games(rom, pool)) {
                        saved.restore(restored);
                        for (int i = 0; i < 200; i++) {
                            draw(actions, stream, choices(original));
                            original.step(actions);
                            restored.step(actions);
                            assertThat(restored.rewards()).isEqualTo(original.rewards());
                            assertThat(restored.truncated()).isEqualTo(original.truncated());
                            assertThat(restored.terminated()).isEqualTo(original.terminated());
                            assertThat(restored.observations().bytes()).as("%s", rom).isEqualTo(original.observations().bytes());
                        }
                        assertThat(SavedState.of(restored).bytes()).isEqualTo(SavedState.of(original).bytes());
                    }
                }
            }
        }
    }

    @Test
    void aGameUnderTheNameOfAnotherShouldBeRefused() throws IOException {
        Path rom = Roms.all().get(0);
        Path renamed = Files.copy(rom, directory.resolve("adventure.bin"));
        assertThat(new AleLibrary().game(renamed)).isEmpty();
        assertThatThrownBy(() -> EnvironmentRegistry.load().create("ale", Map.of("rom", renamed.toString()), new RandomStreams(1)))
                .isInstanceOf(InvalidOptionException.class).hasMessageContaining("a name of no game");
        Path unnamed = Files.copy(rom, directory.resolve("some thing ü.bin"));
        EnvironmentRegistry.load().create("ale", Map.of("rom", unnamed.toString()), new RandomStreams(1)).close();
    }
}
