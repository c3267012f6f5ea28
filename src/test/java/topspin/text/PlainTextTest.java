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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PlainTextTest {
    private static final String MARK = "\ufeff";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void shouldReadWhatAMarkSays(String charset) throws IOException {
        byte[] bytes = (MARK + "größe: 1\r\n更: 2").getBytes(Charset.forName(charset));

        assertThat(PlainText.of(null, bytes)).isEqualTo("größe: 1\n更: 2");
    }

    @Test
    void shouldReadUtf8WithoutAMark() throws IOException {
        assertThat(PlainText.of(null, "größe".getBytes(StandardCharsets.UTF_8))).isEqualTo("größe");
        assertThat(PlainText.of(null, new byte[0])).isEmpty();
    }

    @Test
    void shouldEndLinesInOneWay() throws IOException {
        assertThat(text("one\r\ntwo\rthree\n\nfive\r\r\nseven")).isEqualTo("one\ntwo\nthree\n\nfive\n\nseven");
    }

    /** Files with marks that were joined into one. */
    @Test
    void shouldTakeOffMarksInFrontOfLaterLines() throws IOException {
        assertThat(text(MARK + "# 1\r\n100 1.0 5.0\r\n" + MARK + "# 2\n")).isEqualTo("# 1\n100 1.0 5.0\n# 2\n");
        assertThat(text("a" + MARK + "b")).isEqualTo("a" + MARK + "b");
    }

    @Test
    void shouldRefuseWhatIsNoText() {
        assertThatThrownBy(() -> PlainText.of(null, new byte[] {'a', (byte) 0xc3, 0x28})).hasMessage("is not UTF-8 text");
        assertThatThrownBy(() -> text("\0\1\2")).hasMessage("is not UTF-8 text");
        assertThatThrownBy(() -> PlainText.of(null, "no mark".getBytes(StandardCharsets.UTF_16LE))).hasMessage("is not UTF-8 text");
        assertThatThrownBy(() -> PlainText.of(null, new byte[] {(byte) 0xff, (byte) 0xfe, 'a'})).hasMessage("is not UTF-16LE text");
    }

    @Test
    void shouldReadNoMoreThanItWasTold() throws IOException {
        Path file = Files.writeString(directory.resolve("text"), "12345");

        assertThat(PlainText.read(file, 5)).isEqualTo("12345");
        assertThatThrownBy(() -> PlainText.read(file, 4)).isInstanceOf(UnreadableTextException.class)
                .hasMessage(file + ": is larger than 4 bytes");
        assertThatThrownBy(() -> PlainText.read(directory.resolve("none"), 4)).isNotInstanceOf(UnreadableTextException.class)
                .isInstanceOf(IOException.class);
    }

    private static String text(String written) throws IOException {
        return PlainText.of(null, written.getBytes(StandardCharsets.UTF_8));
    }
}
