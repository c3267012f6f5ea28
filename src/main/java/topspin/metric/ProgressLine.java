package topspin.metric;

import topspin.text.Decimal;

import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

import java.io.PrintStream;
import java.time.Duration;

/**
 * One line on a terminal that shows a run's progress, remaining time, speed and score. One thread; the library draws
 * from another.
 */
public final class ProgressLine implements MetricSink {
    private static final int REFRESH_MILLIS = 250;
    /** Fits the narrowest usual terminal. */
    private static final int WIDTH = 79;
    private static final String ERASE_LINE = "\r\u001b[2K";

    private final PrintStream line;
    private final ProgressBar bar;

    /**
     * @param line  a terminal
     * @param name  of the run
     * @param from  decisions already taken, by earlier sessions
     * @param total decisions of the whole run
     */
    public ProgressLine(PrintStream line, String name, long from, long total) {
        this.line = line;
        bar = new ProgressBarBuilder().setTaskName(name).setInitialMax(total).startsFrom(from, Duration.ZERO)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK).setUpdateIntervalMillis(REFRESH_MILLIS).showSpeed()
                .continuousUpdate().setConsumer(new DelegatingProgressBarConsumer(this::draw, WIDTH)).build();
    }

    @Override
    public void write(MetricRecord row) {
        bar.setExtraMessage(" score " + Decimal.of(row.get(Metric.SCORE), 1));
    }

    @Override
    public void advanced(long step) {
        bar.stepTo(step);
    }

    @Override
    public void close() {
        bar.close();
        erase(line);
    }

    /** Prints complete lines above the progress line. */
    public static void print(PrintStream to, PrintStream line, CharSequence lines) {
        synchronized (line) {
            erase(line);
            to.append(lines);
            to.flush();
        }
    }

    private void draw(String text) {
        synchronized (line) {
            line.print(ERASE_LINE + text);
            line.flush();
        }
    }

    private static void erase(PrintStream line) {
        line.print(ERASE_LINE);
        line.flush();
    }

    /** A stream for rows while the line is shown: it erases the line, prints, and draws the line again below. */
    public static Appendable above(PrintStream rows, PrintStream line) {
        return new Appendable() {
            @Override
            public Appendable append(CharSequence text) {
                print(rows, line, text);
                return this;
            }

            @Override
            public Appendable append(CharSequence text, int start, int end) {
                return append(text.subSequence(start, end));
            }

            @Override
            public Appendable append(char letter) {
                return append(String.valueOf(letter));
            }
        };
    }
}
