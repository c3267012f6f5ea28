package topspin.file;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AtomicFileTest {

    @TempDir
    private Path directory;

    @Test
    void shouldKeepTheOldFileWhenWritingFails() throws IOException {
        Path file = Files.writeString(directory.resolve("run.json"), "as it was");

        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
            out.write(new byte[100_000]);
            throw new IOException("No space left on device");
        })).hasMessage("No space left on device");

        assertThat(file).hasContent("as it was");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void shouldWriteEveryNameThatTheFileSystemTakes() throws IOException {
        Path longest = directory.resolve("x".repeat(251) + ".svg");
        AtomicFile.write(longest, "text");
        assertThat(longest).hasContent("text");
    }
}
