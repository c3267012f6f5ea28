package topspin.file;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FileProblemTest {

    @Test
    void shouldSayInWordsWhatTheJdkSaysByTheNameOfAnException() {
        assertThat(FileProblem.sentence(new AccessDeniedException("/x"))).isEqualTo("/x: permission denied");
        assertThat(FileProblem.sentence(new NoSuchFileException("/x"))).isEqualTo("/x: no such file or directory");
        assertThat(FileProblem.sentence(new FileSystemLoopException("/x")))
                .isEqualTo("/x: a link leads back to a directory above it");
        assertThat(FileProblem.sentence(new FileSystemException("/x", null, "No space left on device")))
                .isEqualTo("/x: no space left on device");
        assertThat(FileProblem.sentence(new IOException("Broken pipe"))).isEqualTo("broken pipe");
    }

    @Test
    void shouldTellAWrongPlaceFromAFullDisk(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> Files.createDirectory(file.resolve("below"))).isInstanceOfSatisfying(IOException.class,
                below -> assertThat(FileProblem.isWrongPlace(below)).isTrue());
        assertThat(List.of(new AccessDeniedException("/x"), new NoSuchFileException("/x"),
                new FileAlreadyExistsException("/x"))).allMatch(FileProblem::isWrongPlace);
        assertThat(FileProblem.isWrongPlace(new FileSystemException("/x", null, "No space left on device"))).isFalse();
        assertThat(FileProblem.isWrongPlace(new IOException("No space left on device"))).isFalse();
    }
}
