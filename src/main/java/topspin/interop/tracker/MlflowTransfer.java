package topspin.interop.tracker;

import topspin.run.RunDirectory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** Sends runs that are on disk to MLflow, whether they still run or ended long ago. */
public final class MlflowTransfer {
    private static final Duration PER_REQUEST = Duration.ofSeconds(30);

    private MlflowTransfer() {
    }

    /** A run did not arrive. */
    public static final class FailedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final boolean ofOneRun;

        private FailedException(String message, boolean ofOneRun, Throwable cause) {
            super(message, cause);
            this.ofOneRun = ofOneRun;
        }

        /** Whether other runs may arrive nevertheless. */
        public boolean isOfOneRun() {
            return ofOneRun;
        }
    }

    /** @param text for people: what was sent, or that nothing had to be */
    public record Outcome(String text) {
    }

    /**
     * Sends what the server lacks of a run. A server that does not answer is asked again, after longer and longer pauses.
     *
     * @param wait    how long to go on asking
     * @param notices told, in one line each, what MLflow did not take
     * @throws FailedException if the server refuses, or did not answer in that time
     * @throws IOException     if the run cannot be read
     */
    public static Outcome send(Path run, MlflowAddress address, Duration wait, Consumer<String> notices)
            throws IOException, FailedException {
        if (MlflowUpload.isDone(run, address)) {
            return new Outcome("was sent before");
        }
        long end = System.nanoTime() + wait.toNanos();
        BackOff pauses = new BackOff();
        try (MlflowUpload upload = new MlflowUpload(run, address, PER_REQUEST, notices)) {
            while (true) {
                try {
                    boolean live = RunDirectory.inUse(run);
                    upload.pass(live);
                    return new Outcome((live ? "sent so far" : "sent") + upload.page().map(page -> ": " + page).orElse("")
                            + (upload.step() < 0 ? "" : String.format(Locale.ROOT, " (step %,d)", upload.step())));
                } catch (TrackerException e) {
                    if (e.kind() != TrackerException.Kind.FOR_NOW) {
                        throw new FailedException(e.getMessage(), e.kind() != TrackerException.Kind.REFUSED, e);
                    }
                    Duration pause = pauses.after(e);
                    if (System.nanoTime() + pause.toNanos() - end > 0) {
                        throw new FailedException(e.getMessage(), false, e);
                    }
                    sleep(pause);
                }
            }
        }
    }

    private static void sleep(Duration pause) throws FailedException {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedException("interrupted", false, e);
        }
    }
}
