package topspin.interop.ale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.env.Environment;
import topspin.env.EnvironmentRegistry;
import topspin.env.InvalidOptionException;
import topspin.env.Observations;
import topspin.env.SavedState;
import topspin.random.RandomStreams;
import topspin.space.Box;
import topspin.space.Discrete;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is asked of the options before a game begins, with consoles of our own. */
class AtariProviderTest {
    @TempDir
    private Path directory;
    private ToyConsole console = new ToyConsole(210, 0, 1, 3, 4);
    private int inserted;

    /** Knows the files that begin with a T. */
    private final AtariLibrary library = new AtariLibrary() {
        @Override
        public Optional<String> game(Path rom) {
            try {
                return Files.readString(rom).startsWith("T") ? Optional.of("toy") : Optional.empty();
            } catch (IOException e) {
                throw new AssertionError("asked of a file that cannot be read", e);
            }
        }

        @Override
        public AtariConsole insert(Path rom) {
            inserted++;
            return console;
        }
    };
    private final EnvironmentRegistry registry = EnvironmentRegistry.of(List.of(new AtariProvider(() -> Optional.of(library))));

    private Path rom(String text) throws IOException {
        return Files.writeString(directory.resolve("toy.bin"), text);
    }

    private Environment game(Map<String, Object> options) throws IOException {
        Map<String, Object> all = new HashMap<>(options);
        all.put("rom", rom("T").toString());
        return registry.create("ale", all, new RandomStreams(1));
    }

    private void assertRefused(Object rom, String message) {
        assertThatThrownBy(() -> registry.create("ale", Map.of("rom", rom.toString()), new RandomStreams(1)))
                .isInstanceOf(InvalidOptionException.class).hasMessage(message).hasMessageNotContaining("\n")
                .extracting(e -> ((InvalidOptionException) e).key()).isEqualTo("rom");
        assertThat(inserted).isZero();
    }

    @Test
    void aBuildWithoutTheEmulatorShouldSayHowToGetIt() {
        AtariProvider without = new AtariProvider(Optional::empty);
        assertThat(without.description()).contains("not in this build", "docs/ale.md");
        assertThatThrownBy(() -> EnvironmentRegistry.of(List.of(without)).create("ale", Map.of(), new RandomStreams(1)))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage("id: ale is not in this build, since its emulator is GPL; build with the profile "
                        + "ale (touch .mvn/ale, or mvn -Pale), see docs/ale.md");
    }

    @Test
    void anEmulatorThatCannotRunHereShouldBeAProblemOfTheWorld() {
        AtariLibrary broken = new AtariLibrary() {
            @Override
            public Optional<String> game(Path rom) {
                throw new AtariLibraryException("not on this machine", null);
            }

            @Override
            public AtariConsole insert(Path rom) {
                throw new AssertionError();
            }
        };
        AtariProvider provider = new AtariProvider(() -> Optional.of(broken));
        assertThatThrownBy(() -> EnvironmentRegistry.of(List.of(provider)).create("ale", Map.of("rom", rom("T").toString()), new RandomStreams(1)))
                .isInstanceOf(InvalidOptionException.class).hasMessage("id: not on this machine");
    }

    @Test
    void whatIsNoRomShouldBeRefusedBeforeItIsLoaded() throws IOException {
        String expected = "rom: expected the path of an Atari 2600 ROM, such as roms/breakout.bin";
        assertRefused("none", expected);
        assertRefused(" ", expected);
        Path missing = directory.resolve("missing.bin");
        assertRefused(missing, "rom: there is no file " + missing);
        assertRefused(directory, "rom: " + directory + " is not a file");
        Path rom = rom("");
        assertRefused(rom, "rom: " + rom + " is no ROM: it has 0 bytes, expected 1 to 524288");
        Files.write(rom, new byte[524_289]);
        assertRefused(rom, "rom: " + rom + " is no ROM: it has 524289 bytes, expected 1 to 524288");
    }

    @Test
    void anUnknownRomShouldBeRefusedBeforeItIsLoaded() throws IOException {
        Path rom = rom("abc");
        assertRefused(rom, "rom: ALE knows no game in " + rom + " (MD5 900150983cd24fb0d6963f7d28e17f72); expected one of its "
                + "ROMs, with that game's name or a name of no game (docs/ale.md)");
    }

    @Test
    void shouldOfferTheActionsOfTheGameOrAll() throws IOException {
        try (Environment game = game(Map.of())) {
            assertThat(game.actionNames()).containsExactly("noop", "fire", "right", "left");
            assertThat(game.actionSpace()).isEqualTo(new Discrete(4));
            assertThat(game.observationSpace()).isEqualTo(Box.pixels(84, 84, 1));
            assertThat(game.framesPerStep()).isEqualTo(4);
        }
        assertThat(console.closed).isTrue();
        try (Environment game = game(Map.of("actions", "full", "observation", "ram", "frame-stack", 3, "frame-skip", 1))) {
            assertThat(game.actionSpace()).isEqualTo(new Discrete(18));
            assertThat(game.framesPerStep()).isEqualTo(1);
        }
    }

    @Test
    void aWrongOptionShouldCloseTheConsole() {
        assertThatThrownBy(() -> game(Map.of("sticky", 2.0))).isInstanceOf(InvalidOptionException.class)
                .hasMessage("sticky: expected a probability, 0 to 1, got 2.0");
        assertThat(console.closed).isTrue();
    }

    @Test
    void fireOnResetShouldNeedAFireButton() throws IOException {
        game(Map.of("fire-on-reset", true)).close();
        console = new ToyConsole(210, 0, 3, 4);
        assertThatThrownBy(() -> game(Map.of("fire-on-reset", true))).isInstanceOf(InvalidOptionException.class)
                .hasMessage("fire-on-reset: expected false, since toy has no action 'fire' with one after it");
    }

    @Test
    void allWrappersTogetherShouldGoOnFromASavedState() throws IOException {
        Map<String, Object> everything = Map.of("sticky", 0.25, "flicker", 0.3, "frame-stack", 2, "episodic-life", true,
                "fire-on-reset", true, "reward-clip", true, "no-op-max", 5, "time-limit", 40, "frame-skip", 2);
        Environment original = game(everything);
        console = new ToyConsole(210, 0, 1, 3, 4);
        Environment restored = game(everything);
        Observations shown = new Observations(original.observationSpace(), 1);
        Observations again = new Observations(original.observationSpace(), 1);
        original.reset(shown, 0);
        for (int i = 0; i < 200; i++) {
            if (i % 23 == 0) {
                SavedState.of(original).restore(restored);
                assertThat(SavedState.of(restored).bytes()).isEqualTo(SavedState.of(original).bytes());
            }
            if (original.terminated() || original.truncated()) {
                original.reset(shown, 0);
                restored.reset(again, 0);
            } else {
                float reward = original.step(i % 4, shown, 0);
                assertThat(restored.step(i % 4, again, 0)).isEqualTo(reward);
                assertThat(restored.learnerReward(reward)).isEqualTo(Math.signum(reward));
            }
            assertThat(again.bytes()).isEqualTo(shown.bytes());
            assertThat(restored.terminated()).isEqualTo(original.terminated());
            assertThat(restored.truncated()).isEqualTo(original.truncated());
        }
    }
}
