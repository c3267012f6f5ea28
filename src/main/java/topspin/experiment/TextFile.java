package topspin.experiment;

import topspin.config.InputException;
import topspin.file.FileProblem;
import topspin.text.PlainText;
import topspin.text.UnreadableTextException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a file that the user wrote. */
public final class TextFile {
    /** A hundred times the largest sweep file so far, and little less than the YAML reader's limit. */
    private static final int MOST_BYTES = 3_000_000;

    private TextFile() {
    }

    /**
     * @param expected what kind of file, with an example
     * @throws InputException if it does not exist, cannot be read or is not text
     */
    public static String read(Path file, String expected) {
        try {
            return PlainText.read(file, MOST_BYTES);
        } catch (NoSuchFileException e) {
            throw new InputException(file + ": no such file; expected " + expected, e);
        } catch (UnreadableTextException e) {
            throw new InputException(file + ": " + e.getReason() + "; expected " + expected, e);
        } catch (IOException e) {
            throw new InputException(file + ": " + (Files.isDirectory(file) ? "is a directory; expected " + expected
                    : FileProblem.reason(e) + "; make it readable"), e);
        }
    }
}
