package topspin.text;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ExcerptTest {
    private static final String ESCAPE = "\u001b";

    @Test
    void shouldRepeatShortTextAsItIs() {
        assertThat(Excerpt.of("0.2")).isEqualTo("0.2");
        assertThat(Excerpt.quoted("größer, 更大")).isEqualTo("'größer, 更大'");
        assertThat(Excerpt.quoted("x".repeat(120))).isEqualTo("'" + "x".repeat(120) + "'");
    }

    @Test
    void shouldShowBeginningEndAndLengthOfLongText() {
        String digits = "1".repeat(100_000) + "x";

        assertThat(Excerpt.quoted(digits)).isEqualTo("'" + "1".repeat(60) + "…" + "1".repeat(19) + "x' (100001 characters)");
        assertThat(Excerpt.of(digits)).isEqualTo("1".repeat(60) + "…" + "1".repeat(19) + "x (100001 characters)");
    }

    @Test
    void shouldWriteOutWhatATerminalWouldObey() {
        assertThat(Excerpt.quoted("a" + ESCAPE + "[31mred\u0007")).isEqualTo("'a\\u001b[31mred\\u0007'");
        assertThat(Excerpt.printable("\u009b2J\u007f")).isEqualTo("\\u009b2J\\u007f");
        assertThat(Excerpt.printable("one\r\ntwo\tthree\u2028")).isEqualTo("one\\r\\ntwo\\tthree\\u2028");
        assertThat(Excerpt.printable("gpj\u202e.exe \ufeff")).as("what turns writing round, and marks").isEqualTo("gpj\\u202e.exe \\ufeff");
        assertThat(Excerpt.printable("\ud83d|")).as("half a letter").isEqualTo("\\ud83d|");
    }

    @Test
    void shouldKeepLettersOfAllKinds() {
        assertThat(Excerpt.printable("👩‍🚀 می‌خواهم C:\\new")).isEqualTo("👩‍🚀 می‌خواهم C:\\new");
    }
}
