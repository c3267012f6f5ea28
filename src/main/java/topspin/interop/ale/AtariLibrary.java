package topspin.interop.ale;

import java.nio.file.Path;
import java.util.Optional;

/**
 * An emulator of the Atari 2600, found through {@link java.util.ServiceLoader}: the default build has none. Any thread may
 * call it.
 */
public interface AtariLibrary {

    /**
     * The game in a file; empty if the emulator does not know the file's contents, or takes its name for another game's.
     *
     * @throws AtariLibraryException if the emulator cannot be used on this machine
     */
    Optional<String> game(Path rom);

    /**
     * A new console with a cartridge, which must be of a known {@link #game}: the emulator may end the whole process over
     * others.
     */
    AtariConsole insert(Path rom);
}
