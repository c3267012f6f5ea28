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
    /** The largest sweeps that were ever written have a hundredth of it, and the YAML reader takes little more. */
    private static final int MOST_BYTES = 3_000_000;

    private TextFile() {
    }

    /**
     * @param expected what kind of file, with an example
     * @throws InputException if there is none, or it cannot be read or is no text
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
