package topspin.interop.gym;

/**
 * A remote environment that cannot be used any more, or at all. The message is one line for people: which address, what
 * happened, what to do.
 */
public final class GymException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;

    GymException(String message, Throwable cause) {
        super(message, cause);
        this.status = 0;
    }

    /** @param status of the answer, an error status */
    GymException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** HTTP status of a refusal; 0 where there was no answer, or none that can be used. */
    int status() {
        return status;
    }

    /** The message alone: whoever reports a failed environment puts this behind its number and step. */
    @Override
    public String toString() {
        return getMessage();
    }
}
