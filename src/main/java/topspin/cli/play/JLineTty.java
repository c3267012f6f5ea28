package topspin.cli.play;

import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp;
import org.jline.utils.NonBlockingReader;
import topspin.config.InputException;
import topspin.picture.HalfBlocks;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** The terminal that this program was started in. */
final class JLineTty implements Tty {
    static final String REMEDY = "; use --gif FILE or --png FILE for pictures, or --window";
    private static final int USUAL_COLUMNS = 80;
    private static final int USUAL_ROWS = 24;
    /** Asking for the size may start a process. */
    private static final long SIZE_IS_FRESH_NANOS = 900_000_000;
    private static final int LEAST_COLOURS = 8;

    private final Terminal terminal;
    private final NonBlockingReader reader;
    /** Not JLine's own writer, which a hook of JLine's may close while the program ends. */
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private final Attributes before;
    private final HalfBlocks.Colours colours;
    private Size size;
    private long sized;

    private JLineTty(Terminal terminal) {
        this.terminal = terminal;
        reader = terminal.reader();
        colours = colours(System.getenv());
        before = terminal.enterRawMode();
        Attributes raw = terminal.getAttributes();
        // Ctrl-Z would leave the second screen to the shell
        raw.setControlChar(Attributes.ControlChar.VSUSP, 0);
        terminal.setAttributes(raw);
        measure();
    }

    /** @throws InputException if there is none, or it cannot draw */
    static JLineTty open() {
        Terminal terminal;
        try {
            // with JLine's own handling of signals, Ctrl-C would end the program without its hooks
            terminal = TerminalBuilder.builder().system(true).dumb(false).nativeSignals(false)
                    .systemOutput(TerminalBuilder.SystemOutput.SysOut).encoding(StandardCharsets.UTF_8).build();
        } catch (IOException | IllegalStateException e) {
            throw new InputException("standard input and output are not a terminal" + REMEDY, e);
        }
        try {
            requireDrawing(System.getenv("TERM"), terminal.getNumericCapability(InfoCmp.Capability.max_colors));
            return new JLineTty(terminal);
        } catch (RuntimeException | Error e) {
            try (terminal) {
                throw e;
            } catch (IOException unclosed) {
                e.addSuppressed(unclosed);
                throw e;
            }
        }
    }

    /**
     * @param type    of terminal; null if nobody says
     * @param colours that this type has; null if nobody knows
     * @throws InputException if it cannot draw
     */
    static void requireDrawing(String type, Integer colours) {
        if (type == null || type.isEmpty() || type.equals("dumb")) {
            throw new InputException("this terminal cannot draw (TERM is " + (type == null ? "not set" : "'" + type + "'") + ")" + REMEDY);
        }
        if (colours != null && colours < LEAST_COLOURS) {
            throw new InputException("this terminal has no colours (TERM is '" + type + "')" + REMEDY);
        }
    }

    /** By the variables that terminals set. */
    static HalfBlocks.Colours colours(Map<String, String> environment) {
        String said = environment.getOrDefault("COLORTERM", "").toLowerCase(Locale.ROOT);
        return said.equals("truecolor") || said.equals("24bit") || environment.getOrDefault("TERM", "").endsWith("-direct")
                ? HalfBlocks.Colours.TRUE : HalfBlocks.Colours.XTERM_256;
    }

    private void measure() {
        size = terminal.getSize();
        sized = System.nanoTime();
    }

    private Size size() {
        if (System.nanoTime() - sized > SIZE_IS_FRESH_NANOS) {
            measure();
        }
        return size;
    }

    @Override
    public int columns() {
        int columns = size().getColumns();
        return columns > 0 ? columns : USUAL_COLUMNS;
    }

    @Override
    public int rows() {
        int rows = size().getRows();
        return rows > 0 ? rows : USUAL_ROWS;
    }

    @Override
    public HalfBlocks.Colours colours() {
        return colours;
    }

    @Override
    public int read(long millis) {
        try {
            // 0 is JLine's for ever
            return reader.read(millis < 0 ? 0 : Math.max(1, millis));
        } catch (IOException e) {
            return END;
        }
    }

    @Override
    public void write(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // a terminal that is gone; the next read says so
            return;
        }
    }

    @Override
    public void close() {
        terminal.setAttributes(before);
        try {
            terminal.close();
        } catch (IOException e) {
            // it has its attributes back, and nothing is lost
            return;
        }
    }
}
