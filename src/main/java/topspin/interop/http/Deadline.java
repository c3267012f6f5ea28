package topspin.interop.http;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Closes a channel when time is up, from a thread of its own, which ends any wait for the channel. A read time-out
 * would restart with every byte. Safe for any thread.
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

    /** Starts the clock. */
    synchronized void begin(Duration timeout) {
        running = true;
        passed = false;
        set(Math.min(timeout.toNanos(), longest));
    }

    /** Sets the channel to close; closes it at once if time is up already. */
    synchronized void closes(SocketChannel other) throws IOException {
        channel = other;
        if (passed) {
            channel.close();
        }
    }

    /** Stops the clock. Returns whether the channel is still open: false if time was up. */
    synchronized boolean end() {
        running = false;
        alarm.cancel(false);
        return !passed;
    }

    synchronized boolean passed() {
        return passed;
    }

    /** Limits the time of the running exchange, from now, and of all later ones. */
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
        // an alarm that was cancelled too late belongs to an earlier exchange
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
