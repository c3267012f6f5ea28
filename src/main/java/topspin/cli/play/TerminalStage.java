package topspin.cli.play;

import topspin.picture.Caption;
import topspin.picture.CaptionText;
import topspin.picture.HalfBlocks;
import topspin.picture.WorldPicture;
import topspin.text.Excerpt;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A terminal as a stage: the picture in half blocks, the caption and the keys below it, on the terminal's second screen.
 * Only lines that changed are written. However the program ends, but for {@code kill -9}, the terminal is left as it was: a
 * hook sees to that where {@link #close} is not reached.
 */
public final class TerminalStage implements Stage {
    /** The second screen, without cursor, cleared. */
    private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[2J";
    private static final String LEAVE = "\u001b[0m\u001b[?25h\u001b[?1049l";
    private static final String CLEAR = "\u001b[0m\u001b[2J";
    private static final String TO_END_OF_LINE = "\u001b[K";
    /** Below these nothing is recognised. */
    private static final int LEAST_COLUMNS = 20;
    private static final int LEAST_ROWS = 4;
    private static final int PIXELS_PER_ROW = 2;
    /** A hook does not wait longer for a terminal that takes nothing. */
    private static final long PATIENCE_MILLIS = 1000;
    /** How often it is asked whether the terminal has another size, while nothing is to be shown. */
    private static final long SIZE_MILLIS = 1000;

    private final Tty tty;
    private final KeyReader keys;
    private final boolean plain;
    private final Thread hook = new Thread(() -> restore(false), "terminal");
    /** Held while something is written. */
    private final ReentrantLock writing = new ReentrantLock();
    private List<String> shown = List.of();
    /** Shows what was shown last. */
    private Runnable again = () -> { };
    private String size = "";
    private boolean restored;

    /**
     * @param plain whether captions are left out
     */
    TerminalStage(Tty tty, boolean plain) {
        this.tty = tty;
        this.plain = plain;
        keys = new KeyReader(tty);
        Runtime.getRuntime().addShutdownHook(hook);
        tty.write(ENTER);
    }

    /**
     * The terminal that this program was started in.
     *
     * @throws topspin.config.InputException if there is none, or it cannot draw
     */
    public static TerminalStage open(boolean plain) {
        return new TerminalStage(JLineTty.open(), plain);
    }

    @Override
    public void show(WorldPicture world, Caption caption, List<String> help) {
        // clearing the rest of a line that is full would clear its last letter
        int columns = tty.columns() - 1;
        int rows = tty.rows();
        List<String> below = new ArrayList<>();
        if (!plain) {
            below.addAll(CaptionText.lines(caption, columns));
        }
        help.forEach(line -> below.add("\u001b[2m" + CaptionText.cut(Excerpt.printable(line), columns) + "\u001b[22m"));
        int left = rows - below.size();
        List<String> lines = new ArrayList<>();
        if (columns < LEAST_COLUMNS || left < LEAST_ROWS) {
            lines.add(CaptionText.cut("enlarge this terminal: " + tty.columns() + " × " + rows, columns));
            lines.addAll(below.subList(Math.max(0, below.size() - Math.max(0, rows - 1)), below.size()));
        } else {
            BufferedImage picture = world.within(columns, left * PIXELS_PER_ROW);
            String margin = " ".repeat((columns - picture.getWidth()) / 2);
            HalfBlocks.lines(picture, tty.colours()).forEach(line -> lines.add(margin + line));
            lines.addAll(below);
        }
        again = () -> show(world, caption, help);
        write(lines, size());
    }

    private String size() {
        return tty.columns() + "x" + tty.rows();
    }

    private void write(List<String> lines, String newSize) {
        StringBuilder text = new StringBuilder();
        boolean all = !newSize.equals(size);
        if (all) {
            text.append(CLEAR);
        }
        for (int i = 0; i < Math.max(lines.size(), shown.size()); i++) {
            String now = i < lines.size() ? lines.get(i) : "";
            if (all ? !now.isEmpty() : !now.equals(i < shown.size() ? shown.get(i) : "")) {
                text.append("\u001b[").append(i + 1).append(";1H").append(now).append(TO_END_OF_LINE);
            }
        }
        shown = lines;
        size = newSize;
        writing.lock();
        try {
            if (!restored && !text.isEmpty()) {
                tty.write(text.toString());
            }
        } finally {
            writing.unlock();
        }
    }

    @Override
    public Optional<KeyPress> key(long millis) {
        if (millis >= 0) {
            return keys.read(millis);
        }
        while (true) {
            Optional<KeyPress> key = keys.read(SIZE_MILLIS);
            if (key.isPresent()) {
                return key;
            }
            if (!size().equals(size)) {
                again.run();
            }
        }
    }

    @Override
    public boolean reportsReleases() {
        return false;
    }

    @Override
    public void close() {
        restore(true);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // the hook runs or has run, and finds nothing to do
            return;
        }
    }

    /**
     * @param closes whether the terminal gets its attributes back, too: while the program ends, JLine's own hook sees to that, and
     *               two programs that change them at once may undo each other's changes
     */
    private void restore(boolean closes) {
        try {
            boolean alone = writing.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            try {
                if (!restored) {
                    restored = true;
                    tty.write(LEAVE);
                    if (closes) {
                        tty.close();
                    }
                }
            } finally {
                if (alone) {
                    writing.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
