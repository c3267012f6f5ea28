package topspin.run;

/**
 * A run that cannot go on: it diverged, or an environment died. The message is one sentence for people: what happened,
 * at which update, in which tensor or environment.
 */
public final class RunFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean repeats;

    public RunFailedException(String message) {
        this(message, null);
    }

    public RunFailedException(String message, Throwable cause) {
        this(message, cause, false);
    }

    private RunFailedException(String message, Throwable cause, boolean repeats) {
        super(message, cause);
        this.repeats = repeats;
    }

    /** A numerical failure: resuming from the last checkpoint leads to it again. */
    public static RunFailedException repeating(String message) {
        return new RunFailedException(message, null, true);
    }

    /** The same failure with words appended to its message. */
    public RunFailedException adding(String words) {
        return new RunFailedException(getMessage() + words, this, repeats);
    }

    /** Whether resuming leads to the same failure, since a run is a function of its configuration. */
    public boolean repeats() {
        return repeats;
    }
}
