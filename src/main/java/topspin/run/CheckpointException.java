package topspin.run;

import java.io.IOException;

/** A checkpoint that cannot be used or written. The message is one sentence: which file, what is wrong, what to do. */
public final class CheckpointException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Kind {
        /** Truncated, bit-flipped or no checkpoint at all: an older one may serve. */
        DAMAGED,
        /** Whole, but of a run with another config. */
        OTHER_CONFIG,
        /** Whole, but in a format that only a newer Topspin reads. */
        NEWER_FORMAT,
        /** Missing, or not readable by this user. */
        UNREADABLE,
        /** Could not be written; earlier checkpoints are untouched. */
        NOT_WRITTEN
    }

    private final Kind kind;

    CheckpointException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** The same exception with words appended to its message. */
    CheckpointException adding(String words) {
        return new CheckpointException(kind, getMessage() + words, this);
    }

    public Kind kind() {
        return kind;
    }
}
