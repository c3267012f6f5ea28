package topspin.cli;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

class SuggestionsTest {

    @Test
    void shouldBeLinesThatAShellTakes() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        new Suggestions().or("stats", Path.of("results/my runs")).or("sweep", "it's", "--set", "ppo.clip=0.2")
                .print(new PrintStream(err, true, StandardCharsets.UTF_8));

        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("next: ./topspin stats 'results/my runs'\n"
                + "      ./topspin sweep 'it'\\''s' --set ppo.clip=0.2\n");
    }

    @Test
    void shouldPrintNothingWhereThereAreNone() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        new Suggestions().print(new PrintStream(err, true, StandardCharsets.UTF_8));

        assertThat(err.size()).isZero();
    }
}
