package topspin.run;

import java.io.IOException;

/** A run directory that cannot be used. The message is one sentence: which directory, what is wrong, what to do. */
public final class RunDirectoryException extends IOException {
    private static final long serialVersionUID = 1L;

    public RunDirectoryException(String message) {
        super(message);
    }

    public RunDirectoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
