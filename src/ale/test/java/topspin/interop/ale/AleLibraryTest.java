package topspin.interop.ale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.env.EnvironmentRegistry;
import topspin.env.InvalidOptionException;
import topspin.random.RandomStreams;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What ALE says of files that it does not know. If one reached it, this JVM would end. */
class AleLibraryTest {
    @TempDir
    private Path directory;

    @Test
    void unknownFilesShouldBeNoGames() throws IOException {
        AleLibrary library = new AleLibrary();
        assertThat(library.game(Files.writeString(directory.resolve("text.bin"), "abc"))).isEmpty();
        assertThat(library.game(Files.write(directory.resolve("zeros.bin"), new byte[4096]))).isEmpty();
        // called after a game that ALE knows, which would be enough for ALE to load it
        assertThat(library.game(HomeCartridge.in(directory))).isEmpty();
    }

    @Test
    void theWorldShouldRefuseAnUnknownRom() throws IOException {
        Path rom = HomeCartridge.in(directory);
        assertThatThrownBy(() -> EnvironmentRegistry.load().create("ale", Map.of("rom", rom.toString()), new RandomStreams(1)))
                .isInstanceOf(InvalidOptionException.class).hasMessageStartingWith("rom: ALE knows no game in " + rom + " (MD5 ");
    }
}
