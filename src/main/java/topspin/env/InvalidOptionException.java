package topspin.env;

/** An environment's option that cannot be used: which key, and what was expected. */
public final class InvalidOptionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private final String key;

    /** @param key the offending key under {@code env}, without the prefix */
    public InvalidOptionException(String key, String message) {
        super(message);
        this.key = key;
    }

    public String key() {
        return key;
    }
}
