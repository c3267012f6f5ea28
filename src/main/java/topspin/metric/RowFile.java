package topspin.metric;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that grows by whole rows; a resumed run cuts it back to its length at the checkpoint. If a row does not fit on
 * the disk, its beginning is removed, so the file never ends in half a row. One thread.
 */
final class RowFile implements Closeable {
    private final Path file;
    private final FileChannel channel;

    /**
     * @param length bytes to keep; 0 begins anew
     * @throws IOException if the file cannot be opened, or is shorter than {@code length}
     */
    RowFile(Path file, long length) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            if (channel.size() < length) {
                throw new IOException(file + " has " + channel.size() + " bytes, the checkpoint was made at " + length
                        + ": restore the file, or train anew with another --out");
            }
            channel.truncate(length);
            channel.position(length);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    void append(byte[] row) {
        try {
            long before = channel.position();
            try {
                ByteBuffer buffer = ByteBuffer.wrap(row);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            } catch (IOException e) {
                channel.truncate(before);
                throw e;
            }
        } catch (IOException e) {
            throw failure("write", e);
        }
    }

    /** Everything kept and appended so far. */
    byte[] content() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(channel.size()));
        while (buffer.hasRemaining() && channel.read(buffer, buffer.position()) >= 0) {
            // reads go on until the buffer is full
        }
        return buffer.array();
    }

    /** Forces the rows to disk and returns the length in bytes. */
    long sync() {
        try {
            channel.force(true);
            return channel.position();
        } catch (IOException e) {
            throw failure("sync", e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failure("close", e);
        }
    }

    private UncheckedIOException failure(String verb, IOException e) {
        return new UncheckedIOException("cannot " + verb + " " + file + ": " + e.getMessage(), e);
    }
}
