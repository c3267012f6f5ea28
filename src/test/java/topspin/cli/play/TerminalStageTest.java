package topspin.cli.play;

import org.junit.jupiter.api.Test;
import topspin.config.InputException;
import topspin.picture.Caption;
import topspin.picture.HalfBlocks;
import topspin.picture.WorldPicture;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TerminalStageTest {
    private final FakeTty tty = new FakeTty();
    private final TerminalStage stage = new TerminalStage(tty, false);
    private final CountingWorld world = new CountingWorld(9, 0);

    private void show(String line) {
        stage.show(new WorldPicture(world), new Caption(List.of(line), List.of()), List.of("q quit"));
    }

    @Test
    void shouldPutThePictureInTheMiddleAndTheTextBelow() {
        tty.rows = 7;
        show("step 0");
        String row = "          \u001b[48;2;0;0;0m" + " ".repeat(20) + "\u001b[0m\u001b[K";

        assertThat(tty.written).containsExactly("\u001b[?1049h\u001b[?25l\u001b[2J",
                "\u001b[0m\u001b[2J\u001b[1;1H" + row + "\u001b[2;1H" + row + "\u001b[3;1H" + row + "\u001b[4;1H" + row + "\u001b[5;1H" + row
                        + "\u001b[6;1Hstep 0\u001b[K\u001b[7;1H\u001b[2mq quit\u001b[22m\u001b[K");
    }

    @Test
    void shouldWriteOnlyTheLinesThatChanged() {
        show("step 0");
        tty.written.clear();
        show("step 0");
        assertThat(tty.written).isEmpty();
        show("step 1");
        assertThat(tty.written).containsExactly("\u001b[11;1Hstep 1\u001b[K");
        tty.rows = 13;
        tty.written.clear();
        show("step 1");
        assertThat(tty.all()).startsWith("\u001b[0m\u001b[2J\u001b[1;1H").contains("\u001b[11;1Hstep 1");
    }

    @Test
    void shouldAskForRoom() {
        tty.rows = 5;
        show("step 0");
        assertThat(tty.all()).contains("\u001b[1;1Henlarge this terminal: 41 × 5\u001b[K\u001b[2;1Hstep 0");
        tty.rows = 1;
        show("step 0");
        assertThat(tty.written.get(tty.written.size() - 1)).endsWith("\u001b[1;1Henlarge this terminal: 41 × 1\u001b[K");
    }

    @Test
    void shouldShowItselfAnewWhereTheTerminalGrowsWhileNothingHappens() {
        show("step 0");
        tty.written.clear();
        tty.type(2000, "x");
        assertThat(stage.key(-1)).contains(KeyPress.of("x"));
        assertThat(tty.written).isEmpty();

        tty.columns = 60;
        tty.type(4000, "y");
        assertThat(stage.key(-1)).contains(KeyPress.of("y"));
        assertThat(tty.written).hasSize(1);
        assertThat(tty.all()).startsWith("\u001b[0m\u001b[2J").contains("step 0");
    }

    @Test
    void shouldShowControlCharactersAndObeyNone() {
        stage.show(new WorldPicture(world), new Caption(List.of("\u001b[2J"), List.of(new Caption.Bar("a\u0007", 0, "", false))),
                List.of("b\u001bc"));
        assertThat(tty.all()).contains("\\u001b[2J", "a\\u0007", "b\\u001bc");
    }

    @Test
    void shouldLeaveTheTerminalAsItWasAndOnlyOnce() {
        stage.close();
        stage.close();
        show("too late");
        assertThat(tty.written).containsExactly("\u001b[?1049h\u001b[?25l\u001b[2J", "\u001b[0m\u001b[?25h\u001b[?1049l");
        assertThat(tty.closed).isEqualTo(1);
    }

    @Test
    void theWorldAloneShouldHaveItsKeys() {
        TerminalStage plain = new TerminalStage(tty, true);
        plain.show(new WorldPicture(world), new Caption(List.of("step 0"), List.of()), List.of("q quit"));
        assertThat(tty.all()).doesNotContain("step 0").contains("q quit");
    }

    @Test
    void shouldKnowWhatATerminalCan() {
        assertThat(JLineTty.colours(Map.of("COLORTERM", "truecolor"))).isEqualTo(HalfBlocks.Colours.TRUE);
        assertThat(JLineTty.colours(Map.of("TERM", "xterm-direct"))).isEqualTo(HalfBlocks.Colours.TRUE);
        assertThat(JLineTty.colours(Map.of("TERM", "xterm-256color"))).isEqualTo(HalfBlocks.Colours.XTERM_256);
        assertThatThrownBy(() -> JLineTty.requireDrawing("dumb", null)).isInstanceOf(InputException.class)
                .hasMessage("this terminal cannot draw (TERM is 'dumb'); use --gif FILE or --png FILE for pictures, or --window");
        assertThatThrownBy(() -> JLineTty.requireDrawing(null, 256)).hasMessageContaining("(TERM is not set)");
        assertThatThrownBy(() -> JLineTty.requireDrawing("vt100", -1)).hasMessageStartingWith("this terminal has no colours (TERM is 'vt100')");
        JLineTty.requireDrawing("xterm", 8);
        JLineTty.requireDrawing("of-tomorrow", null);
    }
}
