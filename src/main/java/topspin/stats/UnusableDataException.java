package topspin.stats;

/** Input that cannot be used. The message is one line: where, what was expected, what to do. */
public final class UnusableDataException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public UnusableDataException(String message) {
        super(message);
    }
}
