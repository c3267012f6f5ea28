package topspin.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Files that are there whole or not at all: written to a temporary neighbour, forced to disk, renamed over the target,
 * and the directory forced too. Whatever goes wrong before the rename, the file of that name stays as it was.
 */
public final class AtomicFile {
    /** Ends the names of unfinished files; a crash may leave one behind, which nothing reads. */
    public static final String TEMPORARY = ".tmp";
    private static final int BUFFER_BYTES = 1 << 16;
    /** File systems allow 255 bytes in a name: the temporary one must fit, too. */
    private static final int LONGEST_NAME = 80;

    /** What goes into a file. */
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private AtomicFile() {
    }

    /**
     * Writes a file or leaves it alone.
     *
     * @throws IOException if the content fails, the disk is full or the directory cannot be written
     */
    public static void write(Path target, Content content) throws IOException {
        Path temporary = temporary(target);
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
                content.writeTo(out);
                out.flush();
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException | Error e) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException undeletable) {
                e.addSuppressed(undeletable);
            }
            throw e;
        }
        forceDirectory(target.toAbsolutePath().getParent());
    }

    private static Path temporary(Path target) {
        String name = target.getFileName().toString();
        return target.resolveSibling("." + (name.length() <= LONGEST_NAME ? name : Integer.toHexString(name.hashCode()))
                + TEMPORARY);
    }

    /** Writes text as UTF-8, or leaves the file alone. */
    public static void write(Path target, String text) throws IOException {
        write(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Makes renames and deletions in a directory durable, where it can be opened: Windows opens none and needs no such
     * call, and one that may be written but not read has the file all the same.
     */
    static void forceDirectory(Path directory) throws IOException {
        if (System.getProperty("os.name").startsWith("Windows") || !Files.isReadable(directory)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
