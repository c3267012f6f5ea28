package topspin.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/**
 * A lock on a file, which one process at a time can hold. The operating system releases it when the process ends, in
 * whatever way. One thread.
 */
public final class ProcessLock implements Closeable {
    private static final long POLL_MILLIS = 20;

    private final FileChannel channel;

    private ProcessLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock; creates the file if needed.
     *
     * @param patience how long to wait for another process, which may be about to end; a lock held by this process is
     *                 not waited for
     * @return empty if it is held elsewhere
     */
    public static Optional<ProcessLock> acquire(Path file, Duration patience) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            taken = lock(channel, patience);
        } finally {
            if (!taken) {
                channel.close();
            }
        }
        return taken ? Optional.of(new ProcessLock(channel)) : Optional.empty();
    }

    private static boolean lock(FileChannel channel, Duration patience) throws IOException {
        long began = System.nanoTime();
        while (true) {
            try {
                FileLock held = channel.tryLock();
                if (held != null) {
                    return true;
                }
            } catch (OverlappingFileLockException sameProcess) {
                return false;
            }
            if (System.nanoTime() - began >= patience.toNanos()) {
                return false;
            }
            pause();
        }
    }

    private static void pause() throws InterruptedIOException {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for another process");
        }
    }

    public boolean isHeld() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
