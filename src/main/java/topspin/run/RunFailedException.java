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

    /** A failure of the numbers themselves: whoever goes on from the last checkpoint comes to it again. */
    public static RunFailedException repeating(String message) {
        return new RunFailedException(message, null, true);
    }

    /** The same failure with more words after its own. */
    public RunFailedException adding(String words) {
        return new RunFailedException(getMessage() + words, this, repeats);
    }

    /** Whether going on comes to the same failure: a run is a function of its configuration. */
    public boolean repeats() {
        return repeats;
    }
}
