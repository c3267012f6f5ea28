package topspin.cli;

import topspin.file.FileProblem;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a file that the user wrote. */
final class TextFile {

    private TextFile() {
    }

    /**
     * @param expected what kind of file, with an example
     * @throws InputException if there is none, or it cannot be read or is no text
     */
    static String read(Path file, String expected) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new InputException(file + ": no such file; expected " + expected, e);
        } catch (CharacterCodingException e) {
            throw new InputException(file + ": is not UTF-8 text; expected " + expected, e);
        } catch (IOException e) {
            throw new InputException(file + ": " + (Files.isDirectory(file) ? "is a directory; expected " + expected
                    : FileProblem.reason(e) + "; make it readable"), e);
        }
    }
}
