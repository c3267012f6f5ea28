package topspin.text;

import java.nio.charset.Charset;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A file is not text, or is too long. The reason continues a sentence after the file's name: {@code is not UTF-8 text}. */
public final class UnreadableTextException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    UnreadableTextException(Path file, String reason) {
        super(file == null ? null : file.toString(), null, reason);
    }

    UnreadableTextException(Path file, Charset charset) {
        this(file, "is not " + charset.name() + " text");
    }
}
