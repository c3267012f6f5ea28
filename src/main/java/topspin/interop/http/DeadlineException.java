package topspin.interop.http;

import java.io.IOException;

/** An exchange that took too long. */
public final class DeadlineException extends IOException {
    private static final long serialVersionUID = 1L;
    private final boolean begun;

    DeadlineException(boolean begun, Throwable cause) {
        super("too late", cause);
        this.begun = begun;
    }

    /** Whether a part of the reply had come. */
    public boolean begun() {
        return begun;
    }
}
