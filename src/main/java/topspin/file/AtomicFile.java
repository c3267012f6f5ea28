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
 * Writes files whole or not at all: to a temporary file beside the target, forced to disk and renamed over it; then the
 * directory is forced, too. If anything fails before the rename, the target is unchanged.
 */
public final class AtomicFile {
    /** Ending of unfinished files' names; a crash may leave one behind, which nothing reads. */
    public static final String TEMPORARY = ".tmp";
    private static final int BUFFER_BYTES = 1 << 16;
    /** File systems allow 255 bytes in a name: the temporary one must fit, too. */
    private static final int LONGEST_NAME = 80;

    /** Writes the content of a file. */
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
     * Makes renames and deletions in a directory durable, if it can be opened. Windows cannot open directories and does
     * not need this; if a directory is not readable, the file is written nevertheless.
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
