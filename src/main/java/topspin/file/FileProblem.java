package topspin.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Says in a few words why a file operation failed: the JDK's messages are often a bare path. */
public final class FileProblem {

    private FileProblem() {
    }

    /** The reason alone ("permission denied"), without the file. */
    public static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileSystemLoopException) {
            return "a link leads back to a directory above it";
        }
        if (e instanceof FileSystemException problem && problem.getReason() != null) {
            return lowerFirst(problem.getReason());
        }
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException) {
            return "there is a file where a directory is needed";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : lowerFirst(e.getMessage());
    }

    /** Whether the path is the problem, not the disk: it does not exist, is not permitted, or is of another kind. */
    public static boolean isWrongPlace(IOException e) {
        return e instanceof AccessDeniedException || e instanceof NoSuchFileException
                || e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException
                || e instanceof FileSystemLoopException || e instanceof FileSystemException problem && isBelowAFile(problem);
    }

    /** Which has no exception of its own. */
    private static boolean isBelowAFile(FileSystemException e) {
        Path above = e.getFile() == null ? null : Path.of(e.getFile()).toAbsolutePath().getParent();
        while (above != null && !Files.exists(above)) {
            above = above.getParent();
        }
        return above != null && !Files.isDirectory(above);
    }

    /** The reason, with the file in front as far as the exception names one. */
    public static String sentence(IOException e) {
        boolean named = e instanceof FileSystemException problem && problem.getFile() != null;
        return named ? ((FileSystemException) e).getFile() + ": " + reason(e) : reason(e);
    }

    private static String lowerFirst(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }
}
