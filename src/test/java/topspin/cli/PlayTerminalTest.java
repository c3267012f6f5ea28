package topspin.cli;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** {@code topspin play} as a program of its own at a pseudo-terminal, which util-linux's {@code script} makes. */
class PlayTerminalTest {
    private static final long SECONDS = 30;
    /** What was started in the background ignores Ctrl-C, and so do its children unless they are told otherwise. */
    private static final String CATCHING = "env --default-signal=INT";
    private static final String ENTER = "\u001b[?1049h\u001b[?25l";
    private static final String LEAVE = "\u001b[0m\u001b[?25h\u001b[?1049l";

    @TempDir
    private Path directory;
    private Process script;

    @BeforeEach
    void requireScript() throws Exception {
        boolean found;
        try {
            Process version = new ProcessBuilder("script", "--version").redirectErrorStream(true).start();
            found = new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8).contains("util-linux");
        } catch (IOException notHere) {
            found = false;
        }
        assumeTrue(found, "util-linux's script is not here: no pseudo-terminal to play at");
        assumeTrue(new ProcessBuilder((CATCHING + " true").split(" ")).redirectErrorStream(true).start().waitFor() == 0,
                "coreutils' env is too old to let the game see Ctrl-C");
    }

    @AfterEach
    void end() {
        if (script != null) {
            script.destroyForcibly();
        }
    }

    private void start(String terminal, String arguments) throws IOException {
        String java = "\"" + System.getProperty("java.home") + "/bin/java\" -XX:TieredStopAtLevel=1 -Dstdout.encoding=UTF-8 -cp \""
                + System.getProperty("java.class.path") + "\" " + Main.class.getName();
        Path run = Files.writeString(directory.resolve("run.sh"), """
                trap : INT
                stty rows 24 cols 80
                stty -a > before
                TERM=%s COLORTERM=truecolor sh -c 'echo $$ > pid; exec %s play %s'
                echo "code $?"
                stty -a > after
                """.formatted(terminal, java, arguments));
        ProcessBuilder builder = new ProcessBuilder("script", "-q", "-f", "-c", CATCHING + " sh " + run, "typescript");
        script = builder.directory(directory.toFile()).redirectOutput(directory.resolve("screen").toFile())
                .redirectErrorStream(true).start();
    }

    private String screen() throws IOException {
        return Files.readString(directory.resolve("screen"));
    }

    private void await(String text) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!screen().contains(text)) {
            assertThat(System.nanoTime()).as("waits for '%s' in %s", text, screen()).isLessThan(until);
            Thread.sleep(20);
        }
    }

    private void type(String keys) throws IOException {
        script.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
        script.getOutputStream().flush();
    }

    /** The last lines, after the terminal is as it was. */
    private String afterwards(int code) throws Exception {
        await("code " + code);
        assertThat(script.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(directory.resolve("after"))).isEqualTo(Files.readString(directory.resolve("before")));
        String screen = screen();
        return screen.substring(screen.contains(LEAVE) ? screen.lastIndexOf(LEAVE) + LEAVE.length() : 0);
    }

    @Test
    void aPersonShouldPlayAndFindTheTerminalAsItWas() throws Exception {
        start("xterm-256color", "recall --set delay=1 --seed 2");
        await("r restart   q quit");
        assertThat(screen()).startsWith(ENTER).contains("▀", "\u001b[48;2;55;71;79m", "game 1 · step 0 · recall", "0-1 actions");
        type("1");
        await("game 1 · step 1 · recall");
        type("\u001b[A0");
        await("terminated");
        type("q");
        assertThat(afterwards(0)).matches("(?s)game return steps end\\R1 -?1\\.00 2 terminated\\R.*");
    }

    @Test
    void controlCShouldLeaveTheTerminalAsItWas() throws Exception {
        start("xterm-256color", "cart-pole");
        await("any of these keys starts");
        type("\u0003");
        assertThat(afterwards(130)).doesNotContain("▀");
        assertThat(screen()).contains(LEAVE);
    }

    @Test
    void aSignalShouldLeaveTheTerminalAsItWas() throws Exception {
        start("xterm-256color", "cart-pole --player random");
        await("space one step");
        new ProcessBuilder("kill", "-TERM", Files.readString(directory.resolve("pid")).strip()).start().waitFor();
        assertThat(afterwards(143)).doesNotContain("▀");
        assertThat(screen()).contains(LEAVE);
    }

    @Test
    void aTerminalThatCannotDrawShouldBeRefused() throws Exception {
        start("dumb", "cart-pole");
        assertThat(afterwards(2)).startsWith("this terminal cannot draw (TERM is 'dumb'); use --gif FILE or --png FILE for pictures, or --window")
                .doesNotContain("\u001b");
    }
}
