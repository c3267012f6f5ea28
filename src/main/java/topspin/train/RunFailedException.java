package topspin.train;

/**
 * A run that cannot go on: it diverged, or an environment died. The message is one sentence for people: what happened,
 * at which update, in which tensor or environment.
 */
public final class RunFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RunFailedException(String message) {
        super(message);
    }

    public RunFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
