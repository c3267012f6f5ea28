package topspin.text;

import java.io.IOException;

/** A file that is no text, or too much of it. The message goes on after the file's name: {@code is not UTF-8 text}. */
public final class UnreadableTextException extends IOException {
    private static final long serialVersionUID = 1L;

    UnreadableTextException(String message) {
        super(message);
    }
}
