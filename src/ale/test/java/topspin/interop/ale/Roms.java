package topspin.interop.ale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The ROMs that a tester may use: those that ALE knows in the folder which {@value #VARIABLE} names. */
public final class Roms {
    private static final String VARIABLE = "TOPSPIN_ROMS";

    private Roms() {
    }

    /** At least one; else the test is skipped, saying why. */
    public static List<Path> all() throws IOException {
        String folder = System.getenv(VARIABLE);
        assumeTrue(folder != null, "skipped: " + VARIABLE + " names no folder with ROMs (docs/ale.md)");
        AleLibrary library = new AleLibrary();
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            List<Path> known = files.filter(Files::isRegularFile).filter(file -> library.game(file).isPresent()).sorted().toList();
            assumeTrue(!known.isEmpty(), "skipped: ALE knows no ROM in " + VARIABLE + "=" + folder);
            return known;
        }
    }
}
