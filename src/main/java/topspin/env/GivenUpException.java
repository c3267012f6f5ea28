package topspin.env;

/**
 * Work was given up because the run is to stop: a step or a reset that waited for something outside, or a rollout or an
 * update that would have taken long.
 */
public final class GivenUpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what is not waited for */
    public GivenUpException(String message) {
        super(message);
    }

    /** The message alone, since it follows the environment's number and step. */
    @Override
    public String toString() {
        return getMessage();
    }
}
