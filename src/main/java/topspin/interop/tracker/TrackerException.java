package topspin.interop.tracker;

import java.io.IOException;
import java.time.Duration;

/** A tracker did not do what it was asked. The message says who, what and why, in one line. */
public final class TrackerException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Whether the same request may succeed later. */
    enum Kind {
        /** Nobody answers, or the answer is a request to come back: it may. */
        FOR_NOW,
        /** What the request says is refused: another one may succeed. */
        CONTENT,
        /** We are refused: it will not, before somebody changes something there. */
        REFUSED,
        /** What the request is about does not exist there, or was deleted. */
        ABSENT
    }

    private final Kind kind;
    private final transient Duration pause;

    TrackerException(Kind kind, String message) {
        this(kind, message, Duration.ZERO);
    }

    /** @param pause that the tracker asks for before the next request */
    TrackerException(Kind kind, String message, Duration pause) {
        super(message);
        this.kind = kind;
        this.pause = pause;
    }

    Kind kind() {
        return kind;
    }

    /** The pause that the tracker asks for; zero if it asks for none. */
    Duration pause() {
        return pause == null ? Duration.ZERO : pause;
    }
}
