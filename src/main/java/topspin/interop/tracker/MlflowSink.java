package topspin.interop.tracker;

import topspin.file.FileProblem;
import topspin.metric.MetricRecord;
import topspin.metric.MetricSink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Sends a run to MLflow while it is trained. A thread of its own reads the run's files and sends what is new, at most once a
 * second; the trainer does nothing for it and waits for nothing, whatever the server does. If the server cannot be reached, the
 * thread tries again after longer and longer pauses; if it refuses, the thread ends. The files are the truth: what did not
 * arrive is sent by the next session, or by {@code ./topspin send}.
 *
 * <p>Order of use: construct, rows, {@link #close} when the run's record says how it ended. Closing waits, for a bounded time,
 * for what is left to be sent. One thread.
 */
public final class MlflowSink implements MetricSink {
    private static final Duration BETWEEN_PASSES = Duration.ofSeconds(1);
    private static final Duration PER_REQUEST = Duration.ofSeconds(30);
    /** The wait at the end of a run: a share of its session's time, but so long at least, and at most. */
    private static final double SHARE = 0.005;
    private static final Duration LEAST_WAIT = Duration.ofSeconds(2);
    private static final Duration MOST_WAIT = Duration.ofSeconds(30);
    /** For a request that is given up to end. */
    private static final Duration LAST_WORDS = Duration.ofMillis(200);

    private final MlflowAddress address;
    private final String later;
    private final Consumer<String> notices;
    private final MlflowUpload upload;
    private final Thread thread;
    private final long began = System.nanoTime();

    private volatile boolean closing;
    private volatile boolean abandoned;
    /** Whether everything was sent, the end included; read after the thread has ended. */
    private volatile boolean complete;
    private boolean announced;

    /**
     * Reads and sends nothing yet.
     *
     * @param run     the run's directory, which need not exist yet
     * @param later   the command that sends what did not arrive
     * @param notices gets lines for people, from another thread
     */
    public MlflowSink(Path run, MlflowAddress address, String later, Consumer<String> notices) {
        this(run, address, PER_REQUEST, later, notices);
    }

    /** @param patience time for a request and its answer */
    MlflowSink(Path run, MlflowAddress address, Duration patience, String later, Consumer<String> notices) {
        this.later = later;
        this.address = address;
        this.notices = notices;
        upload = new MlflowUpload(run, address, patience, notices);
        thread = new Thread(this::send, "mlflow");
        thread.setDaemon(true);
    }

    /** Starts sending with the first row, when the run's files are sure to be there. The row is read from its file. */
    @Override
    public void write(MetricRecord row) {
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        }
    }

    private void send() {
        try (upload) {
            BackOff pauses = new BackOff();
            boolean failing = false;
            while (!abandoned) {
                boolean last = closing;
                try {
                    upload.pass(!last);
                    announce(failing);
                    failing = false;
                    pauses.reset();
                    if (last) {
                        complete = true;
                        return;
                    }
                    pause(BETWEEN_PASSES, last);
                } catch (TrackerException e) {
                    if (e.kind() != TrackerException.Kind.FOR_NOW) {
                        say(e.getMessage() + "; training goes on without it");
                        return;
                    }
                    if (!failing) {
                        say(e.getMessage() + "; training goes on, and what is new is sent once it answers");
                    }
                    failing = true;
                    pause(pauses.after(e), last);
                }
            }
        } catch (IOException e) {
            say("the run is not sent to MLflow any more: " + FileProblem.sentence(e));
        } catch (UncheckedIOException e) {
            say("the run is not sent to MLflow any more: " + FileProblem.sentence(e.getCause()));
        }
    }

    private void announce(boolean again) {
        if (!announced) {
            announced = true;
            upload.page().ifPresent(page -> say("MLflow: " + page));
        } else if (again) {
            say("MLflow at " + address + " answers again");
        }
    }

    private void say(String text) {
        if (!abandoned) {
            notices.accept(text);
        }
    }

    /** @param last whether closing is known already, and does not end the pause */
    private void pause(Duration pause, boolean last) {
        long end = System.nanoTime() + pause.toNanos();
        while (!abandoned && (last || !closing) && end - System.nanoTime() > 0) {
            LockSupport.parkNanos(this, end - System.nanoTime());
        }
    }

    /** Sends what is left; gives up after two seconds, or half a percent of a longer session. */
    @Override
    public void close() {
        closing = true;
        if (thread.getState() == Thread.State.NEW) {
            // a session without a row may have some to send from the session before
            thread.start();
        }
        LockSupport.unpark(thread);
        boolean interrupted = !joined(longestWait());
        if (thread.isAlive()) {
            abandoned = true;
            thread.interrupt();
            LockSupport.unpark(thread);
            interrupted |= !joined(LAST_WORDS);
        }
        if (!complete) {
            notices.accept("MLflow at " + address + " does not have " + (upload.step() < 0 ? "this run"
                    : "what came after step " + upload.step()) + " yet; send it later with " + later);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration longestWait() {
        Duration share = Duration.ofNanos((long) (SHARE * (System.nanoTime() - began)));
        Duration wait = share.compareTo(LEAST_WAIT) < 0 ? LEAST_WAIT : share;
        return wait.compareTo(MOST_WAIT) > 0 ? MOST_WAIT : wait;
    }

    /** Waits for the thread's end; false if this thread was interrupted. */
    private boolean joined(Duration wait) {
        try {
            thread.join(wait.toMillis());
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
