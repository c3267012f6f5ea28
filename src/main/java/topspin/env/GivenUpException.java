package topspin.env;

/** A step or a reset that waited for something outside, and was given up since the run is to stop. */
public final class GivenUpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what it waited for */
    public GivenUpException(String message) {
        super(message);
    }

    /** The message alone: it stands behind the environment's number and step. */
    @Override
    public String toString() {
        return getMessage();
    }
}
