package topspin.interop.ale;

import topspin.env.InvalidOptionException;
import topspin.text.Excerpt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file that holds a game which the emulator knows.
 *
 * @param md5 of its contents, by which the emulator knows games
 */
record RomFile(Path path, String md5, String game) {
    static final String OPTION = "rom";
    /** The value of the option that names no file. */
    static final String NONE = "none";
    /** What the emulator reads of a file; the largest games are a sixteenth of it. */
    private static final long LARGEST = 512 * 1024;

    /**
     * Checks a file before the emulator loads it, which would end the process over one that it does not know.
     *
     * @throws InvalidOptionException if there is no such file, or no known game in it
     */
    static RomFile checked(String name, AtariLibrary library) {
        Path path = path(name);
        if (!Files.exists(path)) {
            throw refused("there is no file " + path);
        }
        if (!Files.isRegularFile(path)) {
            throw refused(path + " is not a file");
        }
        String md5 = md5(path);
        String game = library.game(path).orElseThrow(() -> refused("ALE knows no game in " + path + " (MD5 " + md5
                + "); expected one of its ROMs, with that game's name or a name of no game (docs/ale.md)"));
        return new RomFile(path, md5, game);
    }

    private static Path path(String name) {
        if (name.isBlank() || name.equals(NONE)) {
            throw refused("expected the path of an Atari 2600 ROM, such as roms/breakout.bin");
        }
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw refused("expected the path of an Atari 2600 ROM, got " + Excerpt.quoted(name));
        }
    }

    private static String md5(Path path) {
        try {
            long size = Files.size(path);
            if (size == 0 || size > LARGEST) {
                throw refused(path + " is no ROM: it has " + size + " bytes, expected 1 to " + LARGEST);
            }
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(Files.readAllBytes(path)));
        } catch (IOException e) {
            throw refused(path + " cannot be read: " + e.getMessage());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    private static InvalidOptionException refused(String why) {
        return new InvalidOptionException(OPTION, OPTION + ": " + why);
    }
}
