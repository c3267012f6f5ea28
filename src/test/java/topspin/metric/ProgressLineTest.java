package topspin.metric;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

class ProgressLineTest {

    @Test
    void shouldMoveBetweenRowsAndLeaveNothingBehind() {
        ByteArrayOutputStream terminal = new ByteArrayOutputStream();
        ProgressLine line = new ProgressLine(new PrintStream(terminal, true, StandardCharsets.UTF_8), "pong", 0, 400);
        line.advanced(100);
        line.close();

        String drawn = terminal.toString(StandardCharsets.UTF_8);
        assertThat(drawn).contains("pong", "100/400").endsWith("\r\u001b[2K");
        assertThat(drawn.split("\r\u001b\\[2K")).allMatch(text -> text.length() <= 79);
    }

    @Test
    void shouldShowTheScoreOfTheLastRow() {
        ByteArrayOutputStream terminal = new ByteArrayOutputStream();
        ProgressLine line = new ProgressLine(new PrintStream(terminal, true, StandardCharsets.UTF_8), "pong", 0, 400);
        line.write(new MetricRecord().set(Metric.STEP, 100).set(Metric.SCORE, -0.01).set(Metric.FPS, 7));
        line.close();

        assertThat(terminal.toString(StandardCharsets.UTF_8)).contains(" score 0.0");
    }
}
