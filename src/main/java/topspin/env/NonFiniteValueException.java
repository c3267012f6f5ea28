package topspin.env;

/** A reward or an observation that is NaN or infinite. */
final class NonFiniteValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param what such as {@code its reward} */
    NonFiniteValueException(String what, float value) {
        super(what + " is " + value + ", expected a finite number (guard.environment-values: false lets it pass)");
    }

    /** The message alone, since it follows the environment's number and step. */
    @Override
    public String toString() {
        return getMessage();
    }
}
