package topspin.interop.http;

/** A refused request: the HTTP status, and one short line that says why and what would be accepted. */
public final class Refusal extends RuntimeException {
    public static final int BAD_REQUEST = 400;
    public static final int FORBIDDEN = 403;
    public static final int NOT_FOUND = 404;
    public static final int WRONG_METHOD = 405;
    public static final int TOO_SLOW = 408;
    public static final int LENGTH_REQUIRED = 411;
    public static final int TOO_LARGE = 413;
    public static final int PATH_TOO_LONG = 414;
    public static final int HEAD_TOO_LARGE = 431;
    public static final int FAILED = 500;
    public static final int OVERLOADED = 503;

    private static final long serialVersionUID = 1L;
    private final int status;

    public Refusal(int status, String message) {
        super(message);
        this.status = status;
    }

    public static Refusal badRequest(String message) {
        return new Refusal(BAD_REQUEST, message);
    }

    public int status() {
        return status;
    }
}
