package topspin.cli.play;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class KeyReaderTest {

    @ParameterizedTest
    @CsvSource({"a,a", "Q,q", "7,7", "' ',space", "'\r',enter", "'\t',tab", "'\u007f',backspace", "'\b',backspace", "'\u001b[A',up", "'\u001b[B',down",
        "'\u001bOC',right", "'\u001b[1;5D',left", "'\u001b',escape", "é,é", "'\u0003',gone", "'\u0004',gone", "'\u001b[3~',",
        "'\u001b[200;1~',", "'\u001bx',", "'\u0001',"})
    void shouldNameKeys(String sent, String name) {
        assertThat(new KeyReader(new FakeTty().type(0, sent)).read(10).map(KeyPress::name).orElse(null)).isEqualTo(name);
    }

    @Test
    void shouldReadOneAfterTheOtherAndNoticeTheEnd() {
        KeyReader reader = new KeyReader(new FakeTty().type(0, "\u001b[A\u001b[Bx").type(500, "y"));
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            names.add(reader.read(0).map(KeyPress::name).orElse("none"));
        }
        assertThat(names).containsExactly("up", "down", "x", "none");
        assertThat(reader.read(-1)).contains(KeyPress.of("y"));
        assertThat(reader.read(-1)).contains(KeyPress.of("gone"));
    }
}
