package topspin.cli;

import topspin.config.InputException;
import topspin.file.AtomicFile;
import topspin.file.FileProblem;
import topspin.run.RunFailedException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a file that the user asked for. It is written beside the old one and renamed over it, so the old one stays as it
 * was when writing fails. A link is followed; a pipe or a device, such as {@code /dev/stdout}, is written to as it is.
 */
final class OutputFile {

    private OutputFile() {
    }

    /**
     * Makes a directory, and those above it, unless it exists.
     *
     * @throws InputException     if it cannot be made, or is not writable
     * @throws RunFailedException if the disk is full, for instance
     */
    static void directory(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw failure(directory + " cannot be made: " + FileProblem.reason(e), "give a directory elsewhere", e);
        }
        if (!Files.isWritable(directory)) {
            throw new InputException(directory + " cannot be written: permission denied; give a directory elsewhere");
        }
    }

    static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes a file or leaves it alone.
     *
     * @throws InputException     if the file cannot be created: its directory is missing, it is a directory itself, or
     *                            permission is denied
     * @throws RunFailedException if writing fails: the disk is full, for instance
     */
    static void write(Path file, byte[] content) {
        require(file);
        boolean exists = Files.exists(file);
        boolean regular = Files.isRegularFile(file);
        try {
            if (exists && !Files.isWritable(file)) {
                // a rename would replace it nevertheless
                throw new AccessDeniedException(file.toString());
            }
            if (exists && !regular) {
                Files.write(file, content);
            } else {
                AtomicFile.write(exists ? file.toRealPath() : file, out -> out.write(content));
            }
        } catch (IOException e) {
            throw failure(file + " cannot be written: " + FileProblem.reason(e)
                    + (regular ? "; the old one is as it was" : ""), "give a file elsewhere", e);
        }
    }

    /**
     * Checks before the work what {@link #write} would find out after it.
     *
     * @throws InputException if the file cannot be created: its directory is missing, or it is a directory itself
     */
    static void require(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)) {
            throw new InputException(file + " cannot be written: it is a directory; give the name of a file in it");
        }
        if (Files.notExists(directory)) {
            throw new InputException(file + " cannot be written: there is no directory " + directory
                    + "; make it, or give a file elsewhere");
        }
    }

    private static RuntimeException failure(String problem, String remedy, IOException e) {
        return FileProblem.isWrongPlace(e) ? new InputException(problem + "; " + remedy, e)
                : new RunFailedException(problem + "; " + remedy, e);
    }
}
