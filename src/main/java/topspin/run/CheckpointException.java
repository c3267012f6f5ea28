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
        /** Not there, or not to be read by this user: the file must be made readable. */
        UNREADABLE,
        /** Could not be written; those written before are untouched. */
        NOT_WRITTEN
    }

    private final Kind kind;

    CheckpointException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** The same with more words after its own. */
    CheckpointException adding(String words) {
        return new CheckpointException(kind, getMessage() + words, this);
    }

    public Kind kind() {
        return kind;
    }
}
