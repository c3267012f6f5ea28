package topspin.interop.http;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Closes a channel when time is up, from a thread of its own: whoever waits for the channel, in whatever way, waits no
 * longer. A time-out of reads would begin anew with every byte. Safe for any thread.
 */
final class Deadline {
    private static final ScheduledThreadPoolExecutor CLOCK = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "http-deadlines");
        thread.setDaemon(true);
        return thread;
    });

    static {
        CLOCK.setRemoveOnCancelPolicy(true);
    }

    private long longest = Long.MAX_VALUE;
    private SocketChannel channel;
    private ScheduledFuture<?> alarm;
    private boolean running;
    private boolean passed;

    /** Begins to count. */
    synchronized void begin(Duration timeout) {
        running = true;
        passed = false;
        set(Math.min(timeout.toNanos(), longest));
    }

    /** What to close; at once if time is up already. */
    synchronized void closes(SocketChannel other) throws IOException {
        channel = other;
        if (passed) {
            channel.close();
        }
    }

    /** Stops to count. Returns whether the channel is still open: false if time was up in the end. */
    synchronized boolean end() {
        running = false;
        alarm.cancel(false);
        return !passed;
    }

    synchronized boolean passed() {
        return passed;
    }

    /** No time that goes on, from now, and none that begins, is longer than this. */
    synchronized void hurry(Duration most) {
        longest = most.toNanos();
        if (running && alarm.getDelay(TimeUnit.NANOSECONDS) > longest) {
            alarm.cancel(false);
            set(longest);
        }
    }

    private void set(long nanos) {
        alarm = CLOCK.schedule(this::pass, nanos, TimeUnit.NANOSECONDS);
    }

    private synchronized void pass() {
        // an alarm that was called off too late is of no exchange any more, or of one that has another
        if (!running || alarm.getDelay(TimeUnit.NANOSECONDS) > 0) {
            return;
        }
        passed = true;
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // closed is what it should be
            }
        }
    }
}
