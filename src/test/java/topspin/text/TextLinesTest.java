package topspin.text;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TextLinesTest {
    private static final String MARK = "\ufeff";

    @TempDir
    private Path directory;

    private Path file(String text, Charset charset) throws IOException {
        return Files.write(directory.resolve("text"), text.getBytes(charset));
    }

    private static List<String> lines(TextLines lines) throws IOException {
        List<String> all = new ArrayList<>();
        for (String line = lines.next(); line != null; line = lines.next()) {
            all.add(line);
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void shouldReadWhatAMarkSays(String charset) throws IOException {
        try (TextLines lines = new TextLines(file(MARK + "größe\r\n更\rthree\n" + MARK + "four\n", Charset.forName(charset)))) {
            assertThat(lines(lines)).containsExactly("größe", "更", "three", "four");
            assertThat(lines.whole()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"one\ntwo", "o", "one\n\ntw"})
    void shouldTellALineThatHasNoEnd(String text) throws IOException {
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE)) {
            try (TextLines lines = new TextLines(file(MARK + text, charset))) {
                assertThat(String.join("\n", lines(lines))).isEqualTo(text);
                assertThat(lines.whole()).isFalse();
            }
        }
    }

    @Test
    void shouldReadAnEmptyFile() throws IOException {
        try (TextLines lines = new TextLines(file("", StandardCharsets.UTF_8))) {
            assertThat(lines.next()).isNull();
            assertThat(lines.whole()).isTrue();
        }
    }

    @Test
    void shouldRefuseWhatIsNoText() throws IOException {
        Path file = Files.write(directory.resolve("text"), new byte[] {'a', '\n', (byte) 0xc3, 0x28});
        try (TextLines lines = new TextLines(file)) {
            assertThatThrownBy(() -> lines(lines)).isInstanceOf(UnreadableTextException.class).hasMessage(file + ": is not UTF-8 text");
        }
        assertThatThrownBy(() -> new TextLines(directory.resolve("none"))).isInstanceOf(IOException.class);
    }
}
